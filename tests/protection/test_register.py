"""The register of processing: all of what is processed stands in it, and what the city adds is kept."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.protection.conftest import ROOT
from wangge.core.audit import AuditEntry
from wangge.core.rows import guards
from wangge.network import queries as network
from wangge.protection.register import activities, page
from wangge.registry import definitions
from wangge.registry.care.definitions import registers
from wangge.registry.exports.purposes import purposes

pytestmark = pytest.mark.django_db
ADDED = {"processor": "某数据服务公司", "storage": "市政务云", "note": "合同每年复核"}


def row_of(desk, key):
    return next(each for each in desk.get("/activities")["items"] if each["key"] == key)


def test_it_works(desk):
    track = desk.get("/activities/track")
    assert track["sensitive"]
    assert [each["key"] for each in track["grounds"]] == ["sensitive"]
    assert track["missing"]
    assert track["assessment"] is None
    assert len(track["kept"]) == 2
    assert "7" in track["kept"][0]
    assert all(each["label"] for each in (*track["facts"], *track["seen"], *track["grounds"]))


def test_every_definition_stands_in_it(desk):
    keys = {each["key"] for each in desk.get("/activities")["items"]}
    assert {f"register.{each.key}" for each in definitions.source().groups} <= keys
    assert {f"care.{key}" for key in registers()} <= keys
    assert {f"list.{key}" for key in purposes()} <= keys
    assert len(keys) == len(activities.by_key())


def test_every_guarded_table_belongs_to_one_activity():
    """A new table of personal data that nobody entered in the register fails here."""
    assert sorted(activities.source().tables()) == sorted(model._meta.label for model in guards())


def test_every_rule_of_deletion_belongs_to_an_activity():
    named = {key for each in activities.source().activities for key in each.kept}
    others = {key for key in activities.deleting() if key.startswith("registry.fact.")}
    # Ends with its facts, with its entries, with its lists.
    others |= {"registry.people", "registry.households", "registry.care", "registry.exports"}
    assert named | others == activities.deleting().keys()
    assert not named & others


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("kept: [events.contacts]", "kept: [events.nothing]", "no such rule: events.nothing"),
        ("kept: [events.contacts]", "", "says not how long it is kept"),
        ("see: [registry.import]", "", "says not who sees it"),
        ("see: [registry.import]", "see: [registry.whatever]", "no such power"),
        ("key: imports", "key: track", "track: stands twice"),
        ("tables: [events.Contact]", "tables: [events.VisitWords]", "events.VisitWords: stands twice"),
        ("name: 导入人房表格", "name: 信访人员名单", "petition_history"),
        ("sensitive: true\n    tables: [registry.Table", "tables: [registry.Table", "sensitive"),
        ("    purpose: 回问情况、告知结果\n", "", "purpose"),
    ],
)
def test_what_is_wrong_does_not_start(was, becomes, fault):
    text = activities.files("wangge.protection").joinpath("data/activities.yaml").read_text(encoding="utf-8")
    assert was in text
    with pytest.raises(ValueError, match=fault.replace(".", r"\.")):
        activities.read(text.replace(was, becomes, 1).encode())


def test_what_the_city_adds(desk):
    unit = network.route("centre", "2110").id
    told = desk.send("officer", "PUT", "/activities/report", ADDED | {"version": 0, "unit": unit})
    assert (told["version"], told["unit"]) == (1, network.unit(unit).name)
    assert told["history"][0]["processor"] == "某数据服务公司"
    again = desk.send("second", "PUT", "/activities/report", {"version": 1, "storage": "本地机房"})
    assert [each["storage"] for each in again["history"]] == ["本地机房", "市政务云"]
    assert [each["by"] for each in again["history"]] == ["second", "officer"]
    entries = AuditEntry.objects.filter(action="protection.noted")
    assert [(each.object_kind, each.object_no) for each in entries] == [("processing", "report")] * 2


def test_who_is_entrusted_with_it_needs_an_assessment(desk):
    assert not row_of(desk, "report")["missing"]
    desk.send("officer", "PUT", "/activities/report", ADDED | {"version": 0})
    row = row_of(desk, "report")
    assert [each["key"] for each in row["grounds"]] == ["entrusted"]
    assert row["missing"]
    more = ADDED | {"version": 1, "recipient": "省平台", "abroad": True}
    told = desk.send("officer", "PUT", "/activities/report", more)
    assert [each["key"] for each in told["grounds"]] == ["entrusted", "provided", "abroad"]


def test_an_assessment_in_force_is_enough(desk):
    missing = desk.get("/activities")["missing"]
    path = desk.begin("track")
    assert row_of(desk, "track")["assessment"]["state"]["key"] == "draft"
    assert row_of(desk, "track")["missing"]
    desk.assessed("track")
    row = row_of(desk, "track")
    assert (row["assessment"]["state"]["key"], row["missing"]) == ("approved", False)
    assert desk.get("/activities")["missing"] == missing - 1
    assert path.endswith(desk.get("/activities/track")["assessments"][1]["case_no"])


def test_two_at_once(desk):
    desk.send("officer", "PUT", "/activities/report", ADDED | {"version": 0})
    stale = desk.send("second", "PUT", "/activities/report", ADDED | {"version": 0}, 409)
    assert (stale["code"], stale["version"]) == ("version.stale", 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"processor": "某" * 201}, "processor"),
        ({"note": "某" * 1001}, "note"),
        ({"unit": 2**40}, "unit"),
        ({"unit": -1}, "unit"),
        ({"storage": "b\x00"}, "storage"),
        ({"whatever": 1}, "whatever"),
        ({"abroad": "yes"}, "abroad"),
    ],
)
def test_what_does_not_fit_is_named(desk, said, field):
    told = desk.send("officer", "PUT", "/activities/report", {"version": 0} | said, 422)
    assert [each["field"] for each in told["errors"]] == [field]


def test_there_is_no_other(desk):
    desk.get("/activities/nothing", status=404)
    desk.send("officer", "PUT", "/activities/nothing", {"version": 0}, 404)


@pytest.mark.parametrize("who", ["supervisor", "auditadmin"])
def test_who_may_read_it(desk, who):
    assert desk.get("/activities", who)["items"]
    assert desk.get("/activities/track", who)["purpose"]
    desk.send(who, "PUT", "/activities/track", {"version": 0}, 403)


@pytest.mark.parametrize(
    "who", ["worker", "community_op", "city_op", "handler", "sysadmin", "secadmin", "stranger"]
)
def test_who_may_not(desk, who):
    for path in ("/activities", "/activities/track"):
        desk.get(path, who, 403)
    desk.send(who, "PUT", "/activities/track", {"version": 0}, 403)


def test_nobody_changes_what_was_said(desk):
    desk.send("officer", "PUT", "/activities/report", ADDED | {"version": 0})
    for statement in ("UPDATE protection_activitynote SET note = ''", "DELETE FROM protection_activitynote"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_its_queries_do_not_grow(desk, django_assert_num_queries):
    """The session; what the city says, the assessments, the units."""
    face = desk.face("officer")
    desk.get("/activities")  # once a minute a session is prolonged
    for version, key in enumerate(("report", "track", "visits")):
        with django_assert_num_queries(3 if version == 0 else 4):
            assert face.get(f"{ROOT}/activities").status_code == 200
        unit = network.route("centre", "2110").id
        desk.send("officer", "PUT", f"/activities/{key}", ADDED | {"version": 0, "unit": unit})
        desk.assessed(key)
    with django_assert_num_queries(4):
        assert face.get(f"{ROOT}/activities/track").status_code == 200


def test_the_page_says_what_the_register_says():
    text = page.section()
    for each in activities.source().activities:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| {each.en} {each.name}")]
        assert each.basis_en in row
        assert all(fact.en.lower() in row for fact in each.facts)
    assert "days kept: 40, from when the case has ended" in text


def test_the_audit_log_calls_an_activity_by_its_name(desk):
    desk.send("officer", "PUT", "/activities/care.disabled", ADDED | {"version": 0})
    told = desk.cast.client("auditadmin").get("/api/v1/audit?action=protection.noted").json()["items"]
    assert [(each["object_no"], each["object_name"]) for each in told] == [("care.disabled", "残疾人")]
