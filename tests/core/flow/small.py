"""A small invented loop with everything in it, a case without a table, and the people who use it.

Somebody asks a service centre for a thing they lost; the centre searches, waits, hands it over or gives up.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any

from msgspec import Meta, Struct

from tests.core.strategies import at
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.clock import Clock
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.flow.forms import Choice, Form
from wangge.core.flow.table import (
    NEW,
    Action,
    Flow,
    Limit,
    Party,
    Settings,
    State,
    extend,
    pause,
    resume,
    start,
    stop,
)
from wangge.core.flow.turn import Turn
from wangge.core.problems import Kind, invalid

MIDNIGHT = at("2026-03-02 00:00")
MORNING = at("2026-03-02 09:00")

Line = Annotated[str, Meta(min_length=1, max_length=40, title="One line")]


class Size(Choice):
    SMALL = "small", "Fits a pocket"
    LARGE = "large", "Does not"


class Mark(Struct, forbid_unknown_fields=True):
    """Something the thing may be known by."""

    text: Annotated[str, Meta(max_length=20, title="What it looks like")]
    size: Size | None = None


class Ask(Form):
    what: Annotated[str, Meta(min_length=1, max_length=40, title="What was lost", description="In one line")]
    size: Annotated[Size, Meta(title="Size")] = Size.SMALL
    marks: Annotated[list[Mark], Meta(max_length=3, title="Marks")] = []
    worth: float | None = None


class Until(Form):
    until: Annotated[datetime, Meta(tz=True, title="Until when")]


class HandOver(Form):
    receipt: Annotated[bool, Meta(title="Receipt signed")]


class Remark(Form):
    text: Line


@dataclass
class Lost:
    """A case without a table: what the engine needs, and two facts of its own."""

    case_no: str = "LP1"
    flow_version: int = 0
    state: str = NEW
    version: int = 0
    region_code: str = "211002001001"
    desk: str = ""
    head: str = ""
    clocks: list[Clock] = field(default_factory=list)
    opened_at: datetime = MIDNIGHT
    moved_at: datetime = MIDNIGHT
    closed_at: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    asker: int = 1
    waits: int = 0

    def seen(self) -> dict[str, Any]:
        """Everything about the case now, to compare with later."""
        return deepcopy(vars(self))


@dataclass
class Centre:
    """The world of a lost thing."""

    calendar: Calendar = field(default_factory=Calendar)
    spans: dict[str, Span] = field(
        default_factory=lambda: {
            "answer": Span(ClockKind.URGENT_HOURS, 2),
            "search": Span(ClockKind.WORKING_DAYS, 5),
        }
    )

    def span(self, case: Any, clock: str) -> Span | None:
        return self.spans.get(clock)


class Figures(Settings):
    waits_max: Annotated[int, Meta(ge=0, le=9)] = 1
    extensions_max: int = 2


WAITED = Kind("lost.waited", 409, "It has waited often enough")
EXTENDED = Kind("lost.extended", 409, "It was extended often enough")


def _may_wait(turn: Turn[Lost]) -> bool:
    return turn.case.waits < turn.settings.waits_max


def _may_extend(turn: Turn[Lost]) -> bool:
    clock = turn.clock("search")
    return clock is not None and len(clock.extended) < turn.settings.extensions_max


def _waited(turn: Turn[Lost]) -> None:
    if turn.form.until <= turn.now:
        raise invalid(until="Choose a time to come")
    turn.case.waits += 1


def _handed_over(turn: Turn[Lost]) -> None:
    if not turn.form.receipt:
        raise invalid(receipt="Nothing is handed over without a receipt")
    turn.notes["by"] = turn.actor.label
    turn.tell("lost.handed_over", region=turn.case.region_code)


def relations(case: Lost, actor: Actor) -> frozenset[str]:
    found = {"anyone"}
    if actor.person == case.asker:
        found.add("asker")
    if actor.covers(case.region_code):
        found.add("office")
    return frozenset(found)


ASKER = Party("", "asker")
OFFICE = Party("lost.search", "office")

LOST = Flow(
    key="lost",
    label="Lost property",
    states=(
        State("asked", "Asked for", desk="office"),
        State("searching", "Being searched", desk="office"),
        State("waiting", "Waiting"),
        State("handed_over", "Handed over", open=False),
        State("given_up", "Given up", open=False),
    ),
    actions=(
        Action(
            *("ask", "Ask", "report", (NEW,), "asked", (Party("", "anyone"),), Ask),
            clocks=(start("total"), start("answer")),
        ),
        Action(
            *("search", "Search", "handle", ("asked",), "searching", (OFFICE,)),
            clocks=(stop("answer"), start("search")),
        ),
        Action(
            *("wait", "Wait", "handle", ("searching",), "waiting", (OFFICE,), Until),
            limits=(Limit(WAITED, _may_wait),),
            clocks=(pause("search"),),
            effect=_waited,
        ),
        Action("go_on", "Go on", "handle", ("waiting",), "searching", (OFFICE,), clocks=(resume("search"),)),
        Action(
            *("more_time", "Extend", "handle", ("searching",), None, (OFFICE,)),
            limits=(Limit(EXTENDED, _may_extend),),
            clocks=(extend("search"),),
        ),
        Action(
            *("hand_over", "Hand over", "close", ("searching",), "handed_over", (OFFICE,), HandOver),
            clocks=(stop("search"),),
            effect=_handed_over,
        ),
        Action(
            *("give_up", "Give up", "close", ("asked", "searching", "waiting"), "given_up", (ASKER, OFFICE)),
        ),
        Action("reopen", "Reopen", "close", ("given_up",), "searching", (ASKER,), clocks=(start("search"),)),
        Action(
            *("remark", "Remark", "evaluate", ("asked", "searching", "handed_over"), None, (ASKER,), Remark),
        ),
        Action(
            *("photograph", "Photograph", "handle", ("searching",), None, (OFFICE,)),
            optional=True,
        ),
    ),
    relations=relations,
    desks={"office": lambda case: f"centre:{case.region_code[:9]}"},
    clocks=("total", "answer", "search"),
    settings=Figures(),
)

asker = Actor(ActorKind.PERSON, "Resident 1", person=1)
clerk = Actor(
    ActorKind.PERSON, "Clerk", powers=frozenset({"lost.search"}), region="211002", person=2, posting=7
)
elsewhere = Actor(
    ActorKind.PERSON, "Clerk elsewhere", powers=frozenset({"lost.search"}), region="211003", person=3
)
powerless = Actor(ActorKind.PERSON, "Neighbour", region="211002", person=4)


def after(hours: float) -> datetime:
    return MORNING + timedelta(hours=hours)
