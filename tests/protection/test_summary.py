"""The head of the desk's page, and the clocks of requests that it reads without whose they are."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.guard import seen_whole
from tests.protection.conftest import WORDS
from tests.registry.conftest import Register, home, person, register
from wangge.protection.models import Assessment
from wangge.registry.models import RightsRequest

__all__ = ["home", "person", "register"]
pytestmark = pytest.mark.django_db


def asked(register: Register, number: int, kind: str) -> str:
    body = {"kind": kind, "group": "", "words": "请告诉我为什么"}
    return register.send("community_op", "POST", f"/people/{number}/requests", body, 201)["case_no"]


def test_it_works(desk):
    empty = desk.get("/summary")
    assert (empty["breaches"]["open"], empty["assessments"]["missing"] > 0) == (0, True)
    late = desk.record(found_at=(now() - timedelta(hours=3)).isoformat())
    fresh = desk.record()
    waiting = desk.begin("visits")
    desk.act(waiting, "write", WORDS)
    desk.act(waiting, "submit")
    desk.assessed("track")
    found = desk.get("/summary")
    assert (found["breaches"]["open"], found["breaches"]["overdue"]) == (2, 1)
    assert [f"/breaches/{each['case_no']}" for each in found["breaches"]["urgent"]] == [late, fresh]
    assert found["assessments"] == {
        "missing": empty["assessments"]["missing"] - 1,
        "overdue": 0,
        "soon": 0,
        "waiting": 1,
    }
    Assessment.objects.filter(state="approved").update(due_at=now() - timedelta(days=1))
    assert desk.get("/summary")["assessments"]["overdue"] == 1


def test_the_clocks_of_requests(desk, register, person):
    first = asked(register, person["number"], "explain")
    asked(register, person["number"], "copy")
    found = desk.get("/requests")
    assert [(each["state"]["key"], each["count"]) for each in found["counts"]] == [("received", 2)]
    assert {each["case_no"] for each in found["items"]} > {first}
    assert set(found["items"][0]) == {
        "case_no", "kind", "law", "place", "state", "opened_at", "due_at", "due",
    }  # fmt: skip
    with seen_whole():
        RightsRequest.objects.filter(case_no=first).update(due_at=now() - timedelta(days=1))
    assert desk.get("/summary")["requests"] == {"open": 2, "overdue": 1, "soon": 0}
    assert desk.get("/requests")["items"][0]["due"]["key"] == "overdue"


def test_the_desk_cannot_open_them(desk, register, person):
    case_no = asked(register, person["number"], "explain")
    for path in (
        f"/registry/requests/{case_no}",
        "/registry/requests",
        f"/registry/people/{person['number']}",
    ):
        assert desk.face("officer").get(f"/api/v1{path}").status_code == 403, path
