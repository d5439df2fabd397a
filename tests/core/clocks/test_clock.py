"""One clock: starting, stopping, pausing, resuming, extending, and what may be said from its intervals."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import at, calendars, histories, moments, spans
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.clock import Clock, Run
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.clocks.reckon import advance, counted

PLAIN = Calendar()
FIVE_DAYS = Span(ClockKind.WORKING_DAYS, 5)
TWO_HOURS = Span(ClockKind.URGENT_HOURS, 2)
MONDAY = at("2026-03-02 10:00")

waits = st.timedeltas(timedelta(0), timedelta(days=30))


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def test_it_works():
    clock = clocks.started("handle", FIVE_DAYS, MONDAY)
    assert clock.running
    assert clock.started_at == MONDAY
    assert clocks.due(clock, PLAIN) == at("2026-03-09 10:00")
    assert clocks.used(clock, at("2026-03-03 10:00"), PLAIN) == timedelta(days=1)
    assert clocks.warning(clock, 0.6, PLAIN) == at("2026-03-05 10:00")
    assert not clocks.overdue(clock, at("2026-03-09 10:00"), PLAIN)
    assert clocks.overdue(clock, at("2026-03-09 10:01"), PLAIN)


def test_a_stopped_clock_runs_no_more():
    stopped = clocks.stop(clocks.started("handle", FIVE_DAYS, MONDAY), at("2026-03-03 10:00"))
    assert not stopped.running
    assert not stopped.paused
    later = at("2026-03-20 10:00")
    assert clocks.resume(stopped, later) == stopped
    assert clocks.pause(stopped, later) == stopped
    assert clocks.used(stopped, later, PLAIN) == timedelta(days=1)
    assert not clocks.overdue(stopped, later, PLAIN)


def test_a_clock_stopped_too_late_stays_overdue():
    stopped = clocks.stop(clocks.started("handle", TWO_HOURS, MONDAY), MONDAY + hours(3))
    assert clocks.overdue(stopped, MONDAY + hours(3), PLAIN)
    assert clocks.overdue(stopped, at("2027-01-01 00:00"), PLAIN)
    assert clocks.due(stopped, PLAIN) == MONDAY + hours(2)


def test_a_stopped_clock_says_when_it_would_have_been_due():
    stopped = clocks.stop(clocks.started("handle", FIVE_DAYS, MONDAY), MONDAY + hours(1))
    assert clocks.due(stopped, PLAIN) == at("2026-03-09 10:00")


def test_a_pause_does_not_count():
    clock = clocks.started("handle", TWO_HOURS, MONDAY)
    clock = clocks.pause(clock, MONDAY + hours(1))
    assert clock.paused
    assert clocks.due(clock, PLAIN) is None
    assert clocks.warning(clock, 0.75, PLAIN) is None
    assert clocks.used(clock, MONDAY + hours(900), PLAIN) == hours(1)
    clock = clocks.resume(clock, MONDAY + hours(1000))
    assert clocks.due(clock, PLAIN) == MONDAY + hours(1001)
    assert clocks.used(clock, MONDAY + hours(1000.5), PLAIN) == hours(1.5)


def test_a_clock_paused_after_its_time_was_up_was_due_before():
    clock = clocks.pause(clocks.started("handle", TWO_HOURS, MONDAY), MONDAY + hours(3))
    assert clocks.due(clock, PLAIN) == MONDAY + hours(2)


def test_the_warning_stays_where_it_was_when_the_clock_goes_on_after_it():
    clock = clocks.pause(clocks.started("handle", TWO_HOURS, MONDAY), MONDAY + hours(1.75))
    clock = clocks.resume(clock, MONDAY + hours(50))
    # Three quarters of two hours were used up before the pause; a second warning would be a false one.
    assert clocks.warning(clock, 0.75, PLAIN) == MONDAY + hours(1.5)


def test_a_warning_is_told_for_stopped_clocks_as_the_due_time_is():
    clock = clocks.stop(clocks.started("handle", TWO_HOURS, MONDAY), MONDAY + hours(1))
    assert clocks.warning(clock, 0.75, PLAIN) == MONDAY + hours(1.5)


def test_an_extension_gives_one_span_more():
    clock = clocks.started("handle", FIVE_DAYS, MONDAY)
    assert clock.allowed() == timedelta(days=5)
    clock = clocks.extend(clocks.extend(clock, FIVE_DAYS), FIVE_DAYS)
    assert clock.allowed() == timedelta(days=15)
    assert clocks.due(clock, PLAIN) == at("2026-03-23 10:00")


def test_hours_cannot_be_added_to_days():
    clock = clocks.started("handle", FIVE_DAYS, MONDAY)
    with pytest.raises(ValueError, match="handle"):
        clocks.extend(clock, TWO_HOURS)
    with pytest.raises(ValueError, match="total"):
        clocks.extend(clocks.started("total", None, MONDAY), TWO_HOURS)


def test_a_stopwatch_only_measures():
    watch = clocks.started("total", None, MONDAY)
    assert watch.allowed() is None
    assert clocks.due(watch, PLAIN) is None
    assert clocks.warning(watch, 0.75, PLAIN) is None
    assert not clocks.overdue(watch, at("2036-03-02 10:00"), PLAIN)
    # Natural time, weekends and nights included.
    assert clocks.used(watch, MONDAY + timedelta(days=7), PLAIN) == timedelta(days=7)


def test_a_changed_calendar_moves_the_due_time_of_a_clock_that_already_runs():
    clock = clocks.started("handle", FIVE_DAYS, MONDAY)
    typhoon = Calendar({date(2026, 3, 4): False, date(2026, 3, 8): True})
    assert clocks.due(clock, PLAIN) == at("2026-03-09 10:00")
    assert clocks.due(clock, Calendar({date(2026, 3, 4): False})) == at("2026-03-10 10:00")
    assert clocks.due(clock, typhoon) == at("2026-03-09 10:00")
    late = at("2026-03-09 12:00")
    assert clocks.overdue(clock, late, PLAIN)
    assert not clocks.overdue(clock, late, Calendar({date(2026, 3, 4): False}))


def test_the_past_can_be_asked():
    clock = clocks.pause(clocks.started("handle", FIVE_DAYS, MONDAY), MONDAY + hours(20))
    assert clocks.used(clock, MONDAY + hours(5), PLAIN) == hours(5)
    assert clocks.used(clock, MONDAY - hours(5), PLAIN) == timedelta(0)


def test_a_machine_whose_time_is_behind_cannot_make_runs_overlap():
    clock = clocks.pause(clocks.started("handle", FIVE_DAYS, MONDAY), MONDAY + hours(2))
    clock = clocks.resume(clock, MONDAY + hours(1))
    assert clock.runs[1].since == MONDAY + hours(2)
    clock = clocks.stop(clock, MONDAY)
    assert clock.runs[1].until == MONDAY + hours(2)
    assert clocks.used(clock, MONDAY + hours(9), PLAIN) == hours(2)


@given(histories(), waits, calendars)
def test_used_and_left_make_what_is_allowed(history, wait, calendar):
    clock, last = history
    clock = clocks.resume(clock, last)
    now = last + wait
    used, allowed, due = clocks.used(clock, now, calendar), clock.allowed(), clocks.due(clock, calendar)
    assert due is not None
    assert allowed is not None
    if used > allowed:
        assert due < now
        assert clocks.overdue(clock, now, calendar)
    else:
        assert used + counted(clock.kind, now, due, calendar) == allowed
        assert not clocks.overdue(clock, now, calendar)


@given(histories(), waits, calendars)
def test_what_is_used_up_when_it_is_due_is_what_is_allowed(history, wait, calendar):
    clock, last = history
    stopped = clocks.stop(clock, last + wait)
    due = clocks.due(stopped, calendar)
    assert due is not None
    if due <= stopped.runs[-1].until and stopped.allowed() > timedelta(0):
        assert clocks.used(stopped, due, calendar) == stopped.allowed()


@given(histories(), waits, waits, calendars)
def test_pauses_never_count(history, wait, pause, calendar):
    clock, last = history
    paused = clocks.pause(clock, last)
    assert clocks.used(paused, last + wait, calendar) == clocks.used(clock, last, calendar)
    resumed = clocks.resume(paused, last + pause)
    assert clocks.used(resumed, last + pause, calendar) == clocks.used(clock, last, calendar)


@given(histories(), waits, waits, calendars)
def test_used_time_never_shrinks(history, one, other, calendar):
    clock, last = history
    earlier, later = sorted([last - one, last + other])
    assert clocks.used(clock, earlier, calendar) <= clocks.used(clock, later, calendar)


@given(histories(), waits, waits)
def test_stopping_twice_is_stopping_once(history, one, other):
    clock, last = history
    once = clocks.stop(clock, last + one)
    assert clocks.stop(once, last + one + other) == once
    assert once.stopped
    assert not once.running


@given(histories(), waits)
def test_pausing_twice_is_pausing_once_and_so_is_resuming(history, wait):
    clock, last = history
    paused = clocks.pause(clock, last)
    assert clocks.pause(paused, last + wait) == paused
    resumed = clocks.resume(paused, last)
    assert clocks.resume(resumed, last + wait) == resumed


@given(histories())
def test_runs_are_in_order_and_apart_and_only_the_last_may_be_open(history):
    clock, _ = history
    assert all(run.until is not None and run.since <= run.until for run in clock.runs[:-1])
    edges = [edge for run in clock.runs for edge in (run.since, run.until) if edge is not None]
    assert edges == sorted(edges)
    assert clock.running is (clock.runs[-1].until is None)
    assert clock.running is not clock.paused


@given(histories(), calendars)
def test_a_paused_clock_with_time_left_has_no_due_time(history, calendar):
    clock, last = history
    paused = clocks.pause(clock, last)
    if clocks.used(paused, last, calendar) < paused.allowed():
        assert clocks.due(paused, calendar) is None
    else:
        assert clocks.due(paused, calendar) <= last


@given(histories(), st.floats(0, 1), calendars)
def test_the_warning_never_comes_after_the_due_time(history, fraction, calendar):
    clock, last = history
    clock = clocks.resume(clock, last)
    assert clocks.warning(clock, fraction, calendar) <= clocks.due(clock, calendar)
    assert clocks.warning(clock, 1.0, calendar) == clocks.due(clock, calendar)


@given(spans, moments, calendars)
def test_a_clock_that_never_paused_is_due_as_reckoned(span, start, calendar):
    clock = clocks.started("handle", span, start)
    assert clocks.due(clock, calendar) == advance(span.kind, start, span.counted(), calendar)


@given(st.lists(histories(), max_size=3))
def test_clocks_survive_json(made):
    before = [clock for clock, _ in made]
    assert msgspec.json.decode(msgspec.json.encode(before), type=list[Clock]) == before


def test_a_stopwatch_survives_json():
    watch = [Clock("total", None, (Run(MONDAY, MONDAY + hours(1)), Run(MONDAY + hours(2))))]
    assert msgspec.json.decode(msgspec.json.encode(watch), type=list[Clock]) == watch
