"""Patrols: planned, walked with findings, finished; findings are drafts, reports or settled on the spot."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.loop.walk import CLOSING, PLAIN, SPOT, Walk, point
from wangge.events.models import Event, Patrol, PatrolStep
from wangge.events.patrols import actions
from wangge.events.patrols.actions import Plan

pytestmark = pytest.mark.django_db
PATROLS = "/api/v1/patrols"


def asked(cast, **changed):
    return {
        "grid": cast.actor("worker").grid,
        "title": "汛前排查",
        "finish_by": (now() + timedelta(hours=8)).isoformat(),
        "checklist": ["雨水箅子", "电力箱柜"],
    } | changed


def planned(cast, who="community_op", **changed):
    answer = cast.client(who).send("POST", PATROLS, asked(cast, **changed))
    assert answer.status_code == 201, answer.content
    return answer.json()["case_no"]


def take(cast, who, number, action, version, **data):
    return cast.client(who).send(
        "POST", f"{PATROLS}/{number}/actions/{action}", {"data": data, "version": version}
    )


def walking(cast):
    number = planned(cast)
    assert take(cast, "worker", number, "start", 1).status_code == 200
    return number


def found(cast, number, who="worker", **report):
    body = {"text": "箅子被落叶堵住", "item_code": SPOT, **point(cast), **report}
    return cast.client(who).send(
        "POST", f"{PATROLS}/{number}/findings", body, idempotency_key="finding-" + str(len(str(report)))
    )


def see(cast, who, number):
    return cast.client(who).get(f"{PATROLS}/{number}")


def on_list(cast, who):
    return {row["case_no"] for row in cast.client(who).get("/api/v1/todo").json()["items"]}


def test_it_works(cast):
    number = planned(cast)
    assert number in on_list(cast, "worker")
    assert number not in on_list(cast, "community_op")
    assert take(cast, "worker", number, "start", 1).status_code == 200
    reported = found(cast, number)
    assert reported.status_code == 201, reported.content
    assert reported.json()["state"]["key"] == "reported"
    settled = found(cast, number, action="settle", settle={"done": "已清掏", **CLOSING})
    assert settled.json()["state"]["key"] == "closed"
    answer = take(cast, "worker", number, "finish", 4, looked_at=[0, 1], note="其余正常")
    assert (answer.status_code, answer.json()["state"]) == (200, "finished")
    seen = see(cast, "community_op", number).json()
    assert seen["findings"] == [reported.json()["case_no"], settled.json()["case_no"]]
    assert [step["action"]["key"] for step in seen["steps"]] == ["plan", "start", "find", "find", "finish"]
    assert [clock["state"] for clock in seen["clocks"]] == ["stopped"]
    assert number not in on_list(cast, "worker")
    event = Event.objects.get(case_no=reported.json()["case_no"])
    assert (event.channel, event.patrol.case_no) == ("patrol", number)


def test_a_worker_plans_his_own(cast):
    assert see(cast, "worker", planned(cast, "worker")).status_code == 200


def test_a_draft_is_reported_or_discarded_later(cast):
    number = walking(cast)
    for action, state in (("report", "reported"), ("discard", "withdrawn")):
        answer = found(cast, number, action="draft", text=f"草稿 {action}")
        assert answer.json()["state"]["key"] == "draft", answer.content
        draft = Walk(cast, answer.json()["case_no"])
        draft.refused("township_op", action, 403)
        draft.act("worker", action)
        assert draft.state == state
        assert draft.holds()


def test_only_some_items_are_settled_on_the_spot(cast):
    number = walking(cast)
    answer = found(cast, number, item_code=PLAIN, action="settle", settle={"done": "已处理", **CLOSING})
    assert (answer.status_code, answer.json()["code"]) == (409, "settle.not-this-item")
    for settle, field in (
        ({}, "done"),
        ({"done": "已清掏"}, "closing_condition_met"),
        ({"done": "已清掏", "closing_condition_met": False}, "closing_condition_met"),
    ):
        answer = found(cast, number, action="settle", settle=settle)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not Event.objects.exists()
    assert PatrolStep.objects.filter(action="find").count() == 0


def test_a_finding_is_filed_and_noted_or_neither(cast):
    number = planned(cast)
    answer = found(cast, number)  # not started
    assert (answer.status_code, answer.json()["code"]) == (409, "flow.not-now")
    assert found(cast, walking(cast), "community_op").status_code == 403
    assert not Event.objects.exists()


def test_a_finding_sent_twice_is_one(cast):
    number = walking(cast)
    first, second = found(cast, number), found(cast, number)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["case_no"] == second.json()["case_no"]
    assert Patrol.objects.get(case_no=number).version == 3


def test_a_finding_is_not_noted_by_hand(cast):
    """Else a patrol could name findings that are no events."""
    number = walking(cast)
    assert take(cast, "worker", number, "find", 2, case_no="2026000000000000").status_code == 403
    assert see(cast, "worker", number).json()["version"] == 2


def test_who_may_not(cast):
    number = planned(cast)
    assert see(cast, "worker_elsewhere", number).status_code == 404
    assert take(cast, "worker_elsewhere", number, "start", 1).status_code == 404
    assert found(cast, number, "worker_elsewhere").status_code == 404
    assert see(cast, "sysadmin", number).status_code == 404
    assert take(cast, "community_op", number, "start", 1).status_code == 403
    assert take(cast, "worker", number, "drop", 1, reason="不去了").status_code == 403
    assert take(cast, "worker", number, "start", 7).json()["code"] == "version.stale"
    assert take(cast, "community_op", number, "drop", 1).json()["errors"][0]["field"] == "reason"
    assert take(cast, "community_op", number, "drop", 1, reason="改期").json()["state"] == "dropped"
    for who in ("supervisor", "handler", "community_elsewhere", "worker_elsewhere"):
        assert cast.client(who).send("POST", PATROLS, asked(cast)).status_code == 403, who
    assert cast.client().send("POST", PATROLS, asked(cast)).status_code == 401


def test_what_does_not_fit(cast):
    for changed, field in (
        ({"grid": "211002016001"}, "grid"),
        ({"grid": "211002016001999"}, "grid"),
        ({"title": " "}, "title"),
        ({"title": "甲" * 101}, "title"),
        ({"checklist": ["甲"] * 31}, "checklist"),
        ({"checklist": [""]}, "checklist"),
        ({"finish_by": "2027-01-01T00:00:00"}, "finish_by"),
        ({"finish_by": "9999-12-31T23:59:59-12:00"}, "finish_by"),
        ({"finish_by": (now() + timedelta(days=366)).isoformat()}, "finish_by"),
        ({"x": 1}, "x"),
    ):
        answer = cast.client("community_op").send("POST", PATROLS, asked(cast, **changed))
        assert answer.status_code == 422, (changed, answer.content)
        assert answer.json()["errors"][0]["field"] == field
    past = cast.client("community_op").send("POST", PATROLS, asked(cast, finish_by="1900-01-01T00:00:00Z"))
    assert (past.status_code, past.json()["code"]) == (409, "patrol.past")
    number = walking(cast)
    answer = take(cast, "worker", number, "finish", 2, looked_at=[2])
    assert answer.json()["errors"][0]["field"] == "looked_at"
    assert not Event.objects.exists()


def test_its_clock_runs_from_when_it_was_planned(cast):
    """A plan that arrives late (a phone without a network) is due when it says, not hours later."""
    early = now() - timedelta(hours=5)
    plan = Plan(grid=cast.actor("worker").grid, title="夜间巡查", finish_by=early + timedelta(hours=8))
    made = actions.plan(plan, cast.actor("community_op"), now=early).case
    assert abs(Patrol.objects.get(pk=made.pk).due_at - plan.finish_by) < timedelta(seconds=1)


def test_few_queries(cast, django_assert_max_num_queries):
    numbers = [planned(cast) for _ in range(4)]
    face = cast.client("township_op")
    face.get(PATROLS)
    with django_assert_max_num_queries(5):  # two to know who asks
        rows = face.get(PATROLS).json()["items"]
    assert [row["case_no"] for row in rows] == numbers[::-1]
    with django_assert_max_num_queries(10):
        one = face.get(f"{PATROLS}/{numbers[0]}")
    assert one["ETag"] == '"1"'
    assert {each["key"] for each in one.json()["actions"]} == {"drop"}
    assert cast.client("worker_elsewhere").get(PATROLS).json()["items"] == []
