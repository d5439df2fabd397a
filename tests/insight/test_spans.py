"""A stretch of time is made of runs of whole counted days and of a rest: nothing twice, nothing missing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wangge.insight.spans import LONGEST, NEVER, cover, day_of, start_of

FIRST = day_of(datetime(2023, 11, 24, tzinfo=UTC))
MOMENTS = st.floats(-400, 1600).map(lambda days: start_of(FIRST) + timedelta(days=days))
BOUNDS = st.none() | MOMENTS | MOMENTS.map(lambda moment: start_of(day_of(moment)))


def stretches(found):
    """Every run and every stretch of the rest, as moments, in order."""
    runs = [(start_of(block << 2 * span), start_of((block + 1) << 2 * span)) for span, block in found.runs]
    return sorted(runs + found.rest)


def test_it_works():
    days = range(FIRST, FIRST + 1000)
    found = cover(None, None, days, (), 0)
    assert found.rest == [(start_of(days.stop), NEVER)]
    assert len(found.runs) <= 3 * LONGEST + 1


@given(
    since=BOUNDS, until=BOUNDS, counted=st.integers(1, 1200), shortest=st.integers(0, 4),
    unsound=st.sets(st.integers(0, 1200), max_size=4),
)  # fmt: skip
def test_runs_and_the_rest_are_the_whole(since, until, counted, shortest, unsound):
    days = range(FIRST, FIRST + counted)
    moved = {FIRST + each for each in unsound}
    found = cover(since, until, days, moved, shortest)
    for span, block in found.runs:
        held = range(block << 2 * span, (block + 1) << 2 * span)
        assert span >= shortest
        assert held.stop <= days.stop
        assert not moved & set(held)
        assert since is None or start_of(held.start) >= since
        assert until is None or start_of(held.stop) <= until
    parts = stretches(found)
    for (_, ends), (begins, _) in pairwise(parts):
        assert ends == begins
    if parts:
        # What lies before the first day holds nothing, whether a run covers it or not.
        assert parts[0][0] <= max(since, start_of(FIRST)) if since else parts[0][0] <= start_of(FIRST)
        assert since is None or parts[0][0] >= since
        assert parts[-1][1] == (until or NEVER)
    else:
        assert until is not None
        assert until <= max(since or until, start_of(FIRST))


FAR = st.sampled_from([None, *(datetime(year, 12, 31, 23, tzinfo=UTC) for year in (1, 1969, 9999))])


@given(since=FAR, until=FAR)
def test_moments_beyond_all_days_are_no_fault(since, until):
    cover(since, until, range(FIRST, FIRST + 10), {FIRST + 3}, 0)


def test_a_moved_case_costs_a_few_runs_more():
    days = range(FIRST, FIRST + 1000)
    moved = FIRST + 500
    found = cover(None, None, days, {moved}, 0)
    assert (start_of(moved), start_of(moved + 1)) in found.rest
    assert len(found.runs) <= 6 * LONGEST + 1
    assert found.rest[-1] == (start_of(days.stop), NEVER)
