"""The engine's questions about a patrol or visit."""

from dataclasses import dataclass

from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.events.patrols import words
from wangge.events.patrols.flow import hours_left
from wangge.events.patrols.models import Patrol


@dataclass(frozen=True, slots=True)
class PatrolWorld:
    """Its one clock runs, nights included, until it is to be finished; what was said on a visit is kept apart."""

    calendar: Calendar

    def span(self, case: Patrol, clock: str) -> Span:  # noqa: ARG002  there is one clock
        return Span(ClockKind.URGENT_HOURS, hours_left(case, case.opened_at))

    def keep(self, case: Patrol, asked_for: str, offered: str) -> None:
        words.keep(case, asked_for, offered)
