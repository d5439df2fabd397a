"""One turn: an actor about to do one thing to one case. Rules read it, effects write through it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.clock import Clock
from wangge.core.clocks.kinds import Span
from wangge.core.flow.forms import Form


class CaseLike(Protocol):
    """What the engine reads and writes on a case; the abstract model has it, and so has any test double."""

    case_no: str
    flow_version: int
    state: str
    version: int
    region_code: str
    desk: str
    head: str
    clocks: list[Clock]
    opened_at: datetime
    moved_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None


class World(Protocol):
    """What the engine asks of the context; a context's own world answers its effects' questions too."""

    calendar: Calendar

    def span(self, case: Any, clock: str) -> Span | None:
        """The limit of a timer on this case, None for a stopwatch."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something others want to know, written to the outbox in the same transaction."""

    topic: str
    payload: dict[str, Any]


C = TypeVar("C", bound=CaseLike)


@dataclass(slots=True)
class Turn(Generic[C]):
    """`form` is the empty form while limits are asked. `notes` joins the form in the step's data: what the
    engine decided (the unit's name, the grid chosen), so that the step can be read on its own."""

    case: C
    actor: Actor
    now: datetime
    world: Any
    settings: Any
    form: Any = field(default_factory=Form)
    notes: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def calendar(self) -> Calendar:
        calendar = self.world.calendar
        assert isinstance(calendar, Calendar)
        return calendar

    def clock(self, name: str) -> Clock | None:
        """The latest clock of this name on the case, or None."""
        return next((clock for clock in reversed(self.case.clocks) if clock.name == name), None)

    def tell(self, topic: str, **payload: Any) -> None:
        self.messages.append(Message(topic, {"case_no": self.case.case_no, **payload}))
