"""What the platform deleted, as the desk reads it: every rule, every night, and the jobs that did not run."""

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import get_default_timezone, localdate, now

from tests.protection.conftest import ROOT
from wangge.config.jobs import timetable
from wangge.core import audit, deletions
from wangge.core.actors import job
from wangge.core.audit import AuditEntry
from wangge.core.deletions import Deletion, deleted
from wangge.protection import deletions as desk_deletions
from wangge.protection.register.activities import deleting

pytestmark = pytest.mark.django_db


def at(day, hour=3):
    return datetime.combine(day, time(hour), get_default_timezone())


@pytest.fixture
def said():
    """Says that a rule deleted so many, on a day."""

    def say(rule, count, day=None):
        with pytest.MonkeyPatch.context() as clock, transaction.atomic():
            clock.setattr(deletions, "now", lambda: at(day or localdate()))
            deleted(deleting()[rule], count)

    return say


@pytest.fixture
def lived_through_a_night(monkeypatch):
    """The platform was there before the last night, and it is noon."""
    AuditEntry.objects.create(
        actor_kind="job", actor_label="x", action="login", at=at(localdate() - timedelta(days=40))
    )
    monkeypatch.setattr(desk_deletions, "clock_now", lambda: at(localdate(), 12))


def test_every_rule_names_a_job_that_runs():
    jobs = {rule.job for rule in deleting().values()}
    assert jobs
    assert jobs <= timetable().keys()


def test_it_works(desk, said):
    said("events.contacts", 3)
    said("events.contacts", 2)
    said("registry.people", 0)
    (night,) = desk.get("/deletions")["items"]
    assert (night["day"], night["count"]) == (str(localdate()), 5)
    assert {each["rule"]["key"]: each["count"] for each in night["items"]} == {
        "events.contacts": 5,
        "registry.people": 0,
    }
    contacts = next(each for each in night["items"] if each["rule"]["key"] == "events.contacts")
    assert (contacts["rule"]["label"], contacts["job"]["label"]) == ("上报人联系方式", "事件与巡查产生的数据")
    assert contacts["kept"] == "自结案之时起 40 天"


def test_night_by_night_without_a_gap(desk, said):
    for ago in (0, 1, 4):
        said("events.contacts", ago + 1, localdate() - timedelta(days=ago))
    first = desk.get("/deletions?limit=3")
    assert [each["count"] for each in first["items"]] == [1, 2, 0]
    assert first["items"][2]["items"] == []
    assert first["next"] == str(localdate() - timedelta(days=3))
    rest = desk.get(f"/deletions?until={first['next']}&limit=3")
    assert [(each["day"], each["count"]) for each in rest["items"]] == [
        (str(localdate() - timedelta(days=3)), 0),
        (str(localdate() - timedelta(days=4)), 5),
    ]
    assert rest["next"] is None
    assert desk.get(f"/deletions?until={localdate() - timedelta(days=9)}") == {"items": [], "next": None}


def test_a_rule_that_is_gone_is_still_told(desk):
    Deletion.objects.create(job="events.gone", rule="events.gone", keep=timedelta(days=1), count=2)
    ((row,),) = (night["items"] for night in desk.get("/deletions")["items"])
    assert (row["rule"]["label"], row["job"]["label"], row["kept"]) == ("已停用的规则", "已停用的任务", "")


def test_it_says_how_long_it_was_kept_then(desk):
    Deletion.objects.create(job="events.forget", rule="events.contacts", keep=timedelta(days=10), count=2)
    ((row,),) = (night["items"] for night in desk.get("/deletions")["items"])
    assert row["kept"] == "自结案之时起 10 天"


def test_what_did_not_run(desk, said, lived_through_a_night):
    said("events.contacts", 3)
    rules = {each["rule"]["key"]: each for each in desk.get("/retention")["items"]}
    assert rules.keys() == deleting().keys()
    ran = rules["events.contacts"]
    assert (ran["ran"], ran["last_count"]) == (True, 3)
    assert (rules["registry.people"]["ran"], rules["registry.people"]["last_at"]) == (False, None)
    night = desk.get("/summary")["night"]
    assert (night["day"], night["count"], night["rules"]) == (str(localdate()), 3, 1)
    missing = {each["key"] for each in night["missing"]}
    assert missing == {rule.job for rule in deleting().values()} - {"events.forget"}
    assert all(each["label"] != each["key"] for each in night["missing"])


def test_in_the_small_hours_it_is_the_night_before(said, lived_through_a_night):
    assert desk_deletions.last_night(at(localdate(), 4)) == localdate() - timedelta(days=1)
    assert desk_deletions.last_night(at(localdate(), 5)) == localdate()


def test_a_city_of_today_has_missed_no_night(desk):
    audit.record(job("tests"), "login")
    assert desk.get("/summary")["night"] == {"day": None, "count": 0, "rules": 0, "missing": []}
    assert {each["ran"] for each in desk.get("/retention")["items"]} == {None}


def test_all_jobs_of_a_night_are_seen(desk, monkeypatch, lived_through_a_night):
    """Each row of the timetable that deletes says so itself: nothing is missing after all of them."""
    monkeypatch.setattr(deletions, "now", lambda: at(localdate()))
    for name in {rule.job for rule in deleting().values()}:
        timetable()[name].function()
    monkeypatch.setattr(deletions, "now", now)
    assert desk.get("/summary")["night"]["missing"] == []
    assert {each["ran"] for each in desk.get("/retention")["items"]} == {True}


@pytest.mark.parametrize(
    ("query", "field"), [("limit=0", "limit"), ("limit=101", "limit"), ("until=x", "until")]
)
def test_what_does_not_fit_is_named(desk, query, field):
    told = desk.get(f"/deletions?{query}", status=422)
    assert [each["field"] for each in told["errors"]] == [field]


@pytest.mark.parametrize("path", ["/deletions", "/retention", "/summary", "/requests"])
def test_who_reads_it(desk, path):
    for who in ("officer", "supervisor", "auditadmin"):
        desk.get(path, who)
    for who in ("worker", "community_op", "city_op", "sysadmin", "secadmin", "stranger"):
        desk.get(path, who, 403)


def test_its_queries_do_not_grow(desk, said, django_assert_max_num_queries):
    face = desk.face("officer")
    desk.get("/summary")  # once a minute a session is prolonged
    most = {"/deletions": 3, "/retention": 5, "/requests": 11, "/summary": 20}
    for day in (0, 1, 2):
        said("events.contacts", 1, localdate() - timedelta(days=day))
        desk.record()
        desk.begin("track")
        for path, queries in most.items():
            with django_assert_max_num_queries(queries):
                assert face.get(f"{ROOT}{path}").status_code == 200
