"""Addresses are a tree, homes stand at its ends, and both are entered for one's own area only."""

import pytest

from tests.personas import COMMUNITY
from tests.registry.conftest import ROOT


def test_it_works(register, cast):
    grid = cast.actor("worker").grid
    road = register.send(
        "worker", "POST", "/addresses", {"kind": "road", "name": "试验路", "region": grid}, 201
    )
    assert road["text"] == "白塔区试验路"
    below = register.send(
        "worker", "POST", "/addresses", {"kind": "door", "name": "１２", "parent": road["number"]}, 201
    )
    assert (below["name"], below["text"], below["region"]) == ("12号", "白塔区试验路12号", grid)
    assert below["kind"] == {"key": "door", "label": "门牌"}
    register.address("door", "2", road["number"])
    listed = register.send("worker", "GET", "/addresses", {"parent": road["number"]})["items"]
    assert [each["name"] for each in listed] == ["2号", "12号"]
    home = register.send("worker", "POST", "/homes", {"address": below["number"]}, 201)
    assert home["region_name"].startswith("白塔区")
    (again,) = register.send("worker", "GET", "/addresses", {"q": "试验路12"})["items"]
    assert again["dwelling"] == home["number"]


def test_a_neighbour_sees_the_address_and_not_the_home(register, home):
    (found,) = register.send("worker_elsewhere", "GET", "/addresses", {"q": "幸福小区3号楼301"})["items"]
    assert found["dwelling"] is None
    register.send("worker_elsewhere", "GET", f"/homes/{home['number']}", status=404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "cave", "name": "1"}, "kind"),
        ({"kind": "road", "name": " "}, "name"),
        ({"kind": "road", "name": "x" * 41}, "name"),
        ({"kind": "road", "name": "试验路", "region": "2110"}, "region"),
        ({"kind": "road", "name": "试验路", "region": COMMUNITY + "999"}, "region"),
        ({"kind": "road", "name": "试验路", "region": "211005001001"}, "region"),
        ({"kind": "room", "name": "1", "parent": 999999}, "parent"),
    ],
)
def test_an_address_that_does_not_fit(register, body, field):
    told = register.send("community_op", "POST", "/addresses", {"region": COMMUNITY} | body, 422)
    assert [error["field"] for error in told["errors"]] == [field]


def test_the_tree_goes_down(register):
    building = register.address("building", "3")
    told = register.send(
        "worker", "POST", "/addresses", {"kind": "door", "name": "1", "parent": building}, 422
    )
    assert told["errors"][0]["field"] == "kind"
    unit = register.address("unit", "2", building)
    told = register.send("worker", "POST", "/homes", {"address": unit}, 422)
    assert told["errors"][0]["field"] == "address"


def test_nothing_is_there_twice(register, home):
    told = register.send("worker", "POST", "/homes", {"address": register.room()}, 409)
    assert told["code"] == "registry.home-there"
    road = register.address("road", "另一条路")
    register.address("door", "1", road)
    body = {"kind": "door", "name": "1号", "parent": road}
    assert register.send("worker", "POST", "/addresses", body, 409)["code"] == "registry.address-there"


@pytest.mark.parametrize(
    ("who", "status"), [("township_op", 403), ("county_op", 403), ("handler", 403), ("stranger", 403)]
)
def test_who_may_enter_homes(cast, register, who, status):
    address = register.room()
    assert cast.client(who).send("POST", f"{ROOT}/homes", {"address": address}).status_code == status
    body = {"kind": "road", "name": "路", "region": COMMUNITY}
    assert cast.client(who).send("POST", f"{ROOT}/addresses", body).status_code == status


def test_nobody_enters_a_home_elsewhere(register):
    address = register.room()
    register.send("worker_elsewhere", "POST", "/homes", {"address": address}, 404)


def test_the_faces_are_told_what_to_ask(cast, register):
    told = register.send("worker", "GET", "/definitions")
    groups = {each["key"]: each for each in told["groups"]}
    form = groups["contact"]["form"]
    phone = {"type": "string", "title": "手机号码", "maxLength": 24, "writeOnly": True}
    assert form["properties"]["phone"] == phone
    choices = groups["residence"]["form"]["properties"]["kind"]["oneOf"]
    assert {"const": "floating", "title": "流动人口"} in choices
    assert groups["identity"]["form"]["required"] == ["name"]
    assert groups["contact"]["law"].startswith("个人信息保护法")
    english = cast.client("worker", headers={"accept-language": "en"}).get(f"{ROOT}/definitions").json()
    assert english["groups"][0]["label"] == "Who somebody is"
    assert english["reasons_to_leave"][0] == {"key": "moved", "label": "Moved away"}
    assert english["component_states"][0] == {"key": "sound", "label": "Sound"}
    assert cast.client("county_op").get(f"{ROOT}/definitions").status_code == 403
