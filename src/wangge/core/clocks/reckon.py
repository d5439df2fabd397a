"""Counting on a clock kind: how much counted time lies between two moments, and when an amount is used up."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import RECKONING, ClockKind

LOCAL = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
# A limit is at most a year and a suspension at most a year; ten years of days without a single open window
# can only be a calendar that somebody closed altogether.
HORIZON = 3660


class CalendarExhausted(RuntimeError):
    """No open window within ten years: the calendar's settled days leave no working day."""


def windows(
    kind: ClockKind, start: datetime, calendar: Calendar, days: int = HORIZON
) -> Iterator[tuple[datetime, datetime]]:
    """The open windows of a kind from `start` on, as pairs of aware moments, in order, over so many days."""
    working_days_only = RECKONING[kind].working_days_only
    day = start.astimezone(LOCAL).date()
    for _ in range(days):
        if not working_days_only or calendar.working(day):
            for begin, end in _open(kind, day):
                if end > start:
                    yield max(begin, start), end
        day += ONE_DAY


@lru_cache(maxsize=8192)
def _open(kind: ClockKind, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The windows of a kind on a day that counts."""

    def at(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, LOCAL)

    return tuple(
        (at(day, opens), at(day, closes) if closes else at(day + ONE_DAY, time(0)))
        for opens, closes in RECKONING[kind].windows
    )


def counted(kind: ClockKind, start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """The counted time from `start` to `end` (zero when `end` is not later)."""
    if RECKONING[kind].continuous:
        return max(end - start, timedelta(0))
    total = timedelta(0)
    # One day more than elapsed for the day begun, one for the day the zones may differ by.
    for opens, closes in windows(kind, start, calendar, (end - start).days + 2):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def advance(kind: ClockKind, start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The moment at which `amount` of counted time has passed since `start`.

    For an amount of zero or less: `start` itself. Raises CalendarExhausted when no day ever counts.
    """
    if amount <= timedelta(0):
        return start
    if RECKONING[kind].continuous:
        return start + amount
    left = amount
    for opens, closes in windows(kind, start, calendar):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise CalendarExhausted(kind)
