"""What belongs to a person beside facts goes along when two of their entries become one, and comes back when these
are taken apart."""

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from tests.care.conftest import Care
from tests.guard import seen_whole
from tests.registry.conftest import identity
from tests.registry.test_merging import merge
from tests.registry.test_people import group, shown
from tests.requests.conftest import PROOF, Desk, Resident
from wangge.registry.care.ending import end_and_delete
from wangge.registry.models import Access, CareEntry, Fact, Person, RightsRequest

KEPT_PHONE, GONE_PHONE = "13900000001", "13900000007"
PLAN = "每周二上门，代买菜和药品"


@pytest.fixture
def gone(register, home, person):
    """The same person once more, in another home: by day of birth, with another phone."""
    other = register.home("4", "102")
    return register.person(
        other["number"],
        identity={"name": "测试甲", "birth_date": "1956-03-04"},
        contact={"phone": GONE_PHONE},
    )


@pytest.fixture
def desk(register):
    return Desk(register)


@pytest.fixture
def care(cast):
    return Care(cast)


@pytest.fixture
def holder(cast, register, gone):
    """Whoever was given a code for the entry that will go."""
    path = f"/people/{gone['number']}/access"
    code = register.send("worker", "POST", path, {"how": "known"}, 201)["code"]
    return Resident(cast, code, "19560304")


def now_of(register, person):
    return register.send("worker", "GET", f"/people/{person['number']}")


def merged(register, person, gone):
    return merge(register, now_of(register, person), gone)["merges"][0]


def undo(register, number, status=200):
    return register.send("community_op", "POST", f"/merges/{number}/undo", {}, status)


def objected(register, desk, person):
    """An objection to the contact of this entry, granted and carried out."""
    path = f"/people/{person['number']}/requests"
    case_no = register.send("community_op", "POST", path, {"kind": "object", "group": "contact"}, 201)[
        "case_no"
    ]
    desk.decide(case_no)
    desk.act(case_no, "restrict")
    return case_no


def found(register, phone):
    return [
        each["person"]["number"]
        for each in register.send("worker", "POST", "/search", {"number": phone})["items"]
    ]


def contact_until(person):
    with seen_whole():
        return Fact.objects.get(
            subject="person", subject_id=person["number"], group="contact", ended_at=None
        ).valid_until


def silent(register, person):
    """Nobody is shown the contact, may change it, or is reminded to ask for it."""
    view = now_of(register, person)
    contact = group(view, "contact")
    put = {"data": {"phone": "13900000009"}, "version": view["version"]}
    told = register.send("worker", "PUT", f"/people/{person['number']}/facts/contact", put, 409)
    return (
        bool(contact["objected_at"])
        and {each["shown"] for each in contact["fields"]} == {""}
        and told["code"] == "registry.objected"
        and contact_until(person) is None
    )


def test_an_objection_goes_along_and_comes_back(register, desk, person, gone):
    objected(register, desk, gone)
    until = contact_until(person)
    assert until
    number = merged(register, person, gone)
    assert silent(register, person)
    assert found(register, KEPT_PHONE) == found(register, GONE_PHONE) == []
    undo(register, number)
    assert silent(register, gone)
    assert group(now_of(register, person), "contact")["objected_at"] is None
    assert shown(now_of(register, person), "contact")["phone"] == "139****0001"
    assert (found(register, KEPT_PHONE), found(register, GONE_PHONE)) == ([person["number"]], [])
    assert contact_until(person) == until


def test_an_objection_of_the_one_that_stays_holds_for_what_is_taken_over(register, desk, person, gone):
    objected(register, desk, person)
    number = merged(register, person, gone)
    assert silent(register, person)
    assert found(register, KEPT_PHONE) == found(register, GONE_PHONE) == []
    undo(register, number)
    assert silent(register, person)
    assert (found(register, KEPT_PHONE), found(register, GONE_PHONE)) == ([], [gone["number"]])
    assert group(now_of(register, gone), "contact")["objected_at"] is None


def test_an_objection_of_both_stays_with_both(register, desk, person, gone):
    for each in (person, gone):
        objected(register, desk, each)
    number = merged(register, person, gone)
    assert silent(register, person)
    undo(register, number)
    assert silent(register, person)
    assert silent(register, gone)


def test_a_request_goes_along_is_carried_out_on_the_one_that_stays_and_comes_back(
    register, desk, person, gone, holder, capsys
):
    case_no = holder.ask("object", "contact", "不要再打电话")["case_no"]
    other = holder.ask("explain")["case_no"]
    number = merged(register, person, gone)
    view = desk.one(case_no)
    assert (view["person"], view["asked"]) == (person["number"], "不要再打电话")
    desk.decide(case_no)
    desk.act(case_no, "restrict")
    assert silent(register, person)
    undo(register, number)
    assert {desk.one(each)["person"] for each in (case_no, other)} == {gone["number"]}
    assert {each["case_no"] for each in holder.send("GET")["requests"]} == {case_no, other}
    call_command("audit", "verify", "--case", case_no)
    assert "1 chains hold, 0 broken" in capsys.readouterr().out


def test_a_request_goes_to_the_desk_of_where_the_person_lives(register, cast, person, gone, holder):
    """Two communities of one street, merged by the operator of the street, who sees no request."""
    case_no = holder.ask("explain")["case_no"]
    nearby = "211002016002"
    with seen_whole():
        Person.objects.filter(pk=person["number"]).update(region_code=f"{nearby}001")
        Fact.objects.filter(subject="person", subject_id=person["number"]).update(region_code=f"{nearby}001")
    made = merge(register, person, gone, "township_op")["merges"][0]
    with seen_whole():
        there = RightsRequest.objects.get(case_no=case_no)
        assert (there.subject_id, there.region_code) == (person["number"], f"{nearby}001")
        assert there.desk == f"centre:{nearby}"
    register.send("township_op", "POST", f"/merges/{made}/undo", {})
    with seen_whole():
        back = RightsRequest.objects.get(case_no=case_no)
        assert (back.subject_id, back.region_code) == (gone["number"], cast.actor("worker").grid)
        assert back.desk == f"centre:{cast.actor('worker').grid[:12]}"


def test_a_code_goes_along_and_comes_back(register, person, gone, holder):
    """It opens what is held under the entry that stays, to whoever proves that they are that person."""
    number = merged(register, person, gone)
    assert holder.send("GET")["home"].endswith("3号楼301室")
    Resident(holder.cast, holder.code, PROOF).send("GET")
    lines = register.send("worker", "GET", f"/people/{person['number']}/access")["items"]
    assert [each["ended_at"] for each in lines] == [None]
    undo(register, number)
    assert holder.send("GET")["home"].endswith("4号楼102室")
    Resident(holder.cast, holder.code, PROOF).send("GET", status=404)
    register.send("worker", "DELETE", f"/people/{gone['number']}/access")
    holder.send("GET", status=404)
    with seen_whole():
        assert Access.objects.get().person_id == gone["number"]


def test_who_looked_is_told_of_both_and_of_each_again(register, person, gone, holder):
    def look(whom, field, why):
        path = f"/people/{whom['number']}/reveal"
        register.send("community_op", "POST", path, {"field": field, "reason": why})

    look(gone, "phone", "通知停水")
    look(person, "phone", "通知停电")
    assert [each["reason"] for each in holder.send("GET")["looked"]] == ["通知停水"]
    number = merged(register, person, gone)
    assert [each["reason"] for each in holder.send("GET")["looked"]] == ["通知停电", "通知停水"]
    copy = register.send("community_op", "POST", f"/people/{person['number']}/copy", {"reason": "本人来取"})
    assert {each["reason"] for each in copy["readings"]} == {"通知停电", "通知停水"}
    undo(register, number)
    assert [each["reason"] for each in holder.send("GET")["looked"]] == ["通知停水"]


def test_care_and_consent_go_along_and_come_back(register, care, person, gone, holder):
    case_no = care.open(gone["number"], register="severe_illness")
    care.act(case_no, "agree", how="written", day=str(localdate()))
    care.act(case_no, "begin", plan=PLAN)
    number = merged(register, person, gone)

    def there():
        view = care.see(case_no)
        assert (view["state"]["key"], view["plan"], view["consent"]["key"]) == ("active", PLAN, "given")
        return view["person"], holder.send("GET")["care"][0]["label"]

    assert there()[0] == person["number"]
    assert end_and_delete() == {}
    undo(register, number)
    assert there()[0] == gone["number"]
    assert end_and_delete() == {}
    care.act(case_no, "withdraw")
    assert end_and_delete() == {"deleted": 1}


def test_two_entries_of_one_register_go_on_side_by_side(register, care, person, gone, holder):
    """Each with its own people; whoever merges is not told that there is either."""
    mine, theirs = care.open(person["number"]), care.open(gone["number"], "community_op")
    for case_no, who in ((mine, "worker"), (theirs, "community_op")):
        care.act(case_no, "begin", who, plan=PLAN)
    number = merged(register, person, gone)
    assert {care.see(mine)["person"], care.see(theirs, "community_op")["person"]} == {person["number"]}
    care.see(mine, "community_op", 404)
    care.see(theirs, "worker", 404)
    assert len(holder.send("GET")["care"]) == 2
    assert end_and_delete() == {}
    again = {"person": person["number"], "register": "elderly_alone", "aim": "再开一份", "fields": {}}
    assert care.send("worker", "POST", "", again | {"fields": {"mobility": "aided", "needs": "x"}}, 409)
    undo(register, number)
    assert care.see(theirs, "community_op")["person"] == gone["number"]
    merged(register, person, gone)
    care.act(mine, "end", reason="已入住养老机构")
    assert end_and_delete() == {"deleted": 1}
    assert end_and_delete() == {}
    with seen_whole():
        left = CareEntry.objects.get(case_no=theirs)
        assert (left.person_id, left.double, left.state) == (person["number"], False, "active")


def test_what_happened_meanwhile_stays(register, desk, person, gone, holder):
    """A code taken back while the two were one does not open again."""
    number = merged(register, person, gone)
    register.send("worker", "DELETE", f"/people/{person['number']}/access")
    undo(register, number)
    holder.send("GET", status=404)


def test_the_newest_merge_is_taken_apart_first(register, person, gone, desk):
    """An entry that stayed and went itself: what went along twice comes back the same way."""
    objected(register, desk, gone)
    third = register.person(
        register.home("5", "501")["number"], identity={"name": "测试甲", "identity_number": identity(order=3)}
    )
    first = merged(register, person, gone)
    second = merged(register, third, person)
    assert silent(register, third)
    assert undo(register, first, 409)["code"] == "registry.merged-since"
    undo(register, second)
    assert silent(register, person)
    assert group(now_of(register, third), "contact")["objected_at"] is None
    undo(register, first)
    assert silent(register, gone)
    assert group(now_of(register, person), "contact")["objected_at"] is None
