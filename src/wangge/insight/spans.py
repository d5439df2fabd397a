"""When cases are counted: runs of 1, 4, 16, 64, 256 or 1,024 days, so that years take a dozen of them.

A day is a day of the city's calendar, as its number since 1970-01-01. Run `block` of span k is the days from
block · 4^k on, 4^k of them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from wangge.core.clocks.reckon import LOCAL

LONGEST = 5
EPOCH = date(1970, 1, 1)
A_DAY = timedelta(days=1)
# Later than whatever was opened: the end of what has no end yet.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Cover:
    """A stretch of time in two parts: runs of days (span, block) and the rest, as moments from and before."""

    runs: list[tuple[int, int]]
    rest: list[Interval]


def number(day: date) -> int:
    return (day - EPOCH).days


def day_of(moment: datetime) -> int:
    """The day a moment lies on."""
    return number(moment.astimezone(LOCAL).date())


def start_of(day: int) -> datetime:
    """The moment a day begins."""
    return datetime.combine(EPOCH + day * A_DAY, datetime.min.time(), LOCAL)


def cover(
    since: datetime | None, until: datetime | None, days: range, unsound: Collection[int], shortest: int
) -> Cover:
    """The stretch from `since` to before `until` (None: no bound), made of as few runs as possible.

    `days` are those that are counted, from the first with a case at all. Only runs of them of span `shortest` or
    longer are used, and none that holds an `unsound` day. What runs do not cover is the rest.
    """
    # Before the first day there is nothing, so the longest run around it says just as much.
    begins = _floor(min([days.start, *unsound]))
    opens = max(since, start_of(begins)) if since else start_of(begins)
    closes = until or NEVER
    if opens >= closes:
        return Cover([], [])
    low = days.stop if opens >= start_of(days.stop) else _next_start(opens)
    high = days.stop if closes >= start_of(days.stop) else day_of(closes)
    runs = [
        run
        for block in range(low >> 2 * LONGEST, (high - 1 >> 2 * LONGEST) + 1)
        for run in _runs(LONGEST, block, low, high, unsound, shortest)
    ]
    return Cover(runs, list(_between(runs, opens, closes)))


def _floor(day: int) -> int:
    """The first day of the longest run around this one."""
    return (day >> 2 * LONGEST) << 2 * LONGEST


def _next_start(moment: datetime) -> int:
    """The first day that begins at this moment or later."""
    day = day_of(moment)
    return day if start_of(day) == moment else day + 1


def _runs(
    span: int, block: int, low: int, high: int, unsound: Collection[int], shortest: int
) -> Iterator[tuple[int, int]]:
    """The fewest runs inside this one that hold only days from `low` to before `high`, in order."""
    begins, ends = block << 2 * span, (block + 1) << 2 * span
    if ends <= low or begins >= high:
        return
    if low <= begins and ends <= high and not any(begins <= day < ends for day in unsound):
        yield span, block
    elif span > shortest:
        for part in range(block * 4, block * 4 + 4):
            yield from _runs(span - 1, part, low, high, unsound, shortest)


def _between(runs: list[tuple[int, int]], since: datetime, until: datetime) -> Iterator[Interval]:
    """What the runs, in order, leave of a stretch."""
    at = since
    for span, block in runs:
        begins, ends = start_of(block << 2 * span), start_of((block + 1) << 2 * span)
        if at < begins:
            yield at, begins
        at = max(at, ends)
    if at < until:
        yield at, until
