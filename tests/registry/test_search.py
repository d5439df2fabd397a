"""Finding people: exactly by a number, by the beginning of a name, by words of the address; each in one's area."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.conftest import ROOT, identity
from wangge.core.audit import AuditEntry
from wangge.registry.addressing import asked, sort_key, words
from wangge.registry.queries import people as queries

PHONE = "13900000001"


def found(register, who="worker", **search):
    told = register.send(who, "POST", "/search", search)
    return [each["person"]["name"] for each in told["items"]]


@pytest.fixture
def people(register, home, person):
    """测试甲 and 测试乙 in one home, 试乙 in another, all in the worker's grid."""
    register.person(
        home["number"], household=person["household"], identity={"name": "测试乙"},
        residence={"kind": "registered", "relation": "spouse"}, contact={},
    )  # fmt: skip
    other = register.home("10", "1502")
    register.person(other["number"], identity={"name": "试乙"}, contact={})


def test_it_works(register, people):
    assert found(register, number=identity()) == ["测试甲"]
    assert found(register, number=identity().lower()) == ["测试甲"]
    assert found(register, number=f" {PHONE} ") == ["测试甲"]
    assert found(register, name="测试") == ["测试乙", "测试甲"]
    assert found(register, name="测试乙") == ["测试乙"]
    assert found(register, name="乙") == []
    assert found(register, address="幸福 301室") == ["测试甲", "测试乙"]
    assert found(register, address="幸福小区10号楼") == ["试乙"]
    assert found(register, name="测试", address="10号楼") == []
    assert found(register, name="试", address="10号楼") == ["试乙"]


@pytest.mark.parametrize("most", [0, 1, 2000], ids=["too many homes", "one home", "few homes"])
def test_name_and_words_together(register, people, monkeypatch, most):
    monkeypatch.setattr(queries, "HOMES", most)
    assert found(register, name="测试", address="10号楼") == []
    assert found(register, name="试", address="10号楼") == ["试乙"]
    assert found(register, name="测", address="幸福") == ["测试乙", "测试甲"]
    assert found(register, name="%", address="幸福") == found(register, name="_", address="幸福") == []
    assert found(register, "worker_elsewhere", name="测", address="幸福") == []
    first = register.send("worker", "POST", "/search", {"name": "测", "address": "幸福", "limit": 1})
    rest = found(register, name="测", address="幸福", cursor=first["next"])
    assert [first["items"][0]["person"]["name"], *rest] == ["测试乙", "测试甲"]


def test_a_number_nobody_has(register, people):
    assert found(register, number=identity(order=7)) == []
    assert found(register, number="13900000099") == []


def test_a_search_by_number_stands_in_the_log_without_the_number(register, people):
    found(register, number=identity())
    entry = AuditEntry.objects.get(action="registry.search")
    assert (entry.person, entry.data) == (
        register.cast["worker"].pk,
        {"field": "identity_number", "found": 1},
    )
    assert entry.address == "127.0.0.1"
    assert identity() not in str(entry.__dict__)
    found(register, name="测试")
    assert AuditEntry.objects.filter(action="registry.search").count() == 1


@pytest.mark.parametrize(
    "search", [{"number": identity()}, {"number": PHONE}, {"name": "测试"}, {"address": "幸福"}]
)
def test_nobody_finds_people_of_elsewhere(register, people, search):
    assert found(register, "community_op", **search)
    assert found(register, "township_op", **search)
    for who in ("worker_elsewhere", "community_elsewhere"):
        assert found(register, who, **search) == [], who
    for who in ("county_op", "city_op", "handler", "auditadmin", "stranger"):
        assert register.cast.client(who).send("POST", f"{ROOT}/search", search).status_code == 403, who


def test_narrowed_to_a_region(register, people):
    grid = register.cast.actor("worker").grid
    assert found(register, "community_op", name="测试", region=grid) == ["测试乙", "测试甲"]
    other = grid[:-3] + "999"
    assert found(register, "community_op", name="测试", region=other) == []


@pytest.mark.parametrize(
    ("search", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "测" * 41}, "name"),
        ({"address": "测试" * 51}, "address"),
        ({"number": "123"}, "number"),
        ({"number": identity()[:-1] + "0"}, "number"),
        ({"address": "一"}, "address"),
        ({"address": "一一 二二 三三 四四 五五 六六 七七"}, "address"),
        ({"name": "测试", "region": "x"}, "region"),
        ({"name": "测试", "limit": 0}, "limit"),
        ({"name": "测试", "cursor": "made up"}, "cursor"),
        ({"q": "测试"}, "q"),
    ],
)
def test_what_does_not_fit_is_named(register, search, field):
    told = register.send("worker", "POST", "/search", search, 422)
    assert [error["field"] for error in told["errors"]] == [field]


def test_page_by_page(register, people):
    first = register.send("worker", "POST", "/search", {"name": "测试", "limit": 1})
    assert [each["person"]["name"] for each in first["items"]] == ["测试乙"]
    second = register.send("worker", "POST", "/search", {"name": "测试", "limit": 1, "cursor": first["next"]})
    assert [each["person"]["name"] for each in second["items"]] == ["测试甲"]
    assert second["next"] is None


def test_homes_by_words_and_use(register, home, people):
    told = register.send("worker", "GET", "/homes", {"address": "301室 幸福"})
    assert [each["number"] for each in told["items"]] == [home["number"]]
    assert len(register.send("worker", "GET", "/homes")["items"]) == 2
    assert register.send("worker_elsewhere", "GET", "/homes")["items"] == []
    register.send(
        "worker", "PUT", f"/homes/{home['number']}/facts/home",
        {"data": {"use": "rented", "owner_phone": PHONE}, "version": register.send(
            "worker", "GET", f"/homes/{home['number']}")["version"]},
    )  # fmt: skip
    told = register.send("worker", "GET", "/homes", {"use": "rented"})
    assert [each["use"]["label"] for each in told["items"]] == ["出租"]
    assert register.send("worker", "GET", "/homes", {"use": "sold"}, 422)["errors"][0]["field"] == "use"


def test_a_search_takes_few_queries(register, people):
    client = register.cast.client("worker")
    for search, most in (
        ({"number": identity()}, 7),
        ({"name": "测试"}, 6),
        ({"address": "幸福"}, 6),
        ({"name": "测试", "address": "幸福"}, 7),
    ):
        with CaptureQueriesContext(connection) as seen:
            assert client.send("POST", f"{ROOT}/search", search).status_code == 200
        told = [
            each["sql"] for each in seen if "accounts_" not in each["sql"] and "session" not in each["sql"]
        ]
        assert len(told) <= most, "\n".join(told)


def test_words_are_pairs():
    assert words("胜利路1") == sorted(["胜利", "利路", "路1"])
    assert words("甲") == []
    assert words("Ａ １ b") == ["1B", "A1"]
    assert asked(" 胜利路 3 号楼 ") == ["胜利路", "号楼"]
    assert sorted(["10号楼", "2号楼"], key=sort_key) == ["2号楼", "10号楼"]
