"""What the demo prints: a line for each step as it happens, and the case file at the end."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from rich import box
from rich.console import Console
from rich.table import Table

from wangge.config.demo.walk import REPORTER, Done
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.versions import current
from wangge.events.case.story import StepView, step_views
from wangge.events.case.views import ClockView, clock_view
from wangge.events.labels import STEP_LABELS, item_named
from wangge.events.models import Event
from wangge.network import queries as network

# What of a step's data is worth a line on paper, in this order.
TOLD = (
    "item_name", "lead_name", "joint_names", "requirement", "result", "answer", "note", "explanation", "reason",
    "rating", "comment",
)  # fmt: skip


def moment(at: datetime | str, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return localtime(datetime.fromisoformat(at) if isinstance(at, str) else at).strftime(form)


def counted(seconds: float) -> str:
    """Counted time as hours and minutes: `-1:05` is an hour and five minutes too late."""
    sign = "-" if seconds < 0 else ""
    minutes = round(abs(seconds) / 60)
    return f"{sign}{minutes // 60}:{minutes % 60:02}"


def line(number: int, done: Done) -> str:
    """One row of the walk: step, action, person, time, state, and the clock that runs."""
    last = done.view["last"]
    person = gettext("Reporter") if done.person == REPORTER else done.person
    clock = clock_text(done.clock) if done.clock else gettext("no clock runs")
    return "  ".join(
        [
            f"{number:2}",
            gettext(STEP_LABELS[done.row.step]),
            last["action"]["label"],
            person,
            moment(last["at"], "%H:%M:%S"),
            "→ " + done.view["state"]["label"],
            clock,
        ]
    )


def clock_text(clock: dict[str, Any]) -> str:
    """A clock in words: its name, and when it is due with what is left of it."""
    if clock["left"] is None or clock["due_at"] is None:
        return str(clock["label"])
    return gettext("%(clock)s: due %(due)s, %(left)s left") % {
        "clock": clock["label"],
        "due": moment(clock["due_at"], "%m-%d %H:%M"),
        "left": counted(clock["left"]),
    }


def case_file(console: Console, number: str) -> None:
    """The case as it would be put on paper: facts, clocks, steps."""
    event = Event.objects.get(case_no=number)
    flow = flow_at("event", event.flow_version)
    calendar = calendar_at(current()["calendar"])
    item = item_named(event.item_code, event.catalogue_version)
    console.rule(gettext("Case file %(number)s") % {"number": number})
    for heading, value in (
        (gettext("Item"), item.label if item else "–"),
        (gettext("Place"), network.names({event.region_code})[event.region_code]),
        (gettext("State"), gettext(flow.state_by_key[event.state].label)),
        (gettext("Text"), event.text),
    ):
        console.print(f"{heading}  {value}", soft_wrap=True)
    console.print(clock_table([clock_view(clock, now(), calendar) for clock in event.clocks]))
    console.print(step_table(step_views(flow, event, calendar)))
    console.print(gettext("The chain of %(count)s steps holds.") % {"count": event.version})


def clock_table(clocks: list[ClockView]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in (gettext("Clock"), gettext("Started"), gettext("Due"), gettext("Used"), gettext("Left")):
        table.add_column(heading)
    for clock in clocks:
        table.add_row(
            clock.label,
            moment(clock.started_at),
            moment(clock.due_at) if clock.due_at else "–",
            str(timedelta(seconds=round(clock.used))),
            "–" if clock.left is None else counted(clock.left),
        )
    return table


def step_table(steps: list[StepView]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("#", gettext("Action"), gettext("By"), gettext("At"), gettext("Said"), gettext("Hash")):
        table.add_column(heading, overflow="fold")
    for step in steps:
        said = "; ".join(str(_plain(step.data[name])) for name in TOLD if step.data.get(name))
        table.add_row(str(step.seq), step.action.label, step.by, moment(step.at), said, step.hash[:12])
    return table


def _plain(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value
