"""Counting cases ahead: whole days, an hour after they ended, into every run of days that ended with them.

A run of the shortest span a level keeps is counted from the cases, a longer one from its four parts, and a coarser
level from the finer one where both begin with the same span. Doing it again for the same days changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from time import monotonic

from django.db import connection, transaction
from django.utils.timezone import now

from wangge.core import statements
from wangge.core.clocks.reckon import LOCAL
from wangge.core.codes import LENGTHS, Level
from wangge.events import recounts
from wangge.insight.cells import WHOLE_LAT_SQL, WHOLE_LNG_SQL, X_SQL, Y_SQL
from wangge.insight.models import CountedDay, Density
from wangge.insight.spans import A_DAY, EPOCH, LONGEST, day_of, number, start_of

# Levels that are kept, and the shortest span of each: where cells are small and few cases are in each, a sum over a
# few days holds hardly fewer rows than there are cases, which may as well be read themselves.
SHORTEST: Mapping[int, int] = {11: 0, 12: 0, 13: 0, 14: 0, 15: 1, 16: 1, 17: 2, 18: 2, 19: 4, 20: 4}
COARSEST, FINEST = min(SHORTEST), max(SHORTEST)
# A case is written a moment after the time it says it was opened at; an hour is longer than any transaction.
SETTLING = timedelta(hours=1)
# Days that are counted in one transaction when many are behind: one run of each span but the longest.
PIECE = 256
# How long one turn of the job goes on with what is behind, in seconds.
PATIENCE = 40.0

# The smallest region that holds everything from the first code to the last.
SHARED_SQL = """
CASE WHEN {lo} = {hi} THEN {lo} {longer} ELSE '' END
""".format(
    lo="min(region_code)",
    hi="max(region_code)",
    longer=" ".join(
        f"WHEN left(min(region_code), {length}) = left(max(region_code), {length})"
        f" THEN left(min(region_code), {length})"
        for length in sorted(LENGTHS.values(), reverse=True)
        if length < LENGTHS[Level.GRID]
    ),
)
_INTO = "INSERT INTO insight_density (level, span, block, x, y, region_code, cases, lng, lat, sample) "
_FROM_CASES = f"""
{_INTO} SELECT %s::smallint, %s::smallint, block, x, y, {SHARED_SQL}, count(*),
       sum({WHOLE_LNG_SQL}), sum({WHOLE_LAT_SQL}), min(id)
  FROM (SELECT ((opened_at AT TIME ZONE '{LOCAL}')::date - DATE '{EPOCH}') >> %s AS block,
               {X_SQL.format(size="%s::float8")} AS x, {Y_SQL.format(size="%s::float8")} AS y,
               lng, lat, region_code, id
          FROM events_event WHERE lng IS NOT NULL AND opened_at >= %s AND opened_at < %s) cases
 GROUP BY block, x, y, left(region_code, 9) ORDER BY block, x, y
"""
_FROM_PARTS = f"""
{_INTO} SELECT level, span + 1, block >> 2, x, y, {SHARED_SQL}, sum(cases), sum(lng), sum(lat), min(sample)
  FROM insight_density WHERE level = %s AND span = %s AND block BETWEEN %s AND %s
 GROUP BY level, span, block >> 2, x, y, left(region_code, 9) ORDER BY block >> 2, x, y
"""
_FROM_FINER = f"""
{_INTO} SELECT level - 1, span, block, x >> 1, y >> 1, {SHARED_SQL}, sum(cases), sum(lng), sum(lat), min(sample)
  FROM insight_density WHERE level = %s AND span = %s AND block BETWEEN %s AND %s
 GROUP BY level, span, block, x >> 1, y >> 1, left(region_code, 9) ORDER BY block, x >> 1, y >> 1
"""
_CLEAR = "DELETE FROM insight_density WHERE level = %s AND span = %s AND block BETWEEN %s AND %s"
_BOUNDS = (
    "SELECT (SELECT min(day) FROM insight_countedday), (SELECT max(day) FROM insight_countedday),"
    " (SELECT min(opened_at) FROM events_event)"
)
# As many rows of a day as a city has, times a PIECE, are grouped in memory.
_MEMORY = "SET LOCAL work_mem = '256MB'"


def count_days(patience: float = PATIENCE) -> dict[str, int]:
    """Count what waits, oldest first, piece by piece until nothing is left or `patience` seconds are over; how many
    days were counted, and how many again."""
    until = monotonic() + patience
    done = {"days": 0, "days again": 0}
    while True:
        counted, again = _piece()
        done["days"] += counted
        done["days again"] += again
        if not counted or monotonic() > until:
            return done


@transaction.atomic
def _piece() -> tuple[int, int]:
    """The days that must be counted again, and the next `PIECE` days at the most; how many of both."""
    with connection.cursor() as cursor:
        # One at a time; reading goes on meanwhile.
        cursor.execute(f"{_MEMORY}; LOCK TABLE insight_countedday IN SHARE ROW EXCLUSIVE MODE")
    waiting = {number(day) for day in recounts.take()}
    ((first_day, last_day, oldest),) = statements.run(_BOUNDS, ())
    if oldest is None:
        return 0, 0
    first, ends = day_of(oldest), day_of(now() - SETTLING)
    if first_day is not None and first < number(first_day):
        _forget()  # cases from before all that was counted: another beginning
        first_day = None
    end = first if first_day is None else number(last_day) + 1
    again = {day for day in waiting if day < end} if first_day is not None else set()
    _count(again, end)
    upto = min(end + PIECE, ends)
    if upto > end:
        _count(range(end, upto), upto)
        CountedDay.objects.bulk_create(CountedDay(day=EPOCH + day * A_DAY) for day in range(end, upto))
    return max(0, upto - end), len(again)


def _forget() -> None:
    Density.objects.all().delete()
    CountedDay.objects.all().delete()


def _count(days: Iterable[int], end: int) -> None:
    """Write every run that holds one of these days and is over before day `end`, shorter ones first."""
    blocks = set(days)
    for span in range(LONGEST + 1):
        for low, high in _stretches(blocks):
            for level in range(FINEST, COARSEST - 1, -1):
                if SHORTEST[level] <= span:
                    statements.run(_CLEAR, (level, span, low, high))
                    _write(level, span, low, high)
        blocks = {block >> 2 for block in blocks if (block >> 2) + 1 << 2 * (span + 1) <= end}


def _stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each unbroken stretch of numbers."""
    for _, stretch in groupby(enumerate(sorted(numbers)), lambda each: each[1] - each[0]):
        found = [each for _, each in stretch]
        yield found[0], found[-1]


def _write(level: int, span: int, low: int, high: int) -> None:
    if span > SHORTEST[level]:
        statements.run(_FROM_PARTS, (level, span - 1, low * 4, high * 4 + 3))
    elif SHORTEST.get(level + 1) == span:
        statements.run(_FROM_FINER, (level + 1, span, low, high))
    else:
        size = float(2**level)
        since, until = start_of(low << 2 * span), start_of((high + 1) << 2 * span)
        statements.run(_FROM_CASES, (level, span, 2 * span, size, size, since, until))
