"""Homes to call on: by need, not by number; where somebody was lately is left in peace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from tests.guard import seen_whole
from tests.registry.conftest import ROOT, identity
from wangge.registry.models import Fact, History


def reasons(register, who="worker", **query):
    told = register.send(who, "GET", "/visits", query)
    return {each["home"]["number"]: [reason["key"] for reason in each["reasons"]] for each in told["items"]}


@pytest.fixture
def lately(monkeypatch):
    """Pretends that some days have passed since everything was entered."""

    def pass_(days):
        monkeypatch.setattr("wangge.registry.queries.visits.now", lambda: now() + timedelta(days=days))

    return pass_


def old(register, home, lives="alone", birth="19400101"):
    return register.person(
        home["number"],
        identity={"name": "测试老", "identity_number": identity(birth)},
        living={"lives": lives},
    )


def test_it_works(register, home, lately):
    old(register, home)
    assert reasons(register) == {}
    lately(31)
    told = register.send("worker", "GET", "/visits")
    (item,) = told["items"]
    assert item["home"]["number"] == home["number"]
    assert item["reasons"] == [{"key": "old_alone", "label": "高龄独居"}]
    assert item["last"]
    version = register.send("worker", "GET", f"/homes/{home['number']}")["version"]
    register.send("worker", "POST", f"/homes/{home['number']}/unchanged", {"version": version})
    lately(29)
    assert reasons(register) == {}


@pytest.mark.parametrize(
    ("person", "days", "keys"),
    [
        ({"birth": "19400101", "lives": "alone"}, 31, ["old_alone"]),
        ({"birth": "19400101", "lives": "old_couple"}, 31, []),
        ({"birth": "19400101", "lives": "old_couple"}, 61, ["old_couple"]),
        ({"birth": "19400101", "lives": "with_family"}, 61, []),
        ({"birth": "19800101", "lives": "alone"}, 61, []),
        ({"birth": "19800101", "lives": "alone"}, 181, ["stale"]),
        ({"birth": "19400101", "lives": "alone"}, 181, ["old_alone", "stale"]),
    ],
)
def test_who_needs_it(register, home, lately, person, days, keys):
    old(register, home, **person)
    lately(days)
    assert reasons(register) == ({home["number"]: keys} if keys else {})


def test_a_newborn_and_a_rented_home_that_changed_hands(register, home, lately):
    register.send(
        "worker",
        "PUT",
        f"/homes/{home['number']}/facts/home",
        {"data": {"use": "rented"}, "version": home["version"]},
    )
    register.person(home["number"], living={"lives": "with_family", "newborn": True})
    lately(8)
    assert reasons(register) == {home["number"]: ["changed_hands"]}
    lately(29)
    assert reasons(register) == {home["number"]: ["changed_hands"]}
    lately(91)
    assert reasons(register) == {home["number"]: ["newborn"]}


def test_most_needs_first(register, home, lately):
    other = register.home("4", "102")
    old(register, home)
    register.person(
        other["number"],
        identity={"name": "测试幼"},
        living={"lives": "with_family", "newborn": True},
        contact={},
    )
    lately(181)
    assert list(reasons(register).values()) == [["old_alone", "stale"], ["newborn", "stale"]]


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [("community_op", {}, 200), ("township_op", {}, 422), ("township_op", {"region": "211002016001"}, 200),
     ("worker", {"region": "2110"}, 422), ("worker", {"region": "x"}, 422), ("county_op", {}, 403),
     ("stranger", {}, 403)],
)  # fmt: skip
def test_who_and_where(register, cast, home, lately, who, query, status):
    old(register, home)
    lately(31)
    answer = cast.client(who).get(f"{ROOT}/visits", query)
    assert answer.status_code == status
    if status == 200:
        assert len(answer.json()["items"]) == 1
    assert register.send("worker_elsewhere", "GET", "/visits", {"region": "211002016001"})["items"] == []


def test_however_many_homes_as_many_queries(register, cast, home, lately):
    def count():
        with CaptureQueriesContext(connection) as seen:
            assert cast.client("worker").get(f"{ROOT}/visits").status_code == 200
        return len(seen)

    old(register, home)
    lately(31)
    few = count()
    for room in ("201", "202", "203"):
        register.person(
            register.home("5", room)["number"], identity={"name": f"测试{room}", "birth_date": "1940-01-01"},
            living={"lives": "alone"}, contact={},
        )  # fmt: skip
    assert count() == few
    with seen_whole():
        assert Fact.objects.filter(group="living", valid_until__gt=localdate()).count() == 4
        assert History.objects.exists()
