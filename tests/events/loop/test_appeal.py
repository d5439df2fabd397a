"""Overdue appeals (domain.md §3): once, after closure, two reviews; granted, statistics exempt the case and the
overdue fact stays."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.loop import timed
from tests.events.loop.walk import URGENT, closed, counted
from wangge.core import outbox
from wangge.events.loop import overlay
from wangge.events.models import Appeal, Event
from wangge.events.tasks import SUBSCRIBERS

pytestmark = pytest.mark.django_db
ASK = {"reason": "供货方停产,非本单位原因", "basis": "考核办法第八条"}
AROUND = ("handler", "head", "community_op", "township_op", "county_op", "city_op", "supervisor", "worker")


def late(cast, ago=timedelta(days=1)):
    """Closed that long ago, after it was overdue."""
    done = now() - ago
    walk = timed.handling(cast, done - timedelta(days=2), URGENT)
    assert overlay.mark(done - timedelta(days=1)) == 1
    walk.take("handler", "feed_back", done, result="已修好")
    walk.take("worker", "pass", done, method="on_site")
    walk.take("township_op", "close", done, closing_condition_met=True)
    return walk


def appeal(walk, who="head", data=None, **headers):
    return walk.face(who).send("POST", walk.path("/appeal"), ASK if data is None else data, **headers)


def take(walk, who, number, action, version, **data):
    body = {"data": data, "version": version}
    return walk.face(who).send("POST", f"/api/v1/appeals/{number}/actions/{action}", body)


def waits_for(walk, number):
    found = set()
    for name in AROUND:
        rows = walk.face(name).get("/api/v1/todo").json()["items"]
        if any(row["case_no"] == number for row in rows):
            found.add(name)
    return found


def test_it_works(cast):
    walk = late(cast)
    answer = appeal(walk)
    assert answer.status_code == 201, answer.content
    number = answer.json()["case_no"]
    assert waits_for(walk, number) == {"county_op"}  # a street dispatches, and does not review
    assert take(walk, "county_op", number, "endorse", 1, note="属实").status_code == 200
    assert waits_for(walk, number) == {"city_op", "supervisor"}
    granted = take(walk, "supervisor", number, "grant", 2)
    assert (granted.status_code, granted.json()["state"]) == (200, "granted")
    assert not walk.row.exempt
    outbox.drain(SUBSCRIBERS)
    outbox.drain(SUBSCRIBERS)
    seen = walk.see("township_op")
    assert (seen["exempt"], counted(seen)["overdues"]) == (True, 1)
    assert [step["action"]["key"] for step in walk.steps()].count("exempt") == 1
    assert walk.holds()


def test_once(cast):
    walk = late(cast)
    number = appeal(walk).json()["case_no"]
    again = appeal(walk)
    assert (again.status_code, again.json()["code"], again.json()["case_no"]) == (409, "appeal.once", number)
    other = appeal(walk, data={"reason": "又想起一条", "basis": "考核办法"})
    assert (other.status_code, other.json()["code"]) == (409, "appeal.once")
    assert take(walk, "county_op", number, "refuse", 1, reason="理由不足").status_code == 200
    assert appeal(walk).status_code == 409


def test_repeated_after_a_time_out(cast):
    walk = late(cast)
    first, second = (appeal(walk, idempotency_key="appeal-0001") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() | {"replayed": True} == second.json()
    assert Appeal.objects.count() == 1


def test_a_key_is_for_one_case(cast):
    """The same words under the same key about another case are another request, not that one's result."""
    one, two = late(cast), late(cast)
    assert appeal(one, idempotency_key="appeal-0001").status_code == 201
    answer = appeal(two, idempotency_key="appeal-0001")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.reused")
    assert not Appeal.objects.filter(event__case_no=two.case_no).exists()


def test_after_closure_and_in_time(cast):
    walk = timed.handling(cast, now() - timedelta(days=2), URGENT)
    overlay.mark()
    assert appeal(walk).json()["code"] == "appeal.not-closed"
    assert appeal(closed(cast)).json()["code"] == "appeal.not-overdue"
    assert appeal(late(cast, timedelta(days=31))).json()["code"] == "appeal.too-late"
    assert appeal(late(cast, timedelta(days=29))).status_code == 201


def test_a_bad_form_names_its_field(cast):
    walk = late(cast)
    for data, field in (({}, "reason"), ({"reason": "停产"}, "basis"), (ASK | {"x": 1}, "x")):
        answer = appeal(walk, data=data)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_who_may_not(cast):
    walk = late(cast)
    assert appeal(walk, "handler").status_code == 403
    assert appeal(walk, "township_op").status_code == 403
    assert appeal(walk, "handler_elsewhere").status_code == 404
    number = appeal(walk).json()["case_no"]
    assert take(walk, "handler_elsewhere", number, "endorse", 1).status_code == 404
    assert take(walk, "township_op", number, "endorse", 1).status_code == 403
    assert take(walk, "supervisor", number, "endorse", 1).status_code == 403
    assert take(walk, "supervisor", number, "grant", 1).status_code == 409
    assert take(walk, "county_op", number, "endorse", 5).json()["code"] == "version.stale"
    assert take(walk, "county_op", number, "refuse", 1).json()["errors"][0]["field"] == "reason"
    assert take(walk, "county_op", number, "endorse", 1).status_code == 200
    assert take(walk, "county_op", number, "grant", 2).status_code == 403
    refused = take(walk, "supervisor", number, "refuse_finally", 2, reason="理由不足")
    assert (refused.status_code, refused.json()["state"]) == (200, "refused")
    outbox.drain(SUBSCRIBERS)
    assert not walk.row.exempt


def test_a_communitys_case_has_a_reviewer_too(cast):
    walk = late(cast)
    Event.objects.filter(pk=walk.row.pk).update(owner="211002016001")
    number = appeal(walk).json()["case_no"]
    assert waits_for(walk, number) == {"county_op"}


def test_granted_after_the_case_was_reopened(cast):
    """The statistics exempt it all the same; the message does not wait in the outbox for ever."""
    walk = late(cast)
    number = appeal(walk).json()["case_no"]
    walk.act("reporter", "reopen", reason="又坏了")
    take(walk, "county_op", number, "endorse", 1)
    take(walk, "supervisor", number, "grant", 2)
    outbox.drain(SUBSCRIBERS)
    assert walk.row.exempt
    assert not outbox.Outbox.objects.filter(done_at=None).exists()


def test_few_queries(cast, django_assert_max_num_queries):
    numbers = [appeal(late(cast)).json()["case_no"] for _ in range(3)]
    face = cast.client("county_op")
    face.get("/api/v1/appeals")
    with django_assert_max_num_queries(4):  # two to know who asks
        rows = face.get("/api/v1/appeals").json()["items"]
    assert [row["case_no"] for row in rows] == numbers[::-1]
    with django_assert_max_num_queries(8):
        one = face.get(f"/api/v1/appeals/{numbers[0]}")
    assert {each["key"] for each in one.json()["actions"]} == {"endorse", "refuse"}
    assert one["ETag"] == '"1"'
    assert cast.client("worker_elsewhere").get("/api/v1/appeals").json()["items"] == []
    assert cast.client("worker_elsewhere").get(f"/api/v1/appeals/{numbers[0]}").status_code == 404
