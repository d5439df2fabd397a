"""The table of clock kinds says what domain.md §3 says."""

from datetime import timedelta

import msgspec
import pytest

from wangge.core.clocks.kinds import ALL_DAY, OFFICE_HOURS, RECKONING, ClockKind, Span


def test_it_works():
    assert Span(ClockKind.WORKING_HOURS, 8).counted() == timedelta(hours=8)
    assert Span(ClockKind.URGENT_HOURS, 1.5).counted() == timedelta(minutes=90)
    assert Span(ClockKind.WORKING_DAYS, 5).counted() == timedelta(days=5)
    assert Span(ClockKind.NATURAL_DAYS, 7).counted() == timedelta(days=7)


def test_every_kind_has_a_row():
    assert set(RECKONING) == set(ClockKind)


def test_eight_working_hours_fill_one_office_day():
    office = [closes.hour - opens.hour for opens, closes in OFFICE_HOURS if closes]
    assert sum(office) == 8
    assert RECKONING[ClockKind.WORKING_HOURS].windows == OFFICE_HOURS


@pytest.mark.parametrize(
    ("kind", "continuous"),
    [
        (ClockKind.URGENT_HOURS, True),
        (ClockKind.NATURAL_DAYS, True),
        (ClockKind.WORKING_HOURS, False),
        (ClockKind.WORKING_DAYS, False),
    ],
)
def test_urgent_hours_and_natural_days_never_rest(kind, continuous):
    assert RECKONING[kind].continuous is continuous


def test_windows_of_a_day_are_in_order_and_apart():
    for reckoning in RECKONING.values():
        edges = [edge for window in reckoning.windows for edge in window if edge is not None]
        assert edges == sorted(set(edges))


def test_a_whole_day_ends_at_midnight():
    assert all(closes is None for _, closes in ALL_DAY)


def test_a_span_comes_from_data_with_its_kind_checked():
    assert msgspec.convert({"kind": "working_days", "amount": 5}, Span) == Span(ClockKind.WORKING_DAYS, 5)
    with pytest.raises(msgspec.ValidationError, match="kind"):
        msgspec.convert({"kind": "lunar_days", "amount": 5}, Span)
    with pytest.raises(msgspec.ValidationError, match="amount"):
        msgspec.convert({"kind": "working_days", "amount": "five"}, Span)
