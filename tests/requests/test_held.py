"""What somebody sees of what is held about them: masked, with why, and who looked, from which post."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tests.guard import seen_whole
from tests.registry.conftest import identity
from tests.requests.conftest import shown
from wangge.core.actors import Actor, ActorKind
from wangge.core.audit import AuditEntry
from wangge.core.rows import guarded, guards
from wangge.registry.models import Access, Dwelling, Fact, Person, Reading, Restriction, RightsRequest
from wangge.registry.requests import rights


def test_it_works(resident, person):
    held = resident.send("GET")
    assert held["home"].endswith("试验路幸福小区3号楼301室")
    assert shown(held, "identity")["公民身份号码"] == "000**************" + identity()[-1]
    assert shown(held, "contact")["手机号码"] == "139****0001"
    assert [each["key"] for each in held["groups"]] == ["identity", "residence", "contact"]
    (contact,) = [each for each in held["groups"] if each["key"] == "contact"]
    assert contact["law"].startswith("个人信息保护法")
    assert (contact["source"], contact["keep_days"], contact["objected_at"]) == ("入户采集", 30, None)
    assert contact["valid_until"] > str(localdate())
    assert "object" in contact["may"]
    (identity_group,) = [each for each in held["groups"] if each["key"] == "identity"]
    assert not {"object", "delete"} & set(identity_group["may"])
    assert "第四十四条" in {each["key"]: each["law"] for each in held["rights"]}["object"]
    assert "第五十条" in held["term"]


def test_each_look_is_logged(resident, person):
    for _ in range(2):
        resident.send("GET")
    entries = AuditEntry.objects.filter(action="registry.held", object_no=str(person["number"]))
    assert [(each.actor_kind, each.person) for each in entries] == [("subject", None)] * 2


def test_who_looked_is_told_by_post_and_unit(register, resident, person):
    asked = {"field": "identity_number", "reason": "核对户口簿"}
    register.send("community_op", "POST", f"/people/{person['number']}/reveal", asked)
    (line,) = resident.send("GET")["looked"]
    assert (line["post"], line["field"], line["reason"]) == (
        "社区综治中心工作人员", "公民身份号码", "核对户口簿",
    )  # fmt: skip
    assert line["unit"]
    assert line["name"] == ""


def test_names_are_told_where_the_house_says_so(register, resident, person, monkeypatch):
    asked = {"field": "phone", "reason": "电话核实"}
    register.send("community_op", "POST", f"/people/{person['number']}/reveal", asked)
    told = rights.source()
    monkeypatch.setattr(
        rights, "source", lambda: rights.msgspec.structs.replace(told, readers=rights.Readers(names=True))
    )
    (line,) = resident.send("GET")["looked"]
    assert line["name"] == "community_op"


def test_in_english(resident):
    held = resident.send("GET", accept_language="en")
    assert held["rights"][0]["label"] == "See and copy"
    assert "practice, not law" in held["term"]


@pytest.fixture
def neighbour(register, home, person):
    """Somebody of the same household, with a phone of their own."""
    return register.person(
        home["number"], household=person["household"],
        identity={"name": "测试乙", "identity_number": identity("19600101", 2)},
        residence={"kind": "registered", "relation": "spouse"}, contact={"phone": "13900000002"},
    )  # fmt: skip


def myself(number):
    return Actor(kind=ActorKind.SUBJECT, label="me", subject=number)


def test_a_query_that_forgets_its_filter_sees_one_person_alone(register, resident, person, neighbour):
    """Whatever is asked, without any condition: rows about this person, and of other tables none."""
    for each in (person, neighbour):
        asked = {"field": "phone", "reason": "电话核实"}
        register.send("community_op", "POST", f"/people/{each['number']}/reveal", asked)
        register.send("worker", "POST", f"/people/{each['number']}/access", {"how": "card"}, 201)
        body = {"kind": "explain", "group": "", "words": "想知道用途"}
        register.send("community_op", "POST", f"/people/{each['number']}/requests", body, 201)
    own = {
        Person: "pk", Fact: "subject_id", Reading: "subject_id", Access: "person_id", RightsRequest: "subject_id",
    }  # fmt: skip
    with guarded(myself(person["number"])):
        for model, column in own.items():
            found = set(model.objects.values_list(column, flat=True))
            assert found == {person["number"]}, model
        assert not Fact.objects.exclude(subject="person").exists()
        assert list(Dwelling.objects.values_list("pk", flat=True)) == [person["home"]["number"]]
    others = [model for model in guards() if model not in {*own, Dwelling, Restriction}]
    with seen_whole():
        filled = {model for model in others if model.objects.exists()}
    assert {"RightsStep", "RightsWords", "History"} <= {model.__name__ for model in filled}
    with guarded(myself(person["number"])):
        for model in others:
            rows = list(model.objects.all())
            if model.__name__ in ("RightsStep", "RightsWords"):
                assert {each.case.subject_id for each in rows} == {person["number"]}
            else:
                assert rows == [], model


def test_facts_of_a_home_of_the_same_number_are_not_theirs(register, home, person):
    with seen_whole():
        mine = Fact.objects.filter(subject="person").first()
        other = Fact.objects.get(pk=mine.pk)
        other.pk, other.subject, other.group = None, "dwelling", "home"
        other.save(force_insert=True)
    with guarded(myself(mine.subject_id)):
        assert set(Fact.objects.values_list("subject", flat=True)) == {"person"}


def test_nobody_is_nobody(person):
    for number in (10**9, 0, -1):
        with guarded(myself(number)):
            assert not Person.objects.exists()
            assert not Fact.objects.exists()


def test_a_subject_writes_nothing_about_others(person, neighbour):
    with guarded(myself(person["number"])):
        assert Fact.objects.filter(subject_id=neighbour["number"]).update(by="me") == 0
        assert Person.objects.filter(pk=neighbour["number"]).delete()[0] == 0


def test_as_many_questions_for_many_looks_as_for_one(register, resident, person):
    asked = {"field": "phone", "reason": "电话核实"}

    def count(times):
        for _ in range(times):
            register.send("community_op", "POST", f"/people/{person['number']}/reveal", asked)
        with CaptureQueriesContext(connection) as found:
            resident.send("GET")
        return len(found)

    assert count(1) == count(4)
