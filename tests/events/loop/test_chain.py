"""Steps are written once (design §3): the application cannot change them, and whoever else does is found out."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from tests.events.loop import test_appeal, test_patrols
from tests.events.loop.walk import closed
from wangge.core import outbox
from wangge.core.flow.audit import case_models, faults
from wangge.events.models import Appeal, Event, Patrol
from wangge.events.tasks import SUBSCRIBERS

TABLES = ("events_eventstep", "events_patrolstep", "events_appealstep")


def verify(*options):
    """(content, what it said)."""
    out = StringIO()
    try:
        call_command("audit", "verify", *options, stdout=out)
    except CommandError:
        return False, out.getvalue()
    return True, out.getvalue()


def by_hand(sql, *parameters):
    """As somebody with every right on the database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount == 1


def walked(cast):
    """A case of each kind, walked to its end: event, appeal, patrol."""
    event = test_appeal.late(cast)
    number = test_appeal.appeal(event).json()["case_no"]
    test_appeal.take(event, "county_op", number, "endorse", 1)
    test_appeal.take(event, "supervisor", number, "grant", 2)
    outbox.drain(SUBSCRIBERS)
    patrol = test_patrols.walking(cast)
    test_patrols.take(cast, "worker", patrol, "finish", 2, looked_at=[0])
    return (
        Event.objects.get(case_no=event.case_no),
        Appeal.objects.get(case_no=number),
        Patrol.objects.get(case_no=patrol),
    )


@pytest.mark.django_db
def test_it_works(cast):
    cases = walked(cast)
    assert {type(case) for case in cases} <= set(case_models())
    for case in cases:
        assert list(faults(type(case), case.case_no)) == [None]
        content, said = verify("--case", case.case_no)
        assert content, said
    assert "1 chains hold, 0 broken" in said


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {} SET data = '{{}}'",
        "UPDATE {} SET at = now() WHERE false",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "SELECT 1 FROM {} FOR UPDATE",
    ],
)
def test_the_application_may_not(cast, table, sql):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


TAMPERING = {
    "data": ("UPDATE {step} SET data = '{{\"note\": \"x\"}}' WHERE case_id = %s AND seq = 2", 2, "was altered"),
    "who": ("UPDATE {step} SET person = 1, actor_label = 'x' WHERE case_id = %s AND seq = 2", 2, "was altered"),
    "when": ("UPDATE {step} SET at = at - interval '1 day' WHERE case_id = %s AND seq = 1", 1, "was altered"),
    "first": ("DELETE FROM {step} WHERE case_id = %s AND seq = 1", 1, "is missing"),
    "last": (
        "DELETE FROM {step} WHERE (case_id, seq) = (SELECT case_id, max(seq) FROM {step} WHERE case_id = %s"
        " GROUP BY case_id)",
        None, "is missing",
    ),
    "head": ("UPDATE {case} SET head = repeat('0', 64) WHERE id = %s", 0, "the case names another last step"),
    "state": ("UPDATE {case} SET state = 'withdrawn' WHERE id = %s", None, "did not lead to the state"),
}  # fmt: skip


def test_who_altered_a_step_by_hand_is_found_out(committed):
    """One database for all: each case is broken in one way, and `verify` names every one of them."""
    cases = [each for _ in range(5) for each in walked(committed)]
    kinds = list(TAMPERING)
    told = []
    for place, case in enumerate(cases):
        kind = kinds[place % len(kinds)]
        sql, seq, why = TAMPERING[kind]
        step = type(case)._meta.db_table + "step"
        by_hand(sql.format(step=step, case=case._meta.db_table), case.pk)
        seq = case.version if seq is None else seq
        told.append(f"case {case.case_no}: " + (f"step {seq} " if seq else "") + why)
    sound = closed(committed)
    content, said = verify()
    assert not content
    for each in told:
        assert each in said, (each, said)
    assert said.count("BROKEN") == len(cases)
    assert sound.case_no not in said
    assert verify("--case", sound.case_no)[0]
    for case in cases:
        assert not verify("--case", case.case_no)[0]
