"""What somebody asks for is received, made sure of, decided, carried out in the register, and told."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.deletions import counted
from tests.guard import seen_whole
from tests.registry.conftest import identity
from tests.registry.test_tables import Import
from tests.requests.conftest import ROOT, shown
from wangge.core import problems
from wangge.core.problems import Problem
from wangge.registry.models import Fact, History, Person, Restriction, RightsRequest, RightsStep, RightsWords
from wangge.registry.requests import keeping, queries, watch

PHONE = "13900000077"


def test_it_works(register, resident, desk, person):
    """The phone is wrong; the resident says so, the operator corrects it, the history names the request."""
    case_no = resident.ask("correct", "contact", "手机号换了")["case_no"]
    view = desk.one(case_no)
    assert (view["kind"]["label"], view["about"], view["asked"], view["name"]) == (
        "更正、补充", "联系方式", "手机号换了", "测试甲",
    )  # fmt: skip
    assert view["clocks"][0]["amount"] == 15
    assert next(each["key"] for each in view["actions"] if each["primary"]) == "check_identity"
    desk.decide(case_no)
    (form,) = [each["form"] for each in desk.one(case_no)["actions"] if each["key"] == "correct"]
    assert form["properties"]["phone"]["title"] == "手机号码"
    desk.act(case_no, "correct", {"phone": PHONE})
    (mine,) = resident.send("GET")["requests"]
    assert (mine["state"]["key"], mine["outcome"]["label"]) == ("answered", "同意")
    desk.act(case_no, "tell", {"how": "page"})
    assert desk.one(case_no)["clocks"][0]["state"] == "stopped"
    desk.act(case_no, "close")
    held = resident.send("GET")
    assert shown(held, "contact")["手机号码"] == "139****0077"
    assert held["requests"][0]["state"]["label"] == "已办结"
    with seen_whole():
        done = History.objects.get(action="changed", subject_id=person["number"])
        assert (done.note, done.group, done.by) == (case_no, "contact", "community_op")
        assert Fact.objects.get(group="contact", ended_at=None).source == "resident"


def test_nothing_of_it_stands_in_the_steps(resident, desk):
    case_no = resident.ask("correct", "contact", "手机号换了")["case_no"]
    desk.decide(case_no, "grant", {"words": "已按您说的办理"})
    desk.act(case_no, "correct", {"phone": PHONE})
    with seen_whole(), connection.cursor() as cursor:
        for table in ("registry_rightsstep", "registry_rightsrequest", "core_outbox", "registry_rightswords"):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row[0] for row in cursor)
            for said in ("手机号换了", "已按您说的办理", PHONE):
                assert said not in text, table
                assert said.encode().hex() not in text, table


def test_the_chain_holds(resident, desk, capsys):
    case_no = resident.ask("explain")["case_no"]
    desk.decide(case_no)
    desk.act(case_no, "explain", {"words": "为上门服务登记"})
    call_command("audit", "verify", "--case", case_no)
    assert "1 chains hold, 0 broken" in capsys.readouterr().out


def test_a_wrong_value_is_named_and_nothing_is_done(resident, desk):
    case_no = resident.ask("correct", "contact")["case_no"]
    desk.decide(case_no)
    told = desk.act(case_no, "correct", {"phone": "12"}, 422)
    assert [each["field"] for each in told["errors"]] == ["data.phone"]
    assert desk.one(case_no)["state"]["key"] == "granted"
    told = desk.act(case_no, "correct", {"nonsense": 1}, 422)
    assert [each["field"] for each in told["errors"]] == ["data.nonsense"]


def test_an_objection_is_kept_to(register, resident, desk, person, home):
    """Nobody sees the facts, reveals them, finds by them, or asks for them again."""
    number = person["number"]
    case_no = resident.ask("object", "contact", "不要再打电话")["case_no"]
    desk.decide(case_no)
    desk.act(case_no, "restrict")
    view = register.send("worker", "GET", f"/people/{number}")
    (contact,) = [each for each in view["groups"] if each["key"] == "contact"]
    assert contact["objected_at"]
    assert {field["shown"] for field in contact["fields"]} == {""}
    body = {"data": {"phone": PHONE}, "version": view["version"]}
    assert (
        register.send("worker", "PUT", f"/people/{number}/facts/contact", body, 409)["code"]
        == "registry.objected"
    )
    asked = {"field": "phone", "reason": "联系本人"}
    told = register.send("community_op", "POST", f"/people/{number}/reveal", asked, 409)
    assert told["code"] == "registry.objected"
    assert register.send("worker", "POST", "/search", {"number": "13900000001"})["items"] == []
    home_version = register.send("worker", "GET", f"/homes/{home['number']}")["version"]
    register.send("worker", "POST", f"/homes/{home['number']}/unchanged", {"version": home_version})
    with seen_whole():
        assert Fact.objects.get(group="contact", ended_at=None).valid_until is None
        assert Restriction.objects.get().case_no == case_no
    (mine,) = [each for each in resident.send("GET")["groups"] if each["key"] == "contact"]
    assert mine["objected_at"]
    assert "object" not in mine["may"]


def test_what_is_deleted_is_gone(register, resident, desk, person):
    number = person["number"]
    register.send(
        "worker", "PUT", f"/people/{number}/facts/contact",
        {"data": {"phone": PHONE}, "version": person["version"]},
    )  # fmt: skip
    case_no = resident.ask("delete", "contact")["case_no"]
    desk.decide(case_no)
    desk.act(case_no, "erase")
    with seen_whole():
        assert not Fact.objects.filter(subject="person", subject_id=number, group="contact").exists()
        assert Person.objects.get(pk=number).phone_index is None
        assert History.objects.get(action="erased").note == case_no
    assert [each["key"] for each in resident.send("GET")["groups"]] == ["identity", "residence"]
    assert desk.one(case_no)["steps"][-1]["lines"] == [{"label": "删除的信息条数", "value": "2"}]


def test_everything_but_what_the_law_keeps(register, resident, desk, person):
    case_no = resident.ask("delete")["case_no"]
    desk.act(case_no, "check_identity", {"how": "code"})
    desk.act(case_no, "grant_partly", {"reason": "duty", "words": "基本身份依法要保留"})
    desk.act(case_no, "erase")
    held = resident.send("GET")
    assert [each["key"] for each in held["groups"]] == ["identity", "residence"]
    (mine,) = held["requests"]
    assert (mine["outcome"]["key"], mine["decided"]) == ("partly", "基本身份依法要保留")
    assert "第十三条" in mine["law"]
    assert "投诉" in mine["complaint"]


@pytest.mark.parametrize(("kind", "group"), [("object", "identity"), ("delete", "residence")])
def test_what_the_law_keeps_is_not_granted(resident, desk, kind, group):
    case_no = resident.ask(kind, group)["case_no"]
    desk.act(case_no, "check_identity", {"how": "code"})
    blocked = {each["key"]: each["blocked"] for each in desk.one(case_no)["actions"]}
    assert blocked["grant"]["key"] == "rights.by-law"
    assert desk.act(case_no, "grant", {}, 409)["code"] == "rights.by-law"
    desk.act(case_no, "refuse", {"reason": "duty", "words": "这是依法登记的"})
    assert resident.send("GET")["requests"][0]["outcome"]["key"] == "refused"


def test_a_reason_must_fit_the_request(resident, desk):
    case_no = resident.ask("object", "contact")["case_no"]
    (form,) = [each["form"] for each in desk.one(case_no)["actions"] if each["key"] == "refuse"]
    reasons = [each["const"] for each in form["properties"]["reason"]["oneOf"]]
    assert reasons == ["not_identified", "duty", "not_held"]
    told = desk.act(case_no, "refuse", {"reason": "sound", "words": "没有错"}, 422)
    assert [each["field"] for each in told["errors"]] == ["reason"]
    told = desk.act(case_no, "refuse", {"reason": "duty", "words": ""}, 422)
    assert [each["field"] for each in told["errors"]] == ["words"]


def test_an_answer_is_read_when_it_is_one(resident, desk):
    case_no = resident.ask("explain")["case_no"]
    desk.decide(case_no, "grant", {"words": "正在整理"})
    assert resident.send("GET")["requests"][0]["decided"] == ""
    desk.act(case_no, "explain", {"words": "为上门服务登记"})
    (mine,) = resident.send("GET")["requests"]
    assert (mine["decided"], mine["done"]) == ("正在整理", "为上门服务登记")


def test_it_may_be_taken_back(resident, desk):
    made = resident.ask("delete", "contact")
    path = f"/requests/{made['case_no']}/actions/withdraw"
    assert resident.send("GET")["requests"][0]["may_withdraw"]
    resident.send("POST", path, {"data": {}, "version": 1})
    assert desk.one(made["case_no"])["actions"] == []
    resident.send("POST", path, {"data": {}, "version": 2}, 409)


def test_somebody_with_a_code_does_nothing_but_that(resident, desk):
    case_no = resident.ask("delete", "contact")["case_no"]
    for action in ("check_identity", "grant", "erase", "ask", "mark_overdue"):
        resident.send("POST", f"/requests/{case_no}/actions/{action}", {"data": {}, "version": 1}, 403)


def test_another_persons_request_is_not_there(register, resident, home, person):
    other = register.person(home["number"], household=person["household"], identity={"name": "测试乙"},
                            residence={"kind": "registered", "relation": "spouse"})  # fmt: skip
    body = {"kind": "delete", "group": "contact"}
    made = register.send("community_op", "POST", f"/people/{other['number']}/requests", body, 201)
    path = f"/requests/{made['case_no']}/actions/withdraw"
    resident.send("POST", path, {"data": {}, "version": 1}, 404)
    assert resident.send("GET")["requests"] == []


def test_the_same_is_asked_once(resident):
    made = resident.ask("delete", "contact", idempotency_key="resident-1")
    again = resident.ask("delete", "contact", status=200, idempotency_key="resident-1")
    assert (again["case_no"], again["replayed"]) == (made["case_no"], True)
    told = resident.ask("delete", "contact", status=409)
    assert (told["code"], told["case_no"]) == ("rights.asked", made["case_no"])
    told = resident.ask("explain", "contact", status=409, idempotency_key="resident-1")
    assert told["code"] == "idempotency.reused"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "score"}, "kind"), ({"group": ""}, "group"), ({"group": "belief"}, "group"),
     ({"words": "x" * 1001}, "words"), ({"words": "a\x00"}, "words"), ({"more": 1}, "more")],
)  # fmt: skip
def test_what_does_not_fit_is_named(register, person, change, field):
    body = {"kind": "correct", "group": "contact", "words": "错了"} | change
    told = register.send("community_op", "POST", f"/people/{person['number']}/requests", body, 422)
    assert [error["field"] for error in told["errors"]] == [field]


WHO = [
    ("community_op", 200), ("worker", 403), ("township_op", 403), ("community_elsewhere", 404), ("county_op", 403),
    ("handler", 403), ("sysadmin", 403), ("secadmin", 403), ("auditadmin", 403), ("stranger", 403),
    ("hotline", 401), ("anonymous", 401),
]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_may(cast, resident, who, status):
    case_no = resident.ask("explain")["case_no"]
    face = cast.client(who)
    assert face.get(f"{ROOT}/requests/{case_no}").status_code == status
    listed = face.get(f"{ROOT}/requests")
    assert listed.status_code == (200 if status == 404 else status)
    if listed.status_code == 200:
        assert [each["case_no"] for each in listed.json()["items"]] == ([case_no] if status == 200 else [])
    body = {"data": {"how": "code"}, "version": 1}
    assert face.send("POST", f"{ROOT}/requests/{case_no}/actions/check_identity", body).status_code == status


@pytest.mark.parametrize(("who", "status"), [*((who, status) for who, status in WHO if status != 200)])
def test_who_may_take_a_request_in_person(cast, person, who, status):
    body = {"kind": "explain"}
    path = f"{ROOT}/people/{person['number']}/requests"
    assert cast.client(who).send("POST", path, body).status_code == status
    with seen_whole():
        assert not RightsRequest.objects.exists()


def test_a_version_is_said_and_counts(register, resident, desk):
    case_no = resident.ask("explain")["case_no"]
    path = f"/requests/{case_no}/actions/check_identity"
    register.send("community_op", "POST", path, {"data": {"how": "code"}}, 428)
    desk.act(case_no, "check_identity", {"how": "code"})
    told = register.send("community_op", "POST", path, {"data": {"how": "code"}, "version": 1}, 409)
    assert told["code"] == "version.stale"


def test_what_is_due_is_marked_once(cast, resident, desk):
    case_no = resident.ask("explain")["case_no"]
    assert watch.mark() == 0
    with seen_whole():
        case = RightsRequest.objects.get()
    assert watch.mark(case.warn_at + timedelta(minutes=1)) == 1
    assert watch.mark(case.warn_at + timedelta(minutes=2)) == 0
    assert watch.mark(case.due_at + timedelta(minutes=1)) == 1
    assert watch.mark(case.due_at + timedelta(minutes=2)) == 0
    with seen_whole():
        steps = RightsStep.objects.filter(case=case).values_list("action", flat=True)
        assert list(steps.order_by("seq")) == ["ask", "mark_warning", "mark_overdue"]
    assert desk.one(case_no)["state"]["key"] == "received"


def test_the_clocks_are_told_without_whose_they_are(cast, resident):
    case_no = resident.ask("explain")["case_no"]
    (clock,) = queries.clocks(cast.actor("community_op"))
    assert (clock.case_no, clock.kind.key) == (case_no, "explain")
    assert clock.due_at
    assert not {"name", "person", "asked"} & set(clock.__struct_fields__)
    assert queries.clocks(cast.actor("community_elsewhere")) == []
    assert [each.case_no for each in queries.clocks(cast.actor("supervisor"))] == [case_no]
    for who in ("worker", "county_op", "sysadmin", "secadmin", "stranger"):
        with pytest.raises(Problem) as refused:
            queries.clocks(cast.actor(who))
        assert refused.value.kind is problems.FORBIDDEN


def test_old_words_go_and_the_chain_stays(resident, desk, capsys):
    case_no = resident.ask("explain", words="想知道用途")["case_no"]
    desk.act(case_no, "refuse", {"reason": "not_identified", "words": "没有核实到本人"})
    desk.act(case_no, "tell", {"how": "page"})
    desk.act(case_no, "close")
    assert keeping.forget() == {"words": 0, "requests": 0, "codes": 0}
    with seen_whole():
        RightsRequest.objects.update(closed_at=now() - keeping.WORDS_KEPT - timedelta(days=1))
    assert keeping.forget() == {"words": 1, "requests": 1, "codes": 0}
    assert counted("registry.rights_words") == counted("registry.rights_ties") == [0, 1]
    assert keeping.forget() == {"words": 0, "requests": 0, "codes": 0}
    with seen_whole():
        assert not RightsWords.objects.exists()
        assert RightsRequest.objects.get().subject_id is None
    assert desk.one(case_no)["name"] == ""
    assert resident.send("GET")["requests"] == []
    call_command("audit", "verify", "--case", case_no)


def test_as_many_questions_for_ten_requests_as_for_one(cast, resident):
    face = cast.client("community_op")

    def count(path):
        with CaptureQueriesContext(connection) as asked:
            assert face.get(f"{ROOT}{path}").status_code == 200
        return len(asked)

    case_no = resident.ask("explain")["case_no"]
    count("/requests")
    one = count("/requests")
    for kind, group in (("delete", "contact"), ("object", "contact"), ("correct", "identity"), ("copy", "")):
        resident.ask(kind, group)
    assert count("/requests") == one <= 8
    assert count(f"/requests/{case_no}") <= 12


def test_what_may_be_asked_for(register, cast):
    told = register.send("worker", "GET", "/rights")
    assert [each["key"] for each in told["kinds"]] == ["copy", "correct", "object", "delete", "explain"]
    assert "contact" in [each["key"] for each in told["groups"]]
    assert cast.client("auditadmin").get(f"{ROOT}/rights").status_code == 403


def test_a_table_does_not_bring_back_what_somebody_objected_to(register, resident, desk):
    case_no = resident.ask("object", "contact")["case_no"]
    desk.decide(case_no)
    desk.act(case_no, "restrict")
    table = Import(
        register, [["测试甲", identity(), "", PHONE, "户主", "户籍人口", "幸福小区", "3", "301", "", ""]]
    )
    table.compared()
    table.send("POST", "/enter")
    (line,) = table.rows("bad")
    assert line["why"] == "本人不同意使用这些信息：不再使用，也不再采集"
    with seen_whole():
        assert not Fact.objects.filter(source="import").exists()
