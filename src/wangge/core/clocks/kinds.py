"""The four kinds of clock, as a table (domain.md §3).

A kind says which hours of which days count. Everything else (due times, time used, time left) follows from
that table, so a fifth kind would be one more row.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

import msgspec


class ClockKind(StrEnum):
    URGENT_HOURS = "urgent_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`unit`: what an amount of 1 means in counted time. `windows`: the hours of a day that count, as pairs of
    local times, end exclusive, midnight as None. `working_days_only`: whether other days count at all."""

    unit: timedelta
    windows: tuple[tuple[time, time | None], ...]
    working_days_only: bool

    @property
    def continuous(self) -> bool:
        """Whether every moment counts, so that counted time is elapsed time."""
        return self.windows is ALL_DAY and not self.working_days_only


ALL_DAY = ((time(0), None),)
OFFICE_HOURS = ((time(8), time(12)), (time(14), time(18)))

RECKONING: dict[ClockKind, Reckoning] = {
    ClockKind.URGENT_HOURS: Reckoning(timedelta(hours=1), ALL_DAY, working_days_only=False),
    ClockKind.WORKING_HOURS: Reckoning(timedelta(hours=1), OFFICE_HOURS, working_days_only=True),
    ClockKind.WORKING_DAYS: Reckoning(timedelta(days=1), ALL_DAY, working_days_only=True),
    ClockKind.NATURAL_DAYS: Reckoning(timedelta(days=1), ALL_DAY, working_days_only=False),
}


class Span(msgspec.Struct, frozen=True):
    """An amount of time on one kind of clock: `Span(working_days, 5)`."""

    kind: ClockKind
    amount: float

    def counted(self) -> timedelta:
        """The counted time this span stands for, in the kind's own windows (a working day is 24 counted
        hours of a working day; 8 working hours make one office day)."""
        return RECKONING[self.kind].unit * self.amount
