"""Somebody is entered once, shown masked, changed with a history, confirmed by one tap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tests.guard import seen_whole
from tests.registry.conftest import ROOT, asked, identity
from wangge.registry import facts
from wangge.registry.models import Fact, History, Person

PHONE = "13900000001"


def group(view, key):
    return next(each for each in view["groups"] if each["key"] == key)


def shown(view, key):
    return {field["key"]: field["shown"] for field in group(view, key)["fields"]}


def test_it_works(register, home, person):
    assert person["name"] == "测试甲"
    assert person["kind"] == {"key": "registered", "label": "户籍人口"}
    assert person["born"] == 1956
    assert shown(person, "identity") == {
        "name": "测试甲", "sex": "男", "identity_number": "000**************" + identity()[-1],
        "birth_date": "1956-**-**",
    }  # fmt: skip
    assert shown(person, "contact")["phone"] == "139****0001"
    assert group(person, "contact")["source"]["label"] == "入户采集"
    assert group(person, "contact")["valid_until"] == str(localdate() + timedelta(days=365))
    assert group(person, "living")["at"] is None
    assert "away" not in [each["key"] for each in person["groups"]]
    page = register.send("worker", "GET", f"/homes/{home['number']}")
    assert page["address"]["text"].endswith("试验路幸福小区3号楼301室")
    assert [line["name"] for line in page["households"][0]["people"]] == ["测试甲"]
    assert page["stale"] is False


def everything():
    """Every row of every table of the register, as text."""
    found = []
    with seen_whole(), connection.cursor() as cursor:
        for model in (Person, Fact, History):
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [row[0] for row in cursor]
    return "\n".join(found)


def test_what_is_sealed_cannot_be_read_in_the_database(register, person):
    text = everything()
    assert "测试甲" in text
    for plain in (identity(), PHONE, identity()[6:14], "1956-03-04", PHONE.encode().hex()):
        assert plain not in text


def test_a_sealed_value_moved_to_another_row_does_not_open(register, home, person):
    other = register.person(
        home["number"], household=person["household"], identity={"name": "测试乙"},
        residence={"kind": "registered", "relation": "spouse"}, contact={"phone": "13900000002"},
    )  # fmt: skip
    from wangge.core.crypto import Unsealed

    with seen_whole():
        mine = Fact.objects.get(subject_id=person["number"], group="contact", ended_at=None)
        theirs = Fact.objects.get(subject_id=other["number"], group="contact", ended_at=None)
    theirs.sealed = mine.sealed
    with pytest.raises(Unsealed):
        facts.opened(theirs)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("community_op", 200), ("township_op", 200), ("worker_elsewhere", 404), ("community_elsewhere", 404),
        ("county_op", 403), ("city_op", 403), ("handler", 403), ("supervisor", 403), ("sysadmin", 403),
        ("secadmin", 403), ("auditadmin", 403), ("stranger", 403), ("anonymous", 401), ("hotline", 401),
    ],
)  # fmt: skip
def test_who_sees_a_person(cast, person, home, who, status):
    for path in (
        f"/people/{person['number']}", f"/people/{person['number']}/history",
        f"/people/{person['number']}/readings", f"/homes/{home['number']}",
    ):  # fmt: skip
        assert cast.client(who).get(ROOT + path).status_code == status, path


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("township_op", 403),
        ("county_op", 403),
        ("worker_elsewhere", 404),
        ("stranger", 403),
        ("auditadmin", 403),
    ],
)
def test_who_changes_a_person(cast, person, who, status):
    number, version = person["number"], person["version"]
    for method, path, body in (
        ("PUT", f"/people/{number}/facts/contact", {"data": {"phone": "13900000009"}, "version": version}),
        ("POST", f"/people/{number}/leave", {"reason": "moved", "day": "2026-01-02", "version": version}),
        ("POST", f"/people/{number}/move", {"dwelling": 1, "relation": "head", "version": version}),
    ):
        assert cast.client(who).send(method, ROOT + path, body).status_code == status, path


def test_a_change_keeps_what_was_known(register, person):
    number = person["number"]
    told = register.send(
        "worker", "PUT", f"/people/{number}/facts/contact",
        {"data": {"phone": "13900000008"}, "version": person["version"], "source": "resident"},
    )  # fmt: skip
    assert shown(told, "contact")["phone"] == "139****0008"
    assert told["version"] == person["version"] + 1
    with seen_whole():
        old, new = Fact.objects.filter(subject_id=number, group="contact").order_by("id")
    assert old.ended_at == new.at
    assert facts.opened(old)["phone"] == PHONE
    assert new.replaces == old.pk
    lines = register.send("worker", "GET", f"/people/{number}/history")["items"]
    assert [(line["action"]["key"], line["group"]) for line in lines] == [
        ("changed", "联系方式"),
        ("collected", ""),
    ]


def test_what_is_not_said_stays_and_none_takes_away(register, person):
    path = f"/people/{person['number']}/facts/contact"
    told = register.send(
        "worker", "PUT", path, {"data": {"in_need_name": "测试丙"}, "version": person["version"]}
    )
    assert shown(told, "contact") == {"phone": "139****0001", "in_need_name": "测**", "in_need_phone": ""}
    told = register.send("worker", "PUT", path, {"data": {"phone": None}, "version": told["version"]})
    assert shown(told, "contact")["phone"] == ""
    assert register.send("worker", "POST", "/search", {"number": PHONE})["items"] == []


def test_equal_values_are_confirmed_without_a_new_row(register, person):
    body = {"data": {"phone": PHONE}, "version": person["version"]}
    register.send("worker", "PUT", f"/people/{person['number']}/facts/contact", body)
    with seen_whole():
        assert Fact.objects.filter(subject_id=person["number"], group="contact").count() == 1
        assert History.objects.order_by("-id").first().action == "confirmed"


def test_a_stale_version_is_refused(register, person):
    path = f"/people/{person['number']}/facts/contact"
    body = {"data": {"phone": "13900000008"}}
    told = register.send("worker", "PUT", path, body | {"version": person["version"] - 1}, 409)
    assert (told["code"], told["version"]) == ("version.stale", person["version"])
    assert register.send("worker", "PUT", path, body, 428)["code"] == "version.required"


def test_the_same_key_again_does_nothing(register, home):
    body = {"dwelling": home["number"], "facts": asked()}
    first = register.send("worker", "POST", "/people", body, 201, idempotency_key="key-00000001")
    again = register.send("worker", "POST", "/people", body, 201, idempotency_key="key-00000001")
    assert first["number"] == again["number"]
    body["source"] = "resident"
    told = register.send("worker", "POST", "/people", body, 409, idempotency_key="key-00000001")
    assert told["code"] == "idempotency.reused"
    with seen_whole():
        assert Person.objects.count() == 1


def test_one_tap_and_everything_is_valid_anew(register, home, person):
    with seen_whole():
        Fact.objects.filter(valid_until__isnull=False).update(valid_until=localdate() - timedelta(days=1))
    path = f"/homes/{home['number']}"
    before = register.send("worker", "GET", path)
    assert before["stale"] is True
    assert before["households"][0]["people"][0]["stale"] is True
    body = {"version": before["version"]}
    after = register.send("worker", "POST", f"{path}/unchanged", body, idempotency_key="key-00000002")
    assert (after["stale"], after["version"]) == (False, before["version"] + 1)
    again = register.send("worker", "POST", f"{path}/unchanged", body, idempotency_key="key-00000002")
    assert again["version"] == after["version"]
    assert register.send("worker", "POST", f"{path}/unchanged", body, 409)["code"] == "version.stale"


def test_a_person_moves_with_everything_known(register, home, person):
    other = register.home("4", "102")
    told = register.send(
        "worker", "POST", f"/people/{person['number']}/move",
        {"dwelling": other["number"], "relation": "tenant", "version": person["version"]},
    )  # fmt: skip
    assert told["home"]["number"] == other["number"]
    assert told["relation"]["key"] == "tenant"
    assert shown(told, "contact")["phone"] == "139****0001"
    assert register.send("worker", "GET", f"/homes/{home['number']}")["households"] == []


def test_nobody_is_moved_into_a_home_elsewhere(register, person):
    other = register.home(who="worker_elsewhere")
    body = {"dwelling": other["number"], "relation": "head", "version": person["version"]}
    told = register.send("worker", "POST", f"/people/{person['number']}/move", body, 422)
    assert told["errors"][0]["field"] == "dwelling"


def test_who_left_is_out_of_the_lists(register, home, person):
    body = {"reason": "moved", "day": "2026-05-01", "version": person["version"]}
    told = register.send("worker", "POST", f"/people/{person['number']}/leave", body)
    assert (told["left"]["label"], told["left_on"], told["may_edit"]) == ("迁出", "2026-05-01", False)
    assert register.send("worker", "GET", f"/homes/{home['number']}")["households"] == []
    assert register.send("worker", "POST", "/search", {"name": "测试"})["items"] == []
    assert len(register.send("worker", "POST", "/search", {"name": "测试", "left": True})["items"]) == 1
    again = register.send(
        "worker", "POST", f"/people/{person['number']}/leave", body | {"version": told["version"]}, 409
    )
    assert again["code"] == "registry.gone"
    with seen_whole():
        assert not Fact.objects.filter(subject="person", subject_id=person["number"], ended_at=None).exists()


def test_the_same_person_is_not_entered_twice(register, home, person):
    other = register.home("4", "102")
    body = {"dwelling": other["number"], "facts": asked("测试甲")}
    told = register.send("worker", "POST", "/people", body, 409)
    assert (told["code"], told["number"]) == ("registry.known", person["number"])


def test_a_neighbour_learns_nothing_from_it(register, person):
    """The same number in another area is entered there: to refuse it would tell that it is known here."""
    home = register.home(who="worker_elsewhere")
    other = register.person(home["number"], who="worker_elsewhere")
    assert other["number"] != person["number"]


def test_a_household_has_one_head(register, home, person):
    body = {
        "dwelling": home["number"], "household": person["household"],
        "facts": asked("测试乙", identity={"name": "测试乙"}),
    }  # fmt: skip
    assert register.send("worker", "POST", "/people", body, 409)["code"] == "registry.head"
    body["facts"]["residence"]["relation"] = "spouse"
    told = register.send("worker", "POST", "/people", body, 201)
    page = register.send("worker", "GET", f"/homes/{home['number']}")
    assert [line["relation"]["key"] for line in page["households"][0]["people"]] == ["head", "spouse"]
    path = f"/people/{told['number']}/facts/residence"
    body = {"data": {"relation": "head"}, "version": told["version"]}
    assert register.send("worker", "PUT", path, body, 409)["code"] == "registry.head"


WRONG = [
    ({"identity": {}}, "facts.identity.name"),
    ({"identity": {"name": "甲", "identity_number": "12345"}}, "facts.identity.identity_number"),
    ({"identity": {"name": "甲", "identity_number": identity()[:-1] + "0"}}, "facts.identity.identity_number"),
    ({"identity": {"name": "甲", "identity_number": identity(), "birth_date": "1990-01-01"}},
     "facts.identity.birth_date"),
    ({"identity": {"name": "甲", "identity_number": identity(), "sex": "female"}}, "facts.identity.sex"),
    ({"identity": {"name": "甲", "birth_date": "2090-01-01"}}, "facts.identity.birth_date"),
    ({"identity": {"name": "甲", "faith": "x"}}, "facts.identity.faith"),
    ({"identity": {"name": "  "}}, "facts.identity.name"),
    ({"residence": {"kind": "watched", "relation": "head"}}, "facts.residence.kind"),
    ({"contact": {"phone": "12"}}, "facts.contact.phone"),
    ({"living": {"lives": "alone", "newborn": "yes"}}, "facts.living.newborn"),
    ({"away": {"home_region": "外省"}}, "facts.away"),
    ({"belief": {}}, "facts.belief"),
]  # fmt: skip


@pytest.mark.parametrize(("groups", "field"), WRONG)
def test_a_form_that_does_not_fit_names_its_field(register, home, groups, field):
    told = register.send(
        "worker", "POST", "/people", {"dwelling": home["number"], "facts": asked() | groups}, 422
    )
    assert [error["field"] for error in told["errors"]] == [field]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"dwelling": 10**20}, "dwelling"),
        ({"household": 999999}, "household"),
        ({"source": "hearsay"}, "source"),
    ],
)
def test_so_does_the_rest_of_the_body(register, home, more, field):
    body = {"dwelling": home["number"], "facts": asked()} | more
    told = register.send("worker", "POST", "/people", body, 422)
    assert [error["field"] for error in told["errors"]] == [field]


def test_pages_take_few_queries(cast, register, home, person):
    for count in range(3):
        register.person(
            home["number"], household=person["household"], identity={"name": f"测试{count}"},
            residence={"kind": "registered", "relation": "child"}, contact={},
        )  # fmt: skip
    client = cast.client("worker")
    for path, most in ((f"/homes/{home['number']}", 9), (f"/people/{person['number']}", 7)):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(ROOT + path).status_code == 200
        told = [
            each["sql"] for each in found if "accounts_" not in each["sql"] and "session" not in each["sql"]
        ]
        assert len(told) <= most, "\n".join(told)
