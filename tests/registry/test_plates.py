"""Door plates to be printed: which there are at a node and below it, in which order, batch by batch, for whom."""

import pytest
from stdnum.iso7064 import mod_11_10

from tests.registry.conftest import ROOT
from wangge.registry import addressing
from wangge.registry.queries import plates
from wangge.registry.queries.plates import short

# The names of an address, each with its kind.
ROAD, DOOR, ESTATE = ("road", "试验路"), ("door", "12号"), ("estate", "幸福小区")
HOUSE, STAIRS, ROOM = ("building", "3号楼"), ("unit", "2单元"), ("room", "301室")


@pytest.fixture
def building(register) -> int:
    """A building of two units, with rooms 201, 1001 and 101 in each, entered in no order."""
    number = None
    for kind, name in (("road", "试验路"), ("estate", "幸福小区"), ("building", "3")):
        number = register.address(kind, name, number)
    for unit in ("2", "1"):
        stairs = register.address("unit", unit, number)
        for room in ("201", "1001", "101"):
            register.address("room", room, stairs)
    return number


def told(register, number, query="", who="worker", status=200):
    return register.send(who, "GET", f"/addresses/{number}/plates{query}", status=status)


def test_it_works(register, building):
    batch = told(register, building)
    (plate,) = batch["items"]
    assert batch["text"] == plate["text"]
    assert plate["text"].endswith("试验路幸福小区3号楼")
    assert (plate["number"], plate["short"]) == (building, ["幸福小区", "3号楼"])
    assert plate["code"].startswith(f"{building}-")
    assert mod_11_10.is_valid(plate["code"].replace("-", ""))
    assert [(each["kind"]["key"], each["count"]) for each in batch["kinds"]] == [
        ("building", 1),
        ("unit", 2),
        ("room", 6),
    ]
    assert (batch["more"], batch["next"]) == (False, None)


def test_the_picture_is_the_one_of_the_plate(register, building):
    (plate,) = told(register, building)["items"]
    alone = register.cast.client("worker").get(f"{ROOT}/addresses/{building}/code")
    assert plate["picture"] == alone.content.decode()


def test_rooms_come_in_the_order_of_the_stairs(register, building):
    rooms = told(register, building, "?kind=room")["items"]
    assert [each["short"] for each in rooms] == [
        ["3号楼", unit, room] for unit in ("1单元", "2单元") for room in ("101室", "201室", "1001室")
    ]
    assert all(each["text"].endswith("".join(["幸福小区", *each["short"]])) for each in rooms)
    assert told(register, building, "?kind=door")["items"] == []


def test_batch_by_batch_none_is_left_out_and_none_comes_twice(register, building):
    whole = [each["number"] for each in told(register, building, "?kind=room")["items"]]
    found, query = [], "?kind=room&limit=4"
    while query:
        batch = told(register, building, query)
        found.append([each["number"] for each in batch["items"]])
        query = batch["next"] and f"?kind=room&limit=4&cursor={batch['next']}"
    assert found == [whole[:4], whole[4:]]


def test_what_is_not_understood_is_named(register, building):
    unit = told(register, building, "?kind=unit&limit=1")["next"]
    for query, field in (
        ("?kind=castle", "kind"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?cursor=x", "cursor"),
        (f"?kind=room&cursor={unit}", "cursor"),
    ):
        assert told(register, building, query, status=422)["errors"][0]["field"] == field
    for number in (building + 9999, 2**63, 0):
        told(register, number, status=404)


def test_who_may(register, home):
    """Addresses are public facts to all who work on the register; of the home at one of them, nothing is told."""
    number = home["address"]["number"]
    mine = told(register, number)
    for who in ("community_op", "township_op", "worker_elsewhere"):
        assert told(register, number, who=who) == mine
    for who, status in (("supervisor", 403), ("handler", 403), ("sysadmin", 403), ("anonymous", 401)):
        told(register, number, who=who, status=status)


def test_what_stands_below_a_whole_town_is_not_counted_out(register, building, monkeypatch):
    monkeypatch.setattr(plates, "MOST", 3)
    batch = told(register, building, "?kind=room")
    assert batch["more"] is True
    assert sum(each["count"] for each in batch["kinds"]) == 1 + 3


def test_as_many_questions_for_a_hundred_plates_as_for_one(register, building, django_assert_max_num_queries):
    stairs = register.address("unit", "3", building)
    for room in range(100, 200):
        register.address("room", str(room), stairs)
    face = register.cast.client("worker")
    path = f"{ROOT}/addresses/{building}/plates"
    face.get(path)
    with django_assert_max_num_queries(8):
        batch = face.get(f"{path}?kind=room&limit=100").json()
    assert len(batch["items"]) == 100
    assert batch["next"]


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ([ROAD, ESTATE, HOUSE, STAIRS, ROOM], [HOUSE, STAIRS, ROOM]),
        ([ROAD, DOOR, ESTATE, HOUSE], [ESTATE, HOUSE]),
        ([ROAD, DOOR], [ROAD, DOOR]),
        ([ROAD, DOOR, ROOM], [DOOR, ROOM]),
        ([DOOR], [DOOR]),
        ([ROAD, ESTATE], [ESTATE]),
        ([ROAD], [ROAD]),
    ],
)
def test_what_people_say(chain, said):
    assert {kind for kind, _ in chain} <= set(addressing.kinds())
    assert short(chain) == [name for _, name in said]
