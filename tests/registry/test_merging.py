"""Two entries that are one person become one, and can be taken apart again."""

import pytest

from tests.guard import seen_whole
from tests.registry.conftest import ROOT, asked
from tests.registry.test_people import group, shown
from wangge.registry.models import Fact, Person


@pytest.fixture
def double(register, home, person):
    """The same person once more, in another home, without identity number but with a phone and how they live."""
    other = register.home("4", "102")
    return register.person(
        other["number"], identity={"name": "测试甲"}, contact={"phone": "13900000007", "in_need_name": "测试丙"},
        living={"lives": "alone"},
    )  # fmt: skip


def merge(register, kept, other, who="community_op", status=200, **more):
    body = {"gone": other["number"], "reason": "同一人", "version": kept["version"]} | more
    return register.send(who, "POST", f"/people/{kept['number']}/merge", body, status)


def test_it_works(register, person, double):
    told = merge(register, person, double)
    assert shown(told, "living")["lives"] == "独居"
    # The newer entry's phone stands; the number the older one knew stays.
    assert shown(told, "contact") == {"phone": "139****0007", "in_need_name": "测**", "in_need_phone": ""}
    assert shown(told, "identity")["identity_number"].startswith("000*")
    assert len(told["merges"]) == 1
    gone = register.send("worker", "GET", f"/people/{double['number']}")
    assert (gone["left"]["key"], gone["merged_into"]) == ("merged", person["number"])
    assert len(register.send("worker", "POST", "/search", {"name": "测试甲"})["items"]) == 1
    assert len(register.send("worker", "POST", "/search", {"number": "13900000007"})["items"]) == 1


def test_undone_everything_is_as_it_was(register, person, double):
    before = register.send("worker", "GET", f"/people/{person['number']}")
    theirs = register.send("worker", "GET", f"/people/{double['number']}")
    merged = merge(register, person, double)
    told = register.send("community_op", "POST", f"/merges/{merged['merges'][0]}/undo", {})
    kept = ("fields", "data", "at", "source", "valid_until")
    for one, other in (
        (before, told),
        (theirs, register.send("worker", "GET", f"/people/{double['number']}")),
    ):
        for each in one["groups"]:
            now = group(other, each["key"])
            assert {key: each[key] for key in kept} == {key: now[key] for key in kept}, each["key"]
        assert other["left"] is None
        assert other["household"] == one["household"]
    assert told["merges"] == []
    found = register.send("worker", "POST", "/search", {"number": "13900000007"})["items"]
    assert [each["person"]["number"] for each in found] == [double["number"]]
    home = register.send("worker", "GET", f"/homes/{double['home']['number']}")
    assert len(home["households"]) == 1
    again = register.send("community_op", "POST", f"/merges/{merged['merges'][0]}/undo", {}, 409)
    assert again["code"] == "registry.not-merged"


def test_what_was_said_since_stays(register, person, double):
    merged = merge(register, person, double)
    path = f"/people/{person['number']}/facts/contact"
    register.send("worker", "PUT", path, {"data": {"phone": "13900000009"}, "version": merged["version"]})
    told = register.send("community_op", "POST", f"/merges/{merged['merges'][0]}/undo", {})
    assert shown(told, "contact")["phone"] == "139****0009"
    assert group(told, "living")["at"] is None


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("township_op", 200),
        ("worker", 403),
        ("community_elsewhere", 404),
        ("county_op", 403),
        ("auditadmin", 403),
    ],
)
def test_who_may(register, person, double, who, status):
    merge(register, person, double, who, status)


def test_who_may_take_apart(register, person, double):
    number = merge(register, person, double)["merges"][0]
    for who, status in (("worker", 403), ("community_elsewhere", 404), ("stranger", 403)):
        register.send(who, "POST", f"/merges/{number}/undo", {}, status)


def test_what_cannot_be_merged(register, person, double):
    assert merge(register, person, person, status=409)["code"] == "registry.cannot-merge"
    assert merge(register, person, double, status=422, gone=999999)["errors"][0]["field"] == "gone"
    assert merge(register, person, double, status=422, reason=" ")["errors"][0]["field"] == "reason"
    assert merge(register, person, double, status=409, version=7)["code"] == "version.stale"
    merged = merge(register, person, double)
    assert merge(register, merged, double, status=409)["code"] == "registry.cannot-merge"


def test_somebody_of_elsewhere_is_nobody(register, person):
    home = register.home(who="worker_elsewhere")
    other = register.person(home["number"], who="worker_elsewhere")
    assert merge(register, person, other, status=422)["errors"][0]["field"] == "gone"
    with seen_whole():
        assert Person.objects.filter(left="").count() == 2
        assert Fact.objects.filter(ended_at=None, group="identity").count() == 2


def test_a_head_that_was_replaced_does_not_come_back_as_a_second(register, person, double):
    number = merge(register, person, double)["merges"][0]
    body = {"dwelling": double["home"]["number"], "facts": asked("测试丁", identity={"name": "测试丁"})}
    register.send("worker", "POST", "/people", body, 201)
    with seen_whole():
        Person.objects.filter(name="测试丁").update(household=double["household"])
    told = register.send("community_op", "POST", f"/merges/{number}/undo", {}, 409)
    assert told["code"] == "registry.head"
    assert (
        register.cast.client("worker").get(f"{ROOT}/people/{double['number']}").json()["left"]["key"]
        == "merged"
    )
