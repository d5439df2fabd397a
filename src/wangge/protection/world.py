"""What the loops of the desk ask of the platform: how long each clock runs, and where words are kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wangge.core import versions
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import Span
from wangge.core.clocks.settled import calendar_at

Spans = Callable[[Any, str], Span]
Keeping = Callable[[Any, str, str], None]


@dataclass(frozen=True, slots=True)
class DeskWorld:
    """`spans(case, clock)`: the time that is allowed. `keep(case, part, words)`: writes one part of what is said,
    which the steps hold a hash of."""

    calendar: Calendar
    spans: Spans
    keep: Keeping

    def span(self, case: Any, clock: str) -> Span:
        return self.spans(case, clock)


def desk_world(spans: Spans, keep: Keeping) -> DeskWorld:
    """The world with the calendar in force. One query."""
    return DeskWorld(calendar_at(versions.current()["calendar"]), spans, keep)
