"""The household card, and the code of a door plate that leads to it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from stdnum.iso7064 import mod_11_10

from tests.guard import seen_whole
from tests.registry.conftest import ROOT, identity
from wangge.registry import plates
from wangge.registry.models import Fact

CHILD = {"residence": {"kind": "registered", "relation": "child"}, "living": {"lives": "with_family"}}


def card(register, number, who="worker"):
    return register.send(who, "GET", f"/homes/{number}/card")


def child_of(register, home, household, order=3):
    name = {"name": "测试小", "identity_number": identity("20190101", order)}
    return register.person(home["number"], household=household, identity=name, **CHILD)


def test_it_works(register, home):
    head = register.person(home["number"])
    child_of(register, home, head["household"])
    told = card(register, home["number"])
    assert told["address"].endswith("试验路幸福小区3号楼301室")
    assert told["region_name"]
    assert [each["person"]["relation"]["key"] for each in told["people"]] == ["head", "child"]
    groups = {each["key"]: each for each in told["people"][0]["groups"]}
    shown = {each["key"]: each["shown"] for each in groups["identity"]["fields"]}
    assert shown["name"] == "测试甲"
    assert "*" in shown["identity_number"]
    assert "identity_number" not in groups["identity"]["data"]
    assert {each["key"] for each in told["groups"]} == {"home"}
    assert told["may_edit"] is True
    assert told["valid_until"] > localdate().isoformat()
    assert told["reasons"] == []


def test_why_somebody_should_call(register, home, monkeypatch):
    register.person(
        home["number"],
        identity={"name": "测试老", "identity_number": identity("19400101")},
        living={"lives": "alone"},
    )
    later = now() + timedelta(days=31)
    monkeypatch.setattr("wangge.registry.queries.cards.now", lambda: later)
    told = card(register, home["number"])
    assert [each["key"] for each in told["reasons"]] == ["old_alone"]
    assert told["last"]


def test_a_place_of_the_same_number_makes_no_home_stale(register, person):
    """What is known of a place grows old too, and its number may be that of somebody who lives here."""
    about = {"subject": "organisation", "subject_id": person["number"], "group": "in_charge"}
    kept = {"plain": {}, "source": "door", "purpose": "shops", "by": "test", "at": now()}
    with seen_whole():
        Fact.objects.create(
            **about, **kept, region_code=register.cast.actor("worker").grid, valid_until=localdate()
        )
    assert register.send("worker", "GET", "/visits")["items"] == []


def test_who_may_see_it(register, person):
    number = person["home"]["number"]
    assert card(register, number, "community_op")["may_edit"] is True
    assert card(register, number, "township_op")["may_edit"] is False
    for who, status in (("worker_elsewhere", 404), ("supervisor", 403), ("sysadmin", 403)):
        register.send(who, "GET", f"/homes/{number}/card", status=status)
    register.send("worker", "GET", f"/homes/{2**63}/card", status=404)


def test_as_many_questions_for_ten_people_as_for_one(register, home, django_assert_max_num_queries):
    household = register.person(home["number"])["household"]
    face = register.cast.client("worker")
    path = f"{ROOT}/homes/{home['number']}/card"
    face.get(path)
    for order in range(3, 21, 2):
        child_of(register, home, household, order)
    with django_assert_max_num_queries(16):
        assert len(face.get(path).json()["people"]) == 10


def test_the_code_of_a_plate_leads_to_its_home(register, home):
    number = home["address"]["number"]
    told = register.send("worker", "GET", f"/addresses/{number}")
    assert told["address"]["dwelling"] == home["number"]
    assert told["code"].startswith(f"{number}-")
    assert mod_11_10.is_valid(told["code"].replace("-", ""))
    elsewhere = register.send("worker_elsewhere", "GET", f"/addresses/{number}")
    assert (elsewhere["address"]["dwelling"], elsewhere["code"]) == (None, told["code"])
    register.send("supervisor", "GET", f"/addresses/{number}", status=403)
    register.send("worker", "GET", f"/addresses/{number + 9999}", status=404)


def test_the_picture_is_safe_to_open(register, home):
    number = home["address"]["number"]
    answer = register.cast.client("worker").get(f"{ROOT}/addresses/{number}/code")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"<path" in answer.content
    assert home["address"]["text"].encode() in answer.content
    register.send("supervisor", "GET", f"/addresses/{number}/code", status=403)
    register.send("worker", "GET", f"/addresses/{number + 9999}/code", status=404)


def test_words_of_an_address_do_not_become_markup():
    assert b"<script" not in plates.picture(7, "<script>")


@pytest.mark.parametrize(("typed", "valid"), [("10482-6", True), ("10428-6", False), ("10483-6", False)])
def test_the_check_digit_finds_slips(typed, valid):
    number, _ = typed.split("-")
    assert (plates.code_of(int(number)) == typed) is valid
