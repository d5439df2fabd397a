"""Counting: examples worked out by hand from domain.md §3, and the laws that hold for every kind."""

from datetime import UTC, date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given

from tests.core.strategies import LOCAL, amounts, at, calendars, kinds, moments
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind
from wangge.core.clocks.reckon import CalendarExhausted, advance, counted, windows

PLAIN = Calendar()
HOURS = ClockKind.WORKING_HOURS
DAYS = ClockKind.WORKING_DAYS
URGENT = ClockKind.URGENT_HOURS
NATURAL = ClockKind.NATURAL_DAYS


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def test_it_works():
    assert advance(HOURS, at("2026-03-02 09:00"), hours(2), PLAIN) == at("2026-03-02 11:00")
    assert counted(HOURS, at("2026-03-02 09:00"), at("2026-03-02 11:00"), PLAIN) == hours(2)


@pytest.mark.parametrize(
    ("kind", "start", "amount", "end", "why"),
    [
        (HOURS, "2026-03-02 08:00", 8, "2026-03-02 18:00", "eight working hours are one office day"),
        (HOURS, "2026-03-02 11:00", 2, "2026-03-02 15:00", "the noon break does not count"),
        (HOURS, "2026-03-02 12:30", 1, "2026-03-02 15:00", "reported at noon, counted from two"),
        (HOURS, "2026-03-02 20:00", 1, "2026-03-03 09:00", "the night does not count"),
        (HOURS, "2026-03-06 17:00", 2, "2026-03-09 09:00", "nor does the weekend"),
        (HOURS, "2026-02-14 17:00", 2, "2026-02-24 09:00", "from a swapped Saturday over Spring Festival"),
        (HOURS, "2026-02-27 17:00", 2, "2026-02-28 09:00", "a swapped Saturday counts"),
        (HOURS, "2026-09-19 12:00", 8, "2026-09-20 18:00", "a swapped Sunday counts"),
        (HOURS, "2026-03-02 08:00", 40, "2026-03-06 18:00", "forty working hours are a week"),
        (DAYS, "2026-03-06 10:00", 1, "2026-03-09 10:00", "Friday ten o'clock and one is Monday ten"),
        (DAYS, "2026-03-02 10:00", 5, "2026-03-09 10:00", "five working days are a week"),
        (DAYS, "2026-03-07 10:00", 1, "2026-03-10 00:00", "from a Saturday: the whole of Monday"),
        (DAYS, "2026-02-13 10:00", 1, "2026-02-14 10:00", "Friday to a swapped Saturday"),
        (DAYS, "2026-02-14 10:00", 1, "2026-02-24 10:00", "a swapped Saturday over nine days of holiday"),
        (DAYS, "2026-09-30 09:00", 2, "2026-10-09 09:00", "over the seven days of National Day"),
        (URGENT, "2026-02-16 22:00", 24, "2026-02-17 22:00", "urgent hours run through Spring Festival"),
        (URGENT, "2026-03-06 23:00", 2, "2026-03-07 01:00", "and through the night"),
        (NATURAL, "2026-02-14 10:00", 10, "2026-02-24 10:00", "natural days are continuous"),
    ],
)
def test_by_hand(kind, start, amount, end, why):
    unit = timedelta(days=1) if kind in (DAYS, NATURAL) else timedelta(hours=1)
    assert advance(kind, at(start), amount * unit, PLAIN) == at(end), why
    assert counted(kind, at(start), at(end), PLAIN) == amount * unit, why


def test_a_settled_day_off_moves_the_due_time():
    closed = Calendar({date(2026, 3, 3): False})
    assert advance(HOURS, at("2026-03-02 17:00"), hours(2), PLAIN) == at("2026-03-03 09:00")
    assert advance(HOURS, at("2026-03-02 17:00"), hours(2), closed) == at("2026-03-04 09:00")


def test_the_day_is_the_local_one_whatever_zone_the_moment_came_in():
    # Sunday 17:00 in UTC is Monday 01:00 in China.
    start = at("2026-03-02 01:00").astimezone(UTC)
    assert start.weekday() == 6
    assert advance(DAYS, start, timedelta(days=1), PLAIN) == at("2026-03-03 01:00")
    assert advance(HOURS, start, hours(1), PLAIN) == at("2026-03-02 09:00")


def test_a_calendar_without_working_days_is_told_and_not_waited_for():
    class Shut(Calendar):
        def working(self, day: date) -> bool:
            return False

    with pytest.raises(CalendarExhausted):
        advance(HOURS, at("2026-03-02 08:00"), hours(1), Shut())
    assert counted(HOURS, at("2026-03-02 08:00"), at("2026-04-02 08:00"), Shut()) == timedelta(0)


def test_more_than_ten_years_are_counted_to_the_end():
    start, middle, end = at("2010-01-01 00:00"), at("2018-01-01 00:00"), at("2026-01-01 00:00")
    whole = counted(DAYS, start, end, PLAIN)
    assert whole == counted(DAYS, start, middle, PLAIN) + counted(DAYS, middle, end, PLAIN)
    assert whole > timedelta(days=16 * 245)


@given(kinds, moments, amounts, calendars)
def test_counting_undoes_advancing(kind, start, amount, calendar):
    assert counted(kind, start, advance(kind, start, amount, calendar), calendar) == amount


@given(kinds, moments, amounts, calendars)
def test_the_end_is_the_first_moment_at_which_the_amount_is_used_up(kind, start, amount, calendar):
    end = advance(kind, start, amount, calendar)
    assert end >= start + amount
    if amount > timedelta(0):
        just_before = end - timedelta(microseconds=1)
        assert counted(kind, start, just_before, calendar) == amount - timedelta(microseconds=1)


@given(kinds, moments, amounts, amounts, calendars)
def test_more_time_never_ends_earlier(kind, start, one, other, calendar):
    less, more = sorted([one, other])
    assert advance(kind, start, less, calendar) <= advance(kind, start, more, calendar)


@given(kinds, moments, moments, amounts, calendars)
def test_starting_later_never_ends_earlier(kind, one, other, amount, calendar):
    earlier, later = sorted([one, other])
    assert advance(kind, earlier, amount, calendar) <= advance(kind, later, amount, calendar)


@given(kinds, moments, moments, moments, calendars)
def test_a_stretch_is_the_sum_of_its_parts(kind, one, two, three, calendar):
    start, middle, end = sorted([one, two, three])
    parts = counted(kind, start, middle, calendar) + counted(kind, middle, end, calendar)
    assert counted(kind, start, end, calendar) == parts


@given(kinds, moments, amounts, amounts, calendars)
def test_advancing_twice_is_advancing_by_both(kind, start, one, two, calendar):
    halfway = advance(kind, start, one, calendar)
    assert advance(kind, halfway, two, calendar) == advance(kind, start, one + two, calendar)


@given(kinds, moments, moments, calendars)
def test_counted_time_is_never_negative_and_never_more_than_elapsed(kind, start, end, calendar):
    assert timedelta(0) <= counted(kind, start, end, calendar) <= max(end - start, timedelta(0))


@given(kinds, moments, calendars)
def test_windows_are_in_order_apart_and_on_days_that_count(kind, start, calendar):
    found = list(islice(windows(kind, start, calendar), 40))
    assert all(start <= opens < closes for opens, closes in found)
    assert all(closes <= opens for (_, closes), (opens, _) in pairwise(found))
    if kind in (HOURS, DAYS):
        assert all(calendar.working(opens.astimezone(LOCAL).date()) for opens, _ in found)


@given(kinds, moments, amounts)
def test_nothing_or_less_ends_where_it_starts(kind, start, amount):
    assert advance(kind, start, -amount, PLAIN) == start
    assert counted(kind, start, start - amount, PLAIN) == timedelta(0)
