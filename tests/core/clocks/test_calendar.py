"""Which days work: the arrangement the State Council published for 2026, and what is said beyond it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.core.clocks.calendar import Calendar

PLAIN = Calendar()

# Notice of the General Office of the State Council on the holidays of 2026.
SWAPPED_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
OFF_2026 = [
    *["2026-01-01", "2026-01-02", "2026-01-03"],
    *[f"2026-02-{day}" for day in range(15, 24)],
    *["2026-04-04", "2026-04-05", "2026-04-06"],
    *[f"2026-05-0{day}" for day in range(1, 6)],
    *["2026-06-19", "2026-06-20", "2026-06-21"],
    *["2026-09-25", "2026-09-26", "2026-09-27"],
    *[f"2026-10-0{day}" for day in range(1, 8)],
]


def test_it_works():
    assert PLAIN.working(date(2026, 3, 2))  # an ordinary Monday
    assert not PLAIN.working(date(2026, 3, 1))  # an ordinary Sunday


@pytest.mark.parametrize("day", SWAPPED_2026)
def test_a_swapped_weekend_day_works(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert PLAIN.working(date.fromisoformat(day))


@pytest.mark.parametrize("day", OFF_2026)
def test_a_statutory_holiday_rests(day):
    assert not PLAIN.working(date.fromisoformat(day))


def test_the_other_days_of_2026_follow_the_week():
    special = {*SWAPPED_2026, *OFF_2026}
    days = (date(2026, 1, 1) + timedelta(days=count) for count in range(365))
    ordinary = [day for day in days if day.isoformat() not in special]
    assert len(ordinary) == 365 - len(special)
    assert all(PLAIN.working(day) is (day.weekday() < 5) for day in ordinary)


def test_working_days_of_2026():
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]
    # 261 weekdays, less the holidays that fall on weekdays, plus the six swapped days.
    weekdays_off = sum(date.fromisoformat(day).weekday() < 5 for day in OFF_2026)
    assert sum(map(PLAIN.working, days)) == 261 - weekdays_off + 6


FAR = 2040  # a year nobody has arranged yet


@pytest.mark.parametrize(("month", "day"), [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
def test_beyond_the_published_years_fixed_holidays_still_rest(month, day):
    assert not PLAIN.working(date(FAR, month, day))


def test_beyond_the_published_years_the_week_decides_and_says_it_is_not_sure():
    monday = date(FAR, 3, 5)
    assert monday.weekday() == 0
    assert PLAIN.working(monday)
    assert not PLAIN.working(date(FAR, 3, 4))
    assert not PLAIN.sure(monday)
    assert PLAIN.sure(date(2026, 3, 2))


def test_before_the_published_years_too():
    assert PLAIN.working(date(1900, 1, 2))
    assert not PLAIN.working(date(1900, 1, 1))
    assert not PLAIN.sure(date(1900, 1, 2))


def test_a_settled_day_comes_before_the_published_arrangement():
    calendar = Calendar({date(2026, 3, 2): False, date(2026, 3, 1): True})
    assert not calendar.working(date(2026, 3, 2))
    assert calendar.working(date(2026, 3, 1))
    assert calendar.working(date(2026, 3, 3))


def test_a_settled_day_beyond_the_published_years_is_sure():
    day = date(FAR, 2, 13)
    calendar = Calendar({day: False})
    assert calendar.sure(day)
    assert not calendar.working(day)
    assert not calendar.sure(day + timedelta(days=1))


@given(st.dates(), st.dictionaries(st.dates(), st.booleans(), max_size=5))
def test_every_day_of_every_year_has_an_answer(day, settled):
    calendar = Calendar(settled)
    assert calendar.working(day) in (True, False)
    if day in settled:
        assert calendar.working(day) is settled[day]
        assert calendar.sure(day)
    else:
        assert calendar.working(day) == PLAIN.working(day)
        assert calendar.sure(day) == PLAIN.sure(day)
