"""Odd reading becomes a row the audit administrator sees: many, by night, outside; and nothing else does."""

from datetime import datetime, timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import localtime, now

from tests.personas import COMMUNITY, COUNTY_ELSEWHERE, EVERYONE
from wangge.core.audit import AuditEntry, record, watch
from wangge.core.audit.watch import AuditAlert, Figures, figures
from wangge.core.tasks import watch_audit

pytestmark = pytest.mark.django_db
ALERTS = "/api/v1/audit/alerts"


def noon():
    """Of yesterday."""
    return localtime(now()).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


@pytest.fixture
def committed():
    """These tests need no commit."""


@pytest.fixture
def nothing_logged():
    pass


def read(actor, at: datetime, action="contact.reveal", **data):
    """An entry as `record` writes it, of another time."""
    create = partial(AuditEntry.objects.create, at=at)
    with patch.object(AuditEntry.objects, "create", create):
        return record(actor, action, ("event", "WG1"), "核对", **data)


def found():
    watch_audit()
    return {(each.kind, each.who, each.count) for each in AuditAlert.objects.all()}


def test_it_works(cast):
    who = f"person:{cast['county_op'].pk}"
    for number in range(21):
        read(cast.actor("county_op"), noon() + timedelta(minutes=number))
    read(cast.actor("head"), noon())
    assert found() == {("many", who, 21)}
    assert watch_audit() == {"alerts": 0}
    (told,) = cast.client("auditadmin").get(ALERTS, {"unseen": True}).json()["items"]
    assert told["kind"] == {"key": "many", "label": "大量查阅"}
    assert (told["who"], told["label"], told["count"], told["seen_at"]) == (who, "county_op", 21, None)


def test_twenty_in_an_hour_are_not_many_and_sixty_in_a_day_are_not(cast):
    for number in range(60):
        read(cast.actor("county_op"), noon() - timedelta(hours=5) + timedelta(minutes=4 * number))
    assert found() == set()
    read(cast.actor("county_op"), noon() - timedelta(hours=5, minutes=30))
    assert {kind for kind, _, count in found()} == {"many"}


def test_at_night_counts_to_the_evening_before(cast):
    evening = noon().replace(hour=22)
    read(cast.actor("county_op"), evening - timedelta(minutes=1))
    assert found() == set()
    read(cast.actor("county_op"), evening - timedelta(days=1) + timedelta(hours=7, minutes=59))
    (alert,) = AuditAlert.objects.all() if found() else ()
    assert (alert.kind, alert.day) == ("night", noon().date() - timedelta(days=1))


def test_outside_ones_area(cast):
    worker = cast.actor("community_op")
    read(worker, noon(), region=COMMUNITY + "004")
    read(worker, noon(), region=COMMUNITY[:6])
    assert found() == set()
    read(worker, noon(), region=COUNTY_ELSEWHERE + "001")
    assert found() == {("outside", f"person:{worker.person}", 1)}


def test_what_is_not_watched(cast):
    for number in range(30):
        at = noon() + timedelta(minutes=number)
        for action in ("login", "audit.read", "audit.exported", "posting.given", "contact.revealed"):
            read(cast.actor("county_op"), at, action)
    assert found() == set()


def test_every_way_of_reading_is(cast):
    for number, action in enumerate(
        ["registry.search", "track.read", "list.exported", "registry.reveal"] * 6
    ):
        read(cast.actor("county_op"), noon() + timedelta(minutes=number), action)
    assert {(kind, count) for kind, _, count in found()} == {("many", 24)}


def test_an_alert_that_was_looked_into_comes_back_when_it_grows(cast):
    for number in range(21):
        read(cast.actor("county_op"), noon() + timedelta(minutes=number))
    watch.watch()
    face = cast.client("auditadmin")
    (alert,) = face.get(ALERTS).json()["items"]
    answer = face.send("PUT", f"{ALERTS}/{alert['id']}", {"note": "核实过,回访任务"})
    assert answer.status_code == 200
    assert (answer.json()["note"], answer.json()["seen_by"]) == ("核实过,回访任务", "auditadmin")
    assert AuditEntry.objects.get(action="audit.alert_seen").object_no == str(alert["id"])
    assert face.get(ALERTS, {"unseen": True}).json()["items"] == []
    watch.watch()
    assert face.get(ALERTS, {"unseen": True}).json()["items"] == []
    read(cast.actor("county_op"), noon() + timedelta(minutes=30))
    watch.watch()
    assert [each["count"] for each in face.get(ALERTS, {"unseen": True}).json()["items"]] == [22]


@pytest.mark.parametrize("name", [name for name in EVERYONE if name != "auditadmin"])
def test_nobody_else(cast, name):
    refused = 401 if name in ("anonymous", "hotline") else 403
    assert cast.client(name).get(ALERTS).status_code == refused
    assert cast.client(name).send("PUT", f"{ALERTS}/1", {"note": "x"}).status_code == refused


def test_bad_input(cast):
    face = cast.client("auditadmin")
    assert face.send("PUT", f"{ALERTS}/{10**30}", {"note": "x"}).status_code == 404
    for note in ("", " ", "x" * 501):
        answer = face.send("PUT", f"{ALERTS}/1", {"note": note})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "note")


def test_the_list_costs_the_same_however_long(cast, django_assert_max_num_queries):
    face = cast.client("auditadmin")
    for number in range(30):
        AuditAlert.objects.create(kind="many", day=noon().date(), who=f"person:{number}", label="x", count=1,
                                  first_at=noon(), last_at=noon())  # fmt: skip
    face.get(ALERTS)
    with django_assert_max_num_queries(2):
        assert len(face.get(ALERTS).json()["items"]) == 30


def test_figures_of_ones_own(cast, settings):
    assert figures("hour=3 night=20-7") == Figures(hour=3, night_from=20, night_to=7)
    for wrong in ("hour", "hour=x", "night=25-3", "week=3"):
        with pytest.raises(ImproperlyConfigured, match="WANGGE_ODD_READING"):
            figures(wrong)
    settings.ODD_READING = "day=0"
    read(cast.actor("county_op"), noon())
    assert {kind for kind, *_ in found()} == {"many"}
