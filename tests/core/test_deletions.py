"""The one door through which jobs say what they deleted."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from tests.deletions import counted
from wangge.core import deletions
from wangge.core.deletions import Deletion, Rule, deleted
from wangge.core.outbox import Outbox, purge

RULE = Rule("tests.things", "tests.forget", "Things", "it was made", timedelta(days=3))


@pytest.mark.django_db
def test_it_works():
    assert deleted(RULE, 4) == 4
    row = Deletion.objects.get()
    assert (row.rule, row.job, row.count, row.keep) == ("tests.things", "tests.forget", 4, timedelta(days=3))


@pytest.mark.django_db
def test_that_nothing_was_due_is_said_once_a_day():
    for count in (0, 0, 2, 0, 1):
        deleted(RULE, count)
    assert counted("tests.things") == [0, 2, 1]


@pytest.mark.django_db
def test_it_is_said_again_the_next_day(monkeypatch):
    deleted(RULE, 0)
    monkeypatch.setattr(deletions, "now", lambda: now() + timedelta(days=1))
    deleted(RULE, 0)
    assert counted("tests.things") == [0, 0]


def test_not_outside_of_the_deletion(committed):
    with pytest.raises(RuntimeError, match=r"tests\.things"):
        deleted(RULE, 1)
    assert counted("tests.things") == []


class Broken(Exception):
    pass


def test_a_job_that_fails_says_nothing_and_deletes_nothing(committed, monkeypatch):
    """What goes wrong while it is counted takes the deletion along; what goes wrong after it, the count as well."""
    Outbox.objects.create(topic="told", done_at=now() - timedelta(days=30))

    def fail(*_, **__):
        raise Broken

    def purge_and_fail():
        with transaction.atomic():
            purge()
            raise Broken

    monkeypatch.setattr(Deletion.objects, "create", fail)
    with pytest.raises(Broken):
        purge()
    monkeypatch.undo()
    assert (Outbox.objects.count(), counted("core.messages")) == (1, [])
    with pytest.raises(Broken):
        purge_and_fail()
    assert (Outbox.objects.count(), counted("core.messages")) == (1, [])
    assert purge() == 1
    assert (Outbox.objects.count(), counted("core.messages")) == (0, [1])


@pytest.mark.django_db
def test_nobody_changes_what_was_said():
    deleted(RULE, 4)
    for statement in ("UPDATE core_deletion SET count = 0", "DELETE FROM core_deletion"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_rule_stands_once():
    known = next(iter(deletions.rules().values()))
    with pytest.raises(ValueError, match="declared twice"):
        deletions.rule(known.key, known.job, known.what, known.since, known.keep)
