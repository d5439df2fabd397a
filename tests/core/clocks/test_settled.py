"""Days an administrator settled: the latest word counts, each version stays what it was, one comes at a time."""

from datetime import date
from threading import Event

import pytest
from django.db import transaction

from wangge.core import versions
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.settled import calendar_at, settle
from wangge.core.models import CalendarDay
from wangge.core.problems import Problem

ADMIN = Actor(ActorKind.PERSON, "Administrator", powers=frozenset({"calendar.edit"}))
CLERK = Actor(ActorKind.PERSON, "Clerk", powers=frozenset({"event.accept"}))
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)


def current() -> Calendar:
    return calendar_at(versions.current()["calendar"])


@pytest.mark.django_db
def test_it_works():
    assert current().working(TUESDAY)
    day = settle(TUESDAY, False, "Typhoon notice 7", ADMIN)
    assert (day.by, day.reason) == ("Administrator", "Typhoon notice 7")
    assert not current().working(TUESDAY)
    assert current().working(WEDNESDAY)


@pytest.mark.django_db
def test_the_latest_word_on_a_day_counts_and_the_first_stays_readable():
    first = settle(TUESDAY, False, "Closed", ADMIN)
    second = settle(TUESDAY, True, "Open after all", ADMIN)
    assert current().working(TUESDAY)
    assert not calendar_at(first.pk).working(TUESDAY)
    assert calendar_at(second.pk).working(TUESDAY)
    assert CalendarDay.objects.filter(day=TUESDAY).count() == 2


@pytest.mark.django_db
def test_a_version_is_read_once(django_assert_num_queries):
    number = settle(TUESDAY, False, "Closed", ADMIN).pk
    with django_assert_num_queries(1):
        assert calendar_at(number) is calendar_at(number)


@pytest.mark.django_db
def test_who_may_not():
    with pytest.raises(Problem) as caught:
        settle(TUESDAY, False, "I want a holiday", CLERK)
    assert caught.value.kind.status == 403
    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  ", "x" * 201, "a\x00b", "\ud800"])
def test_a_reason_is_needed_and_is_text(reason):
    with pytest.raises(Problem) as caught:
        settle(TUESDAY, False, reason, ADMIN)
    assert list(caught.value.fields) == ["reason"]
    assert not CalendarDay.objects.exists()


def test_a_number_that_was_seen_stands_for_every_lower_one(threads):
    """The first is still uncommitted when the second wants to settle: the second waits. Otherwise a reader
    between the two would remember, under the second's number, a calendar without the first's day."""
    written, go = Event(), Event()

    def slowly():
        with transaction.atomic():
            settle(TUESDAY, False, "First", ADMIN)
            written.set()
            assert go.wait(10)

    slow = threads(slowly)
    assert written.wait(10)
    quick = threads(settle, WEDNESDAY, False, "Second", ADMIN)
    with pytest.raises(TimeoutError):
        quick.result(0.5)
    assert versions.current()["calendar"] == 0
    go.set()
    slow.result(5)
    number = quick.result(5).pk
    assert versions.current()["calendar"] == number
    assert not calendar_at(number).working(TUESDAY)
    assert not calendar_at(number).working(WEDNESDAY)
