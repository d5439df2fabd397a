"""The audit log: for audit administrators alone, and for nobody to change."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from tests.personas import EVERYONE
from wangge.core import audit
from wangge.core.actors import job
from wangge.core.audit import AuditEntry

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/audit"


def test_it_works(cast):
    made = audit.record(
        cast.actor("county_op"),
        "contact.reveal",
        ("case", "2026112200000018"),
        "asked by phone",
        address="10.0.0.9",
        seen="phone",
    )
    (entry,) = cast.client("auditadmin").get(ADDRESS, {"action": "contact.reveal"}).json()["items"]
    at = entry.pop("at")
    assert at.startswith(str(now().year))
    assert entry["place"]
    assert entry["role"] not in ("", "county_operator")
    assert entry == {
        "id": made.pk,
        "actor_kind": {"key": "person", "label": "人员"},
        "actor_label": "county_op",
        "person": cast["county_op"].pk,
        "posting": cast.actor("county_op").posting,
        "role": entry["role"],
        "place": entry["place"],
        "token": None,
        "action": {"key": "contact.reveal", "label": "查看上报人联系方式"},
        "object_kind": {"key": "case", "label": "事件"},
        "object_no": "2026112200000018",
        "object_name": "",
        "lines": [],
        "reason": "asked by phone",
        "address": "10.0.0.9",
        "data": {"seen": "phone"},
    }


@pytest.mark.parametrize("name", [name for name in EVERYONE if name != "auditadmin"])
def test_nobody_else_reads_it(cast, name):
    status = cast.client(name).get(ADDRESS).status_code
    assert status == (401 if name in ("anonymous", "hotline") else 403)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_auditentry SET reason = 'x'", "DELETE FROM core_auditentry", "TRUNCATE core_auditentry"],
)
def test_the_application_cannot_change_it(cast, statement):
    audit.record(job("test"), "test")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_it_comes_in_pages_newest_first(cast, django_assert_num_queries):
    for number in range(5):
        audit.record(job("test"), "counted", ("thing", number))
    face = cast.client("auditadmin")
    face.get(ADDRESS)
    with django_assert_num_queries(3):
        first = face.get(ADDRESS, {"action": "counted", "limit": 3}).json()
    assert [each["object_no"] for each in first["items"]] == ["4", "3", "2"]
    rest = face.get(ADDRESS, {"action": "counted", "limit": 3, "cursor": first["next"]}).json()
    assert [each["object_no"] for each in rest["items"]] == ["1", "0"]
    assert rest["next"] is None


def test_filters_narrow(cast):
    audit.record(cast.actor("handler"), "looked", ("case", "1"))
    audit.record(cast.actor("head"), "looked", ("case", "2"))
    face = cast.client("auditadmin")

    def found(**filters):
        return [
            each["object_no"] for each in face.get(ADDRESS, {"action": "looked", **filters}).json()["items"]
        ]

    assert found() == ["2", "1"]
    assert found(person=cast["handler"].pk) == ["1"]
    assert found(object_kind="case", object_no="2") == ["2"]
    assert found(person=10**30) == []
    assert found(since=(now() + timedelta(minutes=1)).isoformat()) == []
    assert found(until=(now() + timedelta(minutes=1)).isoformat()) == ["2", "1"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-01-01T00:00:00"}, "since"),
        ({"person": "x"}, "person"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"cursor": "made-up"}, "cursor"),
    ],
)
def test_bad_input_names_its_field(cast, query, field):
    answer = cast.client("auditadmin").get(ADDRESS, query)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_long_labels_and_reasons_are_cut_not_refused(cast):
    entry = audit.record(job("a" * 200), "test", reason="b" * 900)
    assert (len(entry.actor_label), len(entry.reason)) == (80, 500)
    assert AuditEntry.objects.get(pk=entry.pk).reason == "b" * 500
