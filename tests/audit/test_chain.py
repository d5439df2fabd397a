"""The log's chain holds while people work, and names what the owner of the database altered, removed or added."""

import io
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils.timezone import now

from wangge.core.actors import job
from wangge.core.audit import AuditEntry, chain, record
from wangge.core.audit.chain import AuditLink, link
from wangge.core.audit.proof import SOON, Fault, faults


def verify():
    """What the command prints, and the error it ends with."""
    out = io.StringIO()
    try:
        call_command("audit", "verify", stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def as_owner(sql, *params):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


@pytest.fixture
def five(committed):
    """Five entries, linked."""
    made = [
        record(job("test"), "test.done", ("thing", number), number=number, share=0.5) for number in range(5)
    ]
    assert link() == 5
    return [entry.pk for entry in made]


def test_it_works(five):
    assert list(faults()) == [None] * 5
    assert link() == 0
    record(job("test"), "test.done")
    assert link() == 1
    said, error = verify()
    assert error is None
    assert "audit log: 6 links hold, 0 broken" in said


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'otherwise'", "at = at - interval '1 second'", "person = 7", "actor_label = 'somebody'",
        "data = data - 'number'", "object_no = '9'", "action = 'test.undone'", "address = '::1'",
    ],
)  # fmt: skip
def test_an_entry_altered_by_the_owner(five, change):
    assert as_owner(f"UPDATE core_auditentry SET {change} WHERE id = %s", five[2]) == 1
    assert [fault for fault in faults() if fault] == [Fault(3, five[2], "altered")]
    said, error = verify()
    assert error is not None
    assert f"link 3: entry {five[2]} was altered" in said


def test_an_entry_deleted_by_the_owner(five):
    as_owner("DELETE FROM core_auditentry WHERE id = %s", five[1])
    assert [fault for fault in faults() if fault] == [Fault(2, five[1], "gone")]
    as_owner("DELETE FROM core_auditlink WHERE entry = %s", five[1])
    found = [fault for fault in faults() if fault]
    assert found[0] == Fault(2, 0, "missing")
    assert found[1].link == 3


@pytest.mark.parametrize("first", [0, 3])
def test_a_chain_cut_at_either_end(five, first):
    gone = five[first : first + 2]
    as_owner("DELETE FROM core_auditentry WHERE id = ANY(%s)", gone)
    as_owner("DELETE FROM core_auditlink WHERE entry = ANY(%s)", gone)
    why = {fault.why for fault in faults() if fault}
    assert why == ({"cut"} if first else {"missing", "altered"})
    assert verify()[1] is not None


def test_a_chain_made_anew_without_the_key(five, monkeypatch):
    as_owner("UPDATE core_auditentry SET reason = 'x' WHERE id = %s", five[0])
    as_owner("DELETE FROM core_auditlink")
    with monkeypatch.context() as other:
        other.setattr(chain, "_key", lambda: b"another key")
        other.setattr(chain, "note_head", lambda *_: None)
        link()
    assert {fault.why for fault in faults() if fault} >= {"altered", "head"}


def test_an_entry_slipped_in(five):
    """Beside the chain it shows once the job should have linked it; linked by the job it is just an entry."""
    old = now() - chain.LONGEST - SOON - timedelta(minutes=1)
    as_owner("UPDATE core_auditlink SET at = %s", now() + timedelta(days=1))
    entry = AuditEntry.objects.create(at=old, actor_kind="job", actor_label="x", action="slipped.in")
    assert link() == 0
    assert [fault for fault in faults() if fault] == [Fault(0, entry.pk, "unlinked")]


def test_entries_that_become_visible_late_are_linked_late(committed, threads):
    """One transaction takes its number first and commits last; the chain goes on without it and takes it later."""
    began, finish = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            pk = record(job("test"), "slow.done").pk
            began.set()
            assert finish.wait(20)
        return pk

    late = threads(slow)
    assert began.wait(20)
    quick = record(job("test"), "quick.done").pk
    assert link() == 1
    finish.set()
    assert late.result() < quick
    assert link() == 1
    assert list(AuditLink.objects.order_by("number").values_list("entry", flat=True)) == [
        quick,
        late.result(),
    ]
    assert list(faults()) == [None, None]


def test_two_that_link_at_once_make_one_chain(committed, threads):
    for number in range(300):
        record(job("test"), "test.done", ("thing", number))
    done = [threads(link) for _ in range(4)]
    assert sum(each.result() for each in done) + link() == 300
    assert list(faults()) == [None] * 300


def test_more_than_one_statement_holds(committed, monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 3)
    monkeypatch.setattr("wangge.core.audit.proof.PAGE", 2)
    for number in range(8):
        record(job("test"), "test.done", ("thing", number))
    assert link() == 8
    assert list(faults()) == [None] * 8


def test_another_machine_has_noted_nothing(five):
    chain._head_file().unlink()
    assert list(faults()) == [None] * 5
