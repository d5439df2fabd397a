"""Breaches: recorded, contained, assessed, the authority and the people told (or not, and why), closed, sealed."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now

from tests.deletions import counted
from tests.guard import seen_whole
from tests.personas import COUNTY, COUNTY_ELSEWHERE
from tests.protection.conftest import ROOT, posted
from wangge.core.audit import AuditEntry
from wangge.core.rows import guarded
from wangge.protection.breaches import terms
from wangge.protection.forgetting import forget
from wangge.protection.keeping import KEPT
from wangge.protection.models import Breach, BreachStep, BreachWords

pytestmark = pytest.mark.django_db
SECRET = "一份名单误发到了无关单位的群里"
CONTAINED = {"words": "已经撤回，并请群主删除"}
ASSESSED = {
    "causes": ["missent"],
    "harms": ["fraud"],
    "counted": "exact",
    "affected": 12,
    "words": "可能接到骚扰电话",
}
TOLD = {"ways": ["phone", "door"], "contact": "市综治中心值班电话", "words": "留意陌生来电"}
SPARED = {"words": "发出两分钟即撤回，无人打开"}


def case_of(path):
    with seen_whole():
        return Breach.objects.get(case_no=number(path))


def number(path):
    return path.rpartition("/")[2]


def actions(desk, path, who="officer"):
    return {each["key"]: (each["blocked"] or {}).get("key") for each in desk.get(path, who)["actions"]}


def clock(desk, path, name):
    return [each for each in desk.get(path)["terms"] if each["name"] == name][-1]


def hours(found, since):
    return (datetime.fromisoformat(found["due_at"]) - since).total_seconds() / 3600


@pytest.fixture
def assessed(desk):
    path = desk.record()
    desk.act(path, "contain", CONTAINED)
    desk.act(path, "assess", ASSESSED)
    return path


def test_it_works(desk, assessed):
    desk.act(assessed, "tell_authority", {"whom": ["cyberspace"], "reference": "报〔2026〕1号"})
    desk.act(assessed, "tell_people", TOLD)
    desk.act(assessed, "close", {"words": "发送前由第二人核对"})
    found = desk.get(assessed)
    assert (found["state"]["key"], found["people"]["key"], found["affected"]) == ("closed", "told", 12)
    assert [each["key"] for each in found["parts"]] == ["happened", "contained", "harm", "advice", "lessons"]
    assert found["parts"][0]["text"] == SECRET
    assert found["kept_until"]
    assert [row["case_no"] for row in desk.get("/breaches?which=ended")["items"]] == [found["case_no"]]
    assert desk.get("/breaches")["items"] == []
    kept = AuditEntry.objects.filter(object_kind="breach").order_by("id").values_list("action", flat=True)
    assert list(kept) == [
        "breach.recorded",
        "breach.authority_told",
        "breach.people_told",
        "breach.closed",
    ]
    call_command("audit", "verify", "--case", found["case_no"])


def test_no_key_is_read_by_people(desk, assessed):
    desk.act(assessed, "tell_authority", {"whom": ["cyberspace", "police"]})
    desk.act(assessed, "tell_people", TOLD)
    lines = [line["value"] for step in desk.get(assessed)["steps"] for line in step["lines"]]
    assert lines
    assert not {"cyberspace", "police", "phone", "door", "missent", "fraud", "leaked", "exact"} & {
        word for line in lines for word in line.split(" / ")
    }


def test_the_clocks_run_from_when_it_was_found(desk):
    found = now() - timedelta(hours=30)
    path = desk.record(found_at=found.isoformat())
    assert {each["name"]: hours(each, found) for each in desk.get(path)["terms"]} == {
        "contain": 2,
        "authority": 24,
        "people": 72,
    }
    assert [clock(desk, path, name)["due"]["key"] for name in ("authority", "people")] == ["overdue", "later"]
    assert all(each["source"] for each in desk.get(path)["terms"])
    assert desk.get("/breaches")["items"][0]["due"]["key"] == "overdue"


def test_of_a_larger_incident_the_authority_is_told_sooner(desk):
    found = now() - timedelta(hours=1)
    path = desk.record(found_at=found.isoformat(), grave=True)
    assert hours(clock(desk, path, "authority"), found) == 4
    assert "四小时" in clock(desk, path, "authority")["source"]


def test_it_turns_out_to_be_larger(desk):
    found = now() - timedelta(hours=5)
    path = desk.record(found_at=found.isoformat())
    desk.act(path, "contain", CONTAINED)
    desk.act(path, "assess", ASSESSED | {"grave": True})
    assert hours(clock(desk, path, "authority"), found) == 4
    assert clock(desk, path, "authority")["due"]["key"] == "overdue"


@pytest.mark.parametrize(("said", "allowed"), [({}, 4), ({"grave": None}, 4), ({"grave": False}, 24)])
def test_who_does_not_grade_it_again_leaves_the_clock_as_it_was(desk, said, allowed):
    found = now() - timedelta(hours=1)
    path = desk.record(found_at=found.isoformat(), grave=True)
    desk.act(path, "contain", CONTAINED)
    desk.act(path, "assess", ASSESSED | said)
    assert hours(clock(desk, path, "authority"), found) == allowed


def test_a_clock_that_has_stopped_stays(desk):
    found = now() - timedelta(hours=5)
    path = desk.record(found_at=found.isoformat())
    desk.act(path, "tell_authority", {"whom": ["cyberspace"]})
    stopped = clock(desk, path, "authority")
    assert stopped["due"] is None
    assert stopped["stopped_at"]
    desk.act(path, "contain", CONTAINED)
    desk.act(path, "assess", ASSESSED | {"grave": True})
    assert clock(desk, path, "authority")["stopped_at"] == stopped["stopped_at"]


def test_not_closed_before_authority_and_people_are_settled(desk, assessed):
    lessons = {"words": "发送前核对"}
    assert desk.act(assessed, "close", lessons, status=409)["code"] == "breach.authority-untold"
    desk.act(assessed, "tell_authority", {"whom": ["superior"]})
    assert actions(desk, assessed)["close"] == "breach.people-open"
    again = desk.act(assessed, "tell_authority", {"whom": ["superior"]}, status=409)
    assert again["code"] == "breach.authority-told"
    desk.act(assessed, "spare_people", SPARED)
    assert desk.act(assessed, "tell_people", TOLD, status=409)["code"] == "breach.people-settled"
    desk.act(assessed, "close", lessons)


def test_the_authority_may_ask_that_people_be_told_all_the_same(desk, assessed):
    """PIPL §57(2), last half."""
    order = {"whom": "cyberspace", "reference": "函〔2026〕7号"}
    assert desk.act(assessed, "order_people", order, status=409)["code"] == "breach.people-not-spared"
    desk.act(assessed, "spare_people", SPARED)
    assert clock(desk, assessed, "people")["due"] is None
    desk.act(assessed, "order_people", order)
    assert desk.get(assessed)["people"] is None
    assert clock(desk, assessed, "people")["due"]["key"] == "later"
    desk.act(assessed, "tell_people", TOLD)
    assert desk.get(assessed)["people"]["key"] == "told"


def test_that_it_is_none_says_a_second_person(desk):
    path, why = desk.record(), {"words": "名单里没有个人信息"}
    assert desk.act(path, "dismiss", why, status=409)["code"] == "breach.same-person"
    desk.act(path, "dismiss", why, who="second")
    assert desk.get(path)["state"]["key"] == "dismissed"


def test_what_happened_is_sealed(desk, assessed):
    with seen_whole(), connection.cursor() as cursor:
        said = []
        for model in (Breach, BreachStep, BreachWords, AuditEntry):
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            said += [row[0] for row in cursor.fetchall()]
    text = "\n".join(said)
    assert number(assessed) in text
    assert not any(words in text for words in (SECRET, CONTAINED["words"], ASSESSED["words"]))


def test_its_words_are_for_those_who_work_at_the_desk(desk, assessed, cast):
    for who in ("supervisor", "auditadmin"):
        found = desk.get(assessed, who)
        assert found["affected"] == 12
        assert (found["parts"], found["actions"]) == ([], [])
        with guarded(cast.actor(who)):  # nor does a query that forgets to ask
            assert Breach.objects.count() == 1
            assert BreachWords.objects.count() == 0
        desk.act(assessed, "assess", ASSESSED, who=who, status=403)


@pytest.mark.parametrize(
    "who", ["worker", "community_op", "city_op", "handler", "sysadmin", "secadmin", "stranger"]
)
def test_who_does_not_even_read(desk, assessed, who):
    for address in ("/breaches", assessed, "/breach-choices"):
        desk.get(address, who, 403)
    desk.act(assessed, "assess", ASSESSED, who=who, status=403)
    desk.record(who, 403)


def test_a_leader_reads_of_their_own_county(desk):
    there, all_over = desk.record(region=COUNTY), desk.record()
    for name, region in (("leader", COUNTY), ("leader elsewhere", COUNTY_ELSEWHERE)):
        desk.people[name] = posted(name, "supervisor", region)
    assert [each["case_no"] for each in desk.get("/breaches", "leader")["items"]] == [number(there)]
    assert desk.get("/breaches", "leader elsewhere")["items"] == []
    desk.get(there, "leader elsewhere", 404)
    desk.get(all_over, "leader", 404)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"found_at": "2026-01-01T08:00:00"}, "found_at"),
        ({"found_at": "2096-01-01T08:00:00+08:00"}, "found_at"),
        ({"found_at": "2016-01-01T08:00:00+08:00"}, "found_at"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["leaked", "leaked"]}, "kinds"),
        ({"kinds": ["sold"]}, "kinds.0"),
        ({"activities": []}, "activities"),
        ({"activities": ["nothing"]}, "activities"),
        ({"words": " "}, "words"),
        ({"words": "某" * 2001}, "words"),
        ({"words": "b\x00"}, "words"),
        ({"region": "3301"}, "region"),
        ({"region": "211002016001001"}, "region"),
        ({"certain": "yes"}, "certain"),
        ({"name": "某某"}, "name"),
    ],
)
def test_what_does_not_fit_is_named(desk, said, field):
    body = {
        "found_at": now().isoformat(), "kinds": ["lost"], "certain": False, "activities": ["track"],
        "words": SECRET,
    }  # fmt: skip
    told = desk.send("officer", "POST", "/breaches", body | said, 422)
    assert [each["field"] for each in told["errors"]] == [field]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"causes": []}, "causes"),
        ({"affected": -1}, "affected"),
        ({"affected": None}, "affected"),
        ({"counted": "unknown"}, "affected"),
        ({"words": ""}, "words"),
    ],
)
def test_what_does_not_fit_of_an_assessment_is_named(desk, said, field):
    path = desk.record()
    desk.act(path, "contain", CONTAINED)
    told = desk.act(path, "assess", ASSESSED | said, status=422)
    assert field in told["errors"][0]["field"]


def test_how_many_may_not_be_known_yet(desk):
    path = desk.record()
    desk.act(path, "contain", CONTAINED)
    known = {name: value for name, value in ASSESSED.items() if name != "affected"}
    desk.act(path, "assess", known | {"counted": "unknown"})
    assert desk.get(path)["affected"] is None
    desk.act(path, "assess", ASSESSED)
    assert desk.get(path)["affected"] == 12


def test_the_same_key_again(desk):
    body = {
        "found_at": now().isoformat(), "kinds": ["lost"], "certain": False, "activities": ["track"],
        "words": SECRET,
    }  # fmt: skip
    key = {"idempotency_key": "breach-of-today"}
    first = desk.send("officer", "POST", "/breaches", body, 201, **key)
    again = desk.send("officer", "POST", "/breaches", body, 200, **key)
    assert (again["case_no"], again["replayed"]) == (first["case_no"], True)
    other = desk.send("officer", "POST", "/breaches", body | {"words": "另一件事"}, 409, **key)
    assert other["code"] == "idempotency.reused"
    assert AuditEntry.objects.filter(action="breach.recorded").count() == 1
    path = f"/breaches/{first['case_no']}"
    desk.send("officer", "POST", f"{path}/actions/contain", {"data": CONTAINED}, 428)
    desk.act(path, "contain", CONTAINED)
    stale = desk.send("officer", "POST", f"{path}/actions/contain", {"data": CONTAINED, "version": 1}, 409)
    assert stale["code"] == "version.stale"
    desk.act(path, "record", {}, status=403)


def test_its_words_go_in_time_and_the_chain_stays(desk):
    path = desk.record()
    desk.act(path, "dismiss", {"words": "没有个人信息"}, who="second")
    with seen_whole():
        Breach.objects.update(closed_at=now() - KEPT + timedelta(hours=1))
    assert forget()["breaches"] == 0
    with seen_whole():
        Breach.objects.update(closed_at=now() - KEPT - timedelta(hours=1))
    assert forget()["breaches"] == 2
    assert counted("protection.breaches") == [0, 2]
    assert desk.get(path)["parts"] == []
    call_command("audit", "verify", "--case", number(path))


def test_one_that_is_open_is_never_forgotten(desk):
    desk.record(found_at=(now() - timedelta(days=1000)).isoformat())
    with seen_whole():
        Breach.objects.update(opened_at=now() - 2 * KEPT)
    assert forget()["breaches"] == 0


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("key: people", "key: whoever", "people: is missing"),
        ("amount: 72", "amount: 0", "people: no time"),
        ("source: 国家", "source: ''  # ", "authority_grave: no source"),
        ("    kind: urgent_hours", "    kind: moons", "moons"),
    ],
)
def test_terms_that_are_wrong_do_not_start(was, becomes, fault):
    text = terms.files("wangge.protection").joinpath("data/breach.yaml").read_text(encoding="utf-8")
    assert was in text
    with pytest.raises(ValueError, match=fault):
        terms.read(text.replace(was, becomes, 1).encode())


def test_its_queries_do_not_grow(desk, assessed, django_assert_max_num_queries):
    face = desk.face("officer")
    for most in (7, 9):
        address = "/breaches" if most == 7 else assessed
        with django_assert_max_num_queries(most):
            assert face.get(f"{ROOT}{address}").status_code == 200
        desk.record()
        with django_assert_max_num_queries(most):
            assert face.get(f"{ROOT}{address}").status_code == 200
