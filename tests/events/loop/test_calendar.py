"""A day that an administrator settles moves the due times of the cases that are open."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import localdate

from tests.events.loop.walk import handling
from wangge.catalogue.queries import items
from wangge.core import outbox, versions
from wangge.core.clocks.kinds import ClockKind
from wangge.core.clocks.settled import calendar_at
from wangge.events.models import Event
from wangge.events.tasks import SUBSCRIBERS

usual = pytest.mark.django_db
DAYS = "/api/v1/calendar/days"


def in_days() -> str:
    """An item of the street's whose handling is counted in working days."""
    fitting = (item for item in items() if item.grade == "III" and item.limits.handle.amount >= 2)
    return next(item.code for item in fitting if item.limits.handle.kind is ClockKind.WORKING_DAYS)


def next_working_day():
    calendar = calendar_at(versions.current()["calendar"])
    day = localdate() + timedelta(days=1)
    while not calendar.working(day):
        day += timedelta(days=1)
    return day


def settle(cast, who="sysadmin", **changed):
    asked = {"day": next_working_day().isoformat(), "working": False, "reason": "市政府放假通知"} | changed
    return cast.client(who).send("POST", DAYS, asked)


def due(walk):
    return datetime.fromisoformat(walk.see("handler")["due_at"])


@usual
def test_it_works(cast):
    walk = handling(cast, in_days())
    before, steps = due(walk), len(walk.steps())
    answer = settle(cast)
    assert answer.status_code == 201, answer.content
    outbox.drain(SUBSCRIBERS)
    assert due(walk) >= before + timedelta(days=1)
    assert Event.objects.get(case_no=walk.case_no).warn_at < due(walk)
    assert len(walk.steps()) == steps
    assert walk.holds()
    assert walk.clock("handle")["due_at"] == walk.see("handler")["due_at"]


@usual
def test_twice_changes_nothing_more(cast):
    walk = handling(cast, in_days())
    settle(cast)
    outbox.drain(SUBSCRIBERS)
    moved = due(walk)
    SUBSCRIBERS["calendar.settled"][0]({})
    assert due(walk) == moved


@usual
def test_who_may_not(cast):
    for who in ("city_op", "supervisor", "secadmin", "worker"):
        assert settle(cast, who).status_code == 403
    assert settle(cast, "anonymous").status_code == 401


@usual
@pytest.mark.parametrize(
    ("changed", "field"),
    [({"day": "tomorrow"}, "day"), ({"reason": "  "}, "reason"), ({"working": "maybe"}, "working")],
)
def test_what_does_not_fit_is_named(cast, changed, field):
    answer = settle(cast, **changed)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
