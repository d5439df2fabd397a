"""Old entries are deleted by a job, with a trace that the chain is proved from; young ones by nobody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils.timezone import now

from tests.deletions import counted
from wangge.core.actors import job
from wangge.core.audit import AuditEntry, record, retention
from wangge.core.audit.chain import AuditLink, link
from wangge.core.audit.proof import Fault, faults
from wangge.core.tasks import forget_audit


@pytest.fixture
def aged(committed, monkeypatch, settings):
    """Four entries of more than two years ago and two of today; the chain knows no other."""
    monkeypatch.setattr(retention, "WORTH_IT", 3)
    long_ago = now() - timedelta(days=800)
    for number in range(4):
        AuditEntry.objects.create(
            at=long_ago, actor_kind="job", actor_label="x", action="old", object_no=number
        )
    link()
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE core_auditlink SET at = %s", [long_ago])
    for number in range(2):
        record(job("test"), "young", ("thing", number))
    link()


def kept():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_it_works(aged):
    assert forget_audit() == {"entries": 4}
    assert kept() == ["young", "young", "audit.forgotten"]
    assert list(faults()) == [None] * 3
    assert forget_audit() == {"entries": 0}
    assert counted("core.audit") == [4]
    record(job("test"), "later")
    link()
    assert list(faults()) == [None] * 4


def test_what_was_deleted_without_a_trace_is_missed(aged):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry WHERE action = 'old'")
        cursor.execute("DELETE FROM core_auditlink WHERE number <= 4")
    assert next(fault for fault in faults() if fault) == Fault(1, 0, "missing")


def test_a_forged_trace_does_not_help(aged):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry WHERE action = 'old'")
        cursor.execute("DELETE FROM core_auditlink WHERE number <= 4")
    record(job("audit.forget"), retention.FORGOTTEN, upto=4, hash="0" * 64)
    link()
    assert [fault.why for fault in faults() if fault] == ["altered"]


def test_six_months_whatever_is_asked(aged, settings):
    settings.AUDIT_MONTHS = 0
    assert forget_audit() == {"entries": 4}
    last = AuditLink.objects.order_by("-number").first().number
    with (
        pytest.raises(DatabaseError, match="younger than six months"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT core_audit_forget(%s)", [last])
    assert "young" in kept()


def test_a_handful_is_not_worth_an_entry(aged, monkeypatch):
    monkeypatch.setattr(retention, "WORTH_IT", 5)
    assert forget_audit() == {"entries": 0}
    assert len(kept()) == 6


def test_an_empty_log(committed):
    assert forget_audit() == {"entries": 0}


def test_the_application_deletes_nothing_itself(aged):
    for table in ("core_auditentry", "core_auditlink"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {table}")
