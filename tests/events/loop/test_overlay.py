"""Supervision (domain.md §3): reminders, orders, and the marks a job reads from due times, as often as it runs."""

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from tests.events.loop import timed
from tests.events.loop.walk import closed, counted, handling, reported
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.settled import settle
from wangge.events.loop import overlay
from wangge.events.loop.database import Database
from wangge.events.models import Event, EventStep

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
usual = pytest.mark.django_db


def marks(walk):
    return [step.action for step in walk.row.steps.order_by("seq") if step.action.startswith("mark_")]


@usual
def test_it_works(cast):
    walk = timed.handling(cast, MONDAY)
    before = walk.row
    assert overlay.mark(before.warn_at - timedelta(seconds=1)) == 0
    assert overlay.mark(before.warn_at) == 1
    assert overlay.mark(before.warn_at) == 0
    assert overlay.mark(before.due_at) == 1
    assert overlay.mark(before.due_at + timedelta(days=3)) == 0
    row = walk.row
    assert marks(walk) == ["mark_warning", "mark_overdue"]
    assert (row.state, row.desk, row.due_at, row.overdues) == ("handling", before.desk, before.due_at, 1)
    assert row.version == before.version + 2  # whoever still holds the old version is told so
    data = row.steps.get(action="mark_overdue").data
    assert (data["clock"], data["number"]) == ("handle", 1)
    assert datetime.fromisoformat(data["due_at"]) == before.due_at
    assert walk.holds()


@usual
def test_a_mark_is_a_new_version(cast):
    walk = timed.handling(cast, MONDAY)
    seen = walk.row.version
    overlay.mark(walk.row.due_at)
    answer = walk.send("handler", "feed_back", {"result": "已修好"}, version=seen)
    assert (answer.status_code, answer.json()["version"]) == (409, seen + 1)
    walk.act("handler", "feed_back", result="已修好")


@usual
def test_each_timer_is_marked_by_itself(cast):
    walk = timed.reported(cast, MONDAY)
    assert overlay.mark(walk.row.due_at) == 1
    late = walk.row.due_at + timedelta(minutes=1)
    walk.take("township_op", "accept", late, item_code=walk.row.item_code)
    assert overlay.mark(late) == 0
    assert overlay.mark(walk.row.due_at) == 1
    assert [step.data["clock"] for step in walk.row.steps.filter(action="mark_overdue").order_by("seq")] == [
        "accept", "dispatch",
    ]  # fmt: skip
    assert walk.row.overdues == 2


@usual
def test_an_extension_is_marked_for_its_own_due_time(cast):
    walk = timed.handling(cast, MONDAY)
    due = walk.row.due_at
    walk.take("handler", "ask_extension", due, reason="缺件")
    assert overlay.mark(due) == 1
    walk.take("head", "endorse_extension", due)
    walk.take("township_op", "grant_extension", due)
    assert overlay.mark(due) == 0
    assert overlay.mark(walk.row.warn_at) == 1
    assert overlay.mark(walk.row.due_at) == 1
    assert walk.row.overdues == 2  # that it was late once stays visible


@usual
def test_a_case_that_moved_on_meanwhile_is_left_alone(cast):
    """The job read it as overdue; before it could say so the extension was granted."""
    walk = timed.handling(cast, MONDAY)
    due = walk.row.due_at
    walk.take("handler", "ask_extension", due, reason="缺件")
    walk.take("head", "endorse_extension", due)
    (seen,) = overlay._unmarked("due_at", "overdue_for", due)
    walk.take("township_op", "grant_extension", due)
    assert overlay._mark(seen, "mark_overdue", seen.due_at, Database(), due) == 0
    assert walk.row.overdues == 0
    assert overlay.mark(due) == 0


@usual
def test_what_ended_is_not_marked(cast):
    walk = timed.closed(cast, MONDAY, MONDAY + timedelta(days=1))
    assert overlay.mark(MONDAY + timedelta(days=100)) == 0
    assert marks(walk) == []


@usual
def test_a_settled_day_moves_the_next_due_time(cast):
    """The clock keeps intervals, so a day that is settled to be free counts for what starts after."""
    official = Actor(ActorKind.JOB, "tests", powers=frozenset({"calendar.edit"}))
    settle(MONDAY.date() + timedelta(days=1), False, "市政府通知", official)
    walk = timed.handling(cast, MONDAY)
    assert walk.row.due_at == MONDAY + timedelta(days=7)  # Tuesday and a weekend are free


@usual
def test_reminders(cast):
    walk = handling(cast)
    for who in ("reporter", "county_op", "supervisor"):
        walk.act(who, "remind", note="请抓紧")
    assert (counted(walk.see("handler")), walk.state) == ({"reminders": 3}, "handling")
    walk.refused("worker", "remind", 403)
    walk.refused("joint_handler", "remind", 404)
    closed(cast).refused("reporter", "remind", 409, "flow.not-now")


@usual
def test_reminders_have_an_end(cast):
    walk = handling(cast)
    for _ in range(20):
        walk.act("reporter", "remind")
    walk.refused("reporter", "remind", 409, "remind.used-up")


@usual
def test_an_order_waits_for_its_answer(cast):
    walk = handling(cast)
    assert walk.wrong("supervisor", "order") == {"requirement"}
    walk.refused("township_op", "order", 403, requirement="两日内办结")
    walk.refused("handler", "answer_order", 409, "order.none", answer="正在办理")
    walk.act("supervisor", "order", requirement="两日内办结")
    assert walk.see("handler")["order_open"]
    walk.refused("county_op", "order", 409, "order.open", requirement="一日内办结")
    walk.refused("supervisor", "answer_order", 403, answer="正在办理")
    walk.act("handler", "answer_order", answer="配件今日到货")
    assert not walk.see("handler")["order_open"]
    walk.act("county_op", "order", requirement="一日内办结")
    walk.act("township_op", "answer_order", answer="已督促")
    assert (walk.row.orders, walk.state) == (2, "handling")


@usual
def test_nobody_else_marks(cast):
    walk = reported(cast)
    for name in ("township_op", "city_op", "supervisor"):
        for action in ("mark_warning", "mark_overdue", "gather", "exempt"):
            walk.refused(name, action, 403, "auth.forbidden")


def test_two_at_once_mark_once(committed, threads):
    walks = [timed.handling(committed, MONDAY) for _ in range(6)]
    due = walks[0].row.due_at
    together = Barrier(2)

    def run():
        together.wait()
        return overlay.mark(due)

    done = [threads(run) for _ in range(2)]
    assert sum(each.result(30) for each in done) == 6
    assert EventStep.objects.filter(action="mark_overdue").count() == 6
    assert set(Event.objects.values_list("overdues", flat=True)) == {1}
    assert all(walk.holds() for walk in walks)
