"""`./wangge demo`: walk one report through the eleven steps, prove its chain, and print the case file."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from rich.console import Console

from wangge.config.demo.paper import case_file, line
from wangge.config.demo.voices import Refused
from wangge.config.demo.walk import Differs, Done, Walk
from wangge.config.launch.place import here
from wangge.config.launch.up import named
from wangge.core.flow.audit import faults
from wangge.events.labels import STEP_LABELS
from wangge.events.models import Event


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
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
        done: list[Done] = []
        with override("zh-hans"):
            try:
                for each in walk.run():
                    done.append(each)
                    console.print(line(len(done), each), soft_wrap=True)
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
