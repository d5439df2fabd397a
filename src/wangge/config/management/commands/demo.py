"""`./wangge demo`: walk one report through the eleven steps, prove its chain, and print the case file."""

import json
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime
from django.utils.translation import gettext, override
from rich.console import Console
from rich.table import Table

from wangge.config.demo.voices import Refused
from wangge.config.demo.walk import Differs, Done, Walk
from wangge.config.launch.place import here
from wangge.config.launch.up import named
from wangge.core.flow.audit import faults
from wangge.events.models import Event
from wangge.events.views import STEP_LABELS


class Command(BaseCommand):
    help = "Walk one report through the eleven steps over HTTP; exits non-zero if anything differs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", help="address of the running city (that of ./wangge up)")

    def handle(self, *, url: str | None, **_: Any) -> None:
        logins_file = Path(settings.VAR) / "demo-logins.json"
        if not logins_file.exists():
            raise CommandError("there are no demo log-ins: start the demo city with ./wangge up first")
        logins = {each["username"]: each for each in json.loads(logins_file.read_text(encoding="utf-8"))}
        chosen = here().remembered()
        address = f"http://{named(chosen.get('web_host', '127.0.0.1'))}:{chosen.get('web_port', 8000)}"
        walk = Walk(url or address, logins)
        console = Console(highlight=False)
        done: list[Done] = []
        with override("zh-hans"):
            try:
                for each in walk.run():
                    done.append(each)
                    console.print(line(len(done), each))
            except (Differs, Refused, httpx.HTTPError) as error:
                raise CommandError(f"{type(error).__name__}: {error}") from error
            unfinished = set(STEP_LABELS) - {each.row.step for each in done}
            if unfinished:
                raise CommandError(f"steps that did not happen: {', '.join(sorted(unfinished))}")
            number = walk.said["event"]
            fault = next(faults(Event, number))
            if fault is not None:
                raise CommandError(f"the chain of {number} breaks at step {fault.seq}: {fault.why}")
            case_file(console, number)


def line(number: int, done: Done) -> str:
    """One row of the walk: step, action, person, time, and the clock that runs."""
    at = localtime(datetime.fromisoformat(done.view["last"]["at"])).strftime("%H:%M:%S")
    step = gettext(STEP_LABELS[done.row.step])
    action = done.view["last"]["action"]["label"]
    clock = clock_text(done.clock) if done.clock else "–"
    return f"{number:2}  {step}  {action}  {done.person}  {at}  → {done.view['state']['label']}  {clock}"


def clock_text(clock: dict[str, Any]) -> str:
    """A clock in words: its name, and when it is due with what is left of it."""
    if clock["left"] is None or clock["due_at"] is None:
        return clock["label"]
    due = localtime(datetime.fromisoformat(clock["due_at"])).strftime("%m-%d %H:%M")
    return gettext("%(clock)s until %(due)s, %(left)s left") % {
        "clock": clock["label"], "due": due, "left": str(timedelta(seconds=round(clock["left"]))),
    }  # fmt: skip


def case_file(console: Console, number: str) -> None:
    """The case with all its steps, as it would be put on paper."""
    event = Event.objects.get(case_no=number)
    table = Table(title=gettext("Case file %(number)s") % {"number": number}, title_justify="left")
    for heading in ("#", gettext("Action"), gettext("By"), gettext("At"), gettext("Hash")):
        table.add_column(heading)
    for step in event.steps.order_by("seq"):
        at = localtime(step.at).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(step.seq), step.action, step.actor_label, at, step.hash[:16])
    console.print(table)
    console.print(event.text)
    console.print(gettext("The chain of %(count)s steps holds.") % {"count": event.version})
