"""Somebody who is entered already is moved: from the refusal, by the entry it names, with what was known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.guard import seen_whole
from tests.registry.conftest import ROOT, asked
from wangge.registry import facts
from wangge.registry.models import Fact, Household, Person


@pytest.fixture
def other(register):
    """Another home of the worker's grid, where somebody lives."""
    home = register.home("4", "102")
    identity = {"name": "测试乙"}
    register.person(home["number"], identity=identity, contact={})
    return register.send("worker", "GET", f"/homes/{home['number']}")


def move(register, person, home, status=200, who="worker", key=None, **changed):
    body = {"dwelling": home["number"], "relation": "spouse", "version": person["version"]} | changed
    headers = {"idempotency_key": key} if key else {}
    return register.send(who, "POST", f"/people/{person['number']}/move", body, status, **headers)


def test_from_the_refusal_into_the_household_that_was_chosen(register, home, person, other):
    """What a face does in one tap: nothing is asked that the refusal and the entry do not say."""
    household = other["households"][0]["number"]
    body = {
        "dwelling": other["number"],
        "household": household,
        "facts": asked(contact={"phone": "13900000002"}),
    }
    refused = register.send("community_op", "POST", "/people", body, 409)
    assert refused["code"] == "registry.known"
    known = register.send("community_op", "GET", f"/people/{refused['number']}")
    assert known["home"]["number"] == home["number"]
    told = move(register, known, other, who="community_op", household=household)
    assert (told["number"], told["home"]["number"]) == (person["number"], other["number"])
    page = register.send("worker", "GET", f"/homes/{other['number']}")
    assert [each["name"] for each in page["households"][0]["people"]] == ["测试乙", "测试甲"]
    history = register.send("worker", "GET", f"/people/{person['number']}/history")["items"]
    assert [(each["action"]["key"], each["action"]["label"]) for each in history] == [
        ("moved", "移居"),
        ("collected", "采集"),
    ]
    # What was typed is not written by the move.
    with seen_whole():
        contact = Fact.objects.get(subject_id=person["number"], group="contact", ended_at=None)
    assert facts.opened(contact) == {"phone": "13900000001"}
    assert contact.region_code == other["address"]["region"]


def test_a_household_left_empty_is_a_new_one_and_the_old_one_ends(register, home, person, other):
    told = move(register, person, other, relation="head")
    assert told["household"] not in (person["household"], other["households"][0]["number"])
    with seen_whole():
        assert Household.objects.get(pk=person["household"]).ended_on is not None
        assert Household.objects.get(pk=told["household"]).ended_on is None


def test_sent_again_it_is_done_once(register, person, other):
    first = move(register, person, other, key="key-00000003")
    again = move(register, person, other, key="key-00000003")
    assert (again["version"], again["household"]) == (first["version"], first["household"])
    reused = move(register, person, other, 409, key="key-00000003", relation="child")
    assert reused["code"] == "idempotency.reused"
    lines = register.send("worker", "GET", f"/people/{person['number']}/history")["items"]
    assert [each["action"]["key"] for each in lines].count("moved") == 1


def test_the_entry_as_it_was_seen_or_not_at_all(register, person, other):
    assert move(register, person, other, 428, version=None)["code"] == "version.required"
    told = move(register, person, other, 409, version=person["version"] - 1)
    assert (told["code"], told["version"]) == ("version.stale", person["version"])


def test_a_second_head_is_refused_and_nobody_moved(register, home, person, other):
    household = other["households"][0]["number"]
    told = move(register, person, other, 409, household=household, relation="head")
    assert told["code"] == "registry.head"
    with seen_whole():
        assert Person.objects.get(pk=person["number"]).dwelling_id == home["number"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"relation": "watched"}, "relation"),
        ({"household": 999999}, "household"),
        ({"household": 10**20}, "household"),
        ({"dwelling": 10**20}, "dwelling"),
    ],
)
def test_what_does_not_fit_names_its_field(register, person, other, more, field):
    told = move(register, person, other, 422, **more)
    assert [error["field"] for error in told["errors"]] == [field]


def test_the_household_of_another_home_is_none_of_this_one(register, person, other):
    told = move(register, person, other, 422, household=person["household"])
    assert [error["field"] for error in told["errors"]] == ["household"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("worker_elsewhere", 404), ("community_elsewhere", 404), ("township_op", 403), ("handler", 403)],
)
def test_who_moves_nobody(register, person, other, who, status):
    move(register, person, other, status, who=who)


def test_a_neighbour_is_refused_nobody_s_number(register, person):
    """Known in another area is not known here: no number is told, and so there is nothing to move."""
    elsewhere = register.home(who="worker_elsewhere")
    body = {"dwelling": elsewhere["number"], "facts": asked()}
    told = register.send("worker_elsewhere", "POST", "/people", body, 201)
    assert told["number"] != person["number"]


def test_moving_takes_few_queries(cast, register, person, other):
    client = cast.client("worker")
    body = {"dwelling": other["number"], "relation": "tenant", "version": person["version"]}
    with CaptureQueriesContext(connection) as found:
        assert client.send("POST", f"{ROOT}/people/{person['number']}/move", body).status_code == 200
    told = [each["sql"] for each in found if "accounts_" not in each["sql"] and "session" not in each["sql"]]
    assert len(told) <= 27, "\n".join(told)
