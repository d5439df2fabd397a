"""`audit verify` proves every chain, and names the case and the step that somebody altered."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.events.intake.cases import Walk, body, filed
from tests.personas import COMMUNITY
from wangge.core.flow.audit import case_models, faults
from wangge.events.models import Event


def verify(*args):
    """What the command prints, and the error it ends with."""
    out = io.StringIO()
    try:
        call_command("audit", "verify", *args, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


@pytest.fixture
def cases(committed):
    """Two cases in a database whose commits are real: one closed, one just reported."""
    closed = Walk(committed, filed(committed.client(), body(COMMUNITY))).closed()
    return closed.case_no, filed(committed.client(), body(COMMUNITY))["case_no"]


def test_it_works(cases):
    said, error = verify()
    assert error is None
    assert "2 chains hold, 0 broken" in said
    assert {model._meta.label for model in case_models()} == {
        "events.Event",
        "events.Patrol",
        "events.Appeal",
        "protection.Assessment",
        "protection.Breach",
        "registry.CareEntry",
        "registry.RegisterExport",
        "registry.RightsRequest",
    }
    assert "1 chains hold" in verify("--case", cases[0])[0]
    assert verify("--case", "2026010100000018")[1] is not None


STEP = "UPDATE events_eventstep s SET {} FROM events_event e WHERE e.id = s.case_id AND e.case_no = %s AND s.seq = 3"


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        (STEP.format("data = jsonb_set(s.data, '{lead}', '1')"), "step 3"),
        (STEP.format("at = s.at - interval '1 day'"), "step 3"),
        (STEP.format("actor_label = 'somebody else'"), "step 3"),
        (STEP.format("person = s.person + 1"), "step 3"),
        (STEP.format("target = 'closed'"), "step 3"),
        (STEP.format("hash = repeat('0', 64)"), "step 3"),
        ("DELETE FROM events_eventstep s USING events_event e WHERE e.id = s.case_id AND e.case_no = %s"
         " AND s.seq = 3", "step 3"),
        ("DELETE FROM events_eventstep s USING events_event e WHERE e.id = s.case_id AND e.case_no = %s"
         " AND s.seq = 7", "step 7"),
        ("UPDATE events_event SET version = version - 1 WHERE case_no = %s", "step 7"),
        ("UPDATE events_event SET head = repeat('0', 64) WHERE case_no = %s", ""),
        ("UPDATE events_event SET state = 'reported' WHERE case_no = %s", ""),
    ],
)  # fmt: skip
def test_altered_by_the_owner_of_the_database(cases, sql, names):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, [cases[0]])
        assert cursor.rowcount == 1
    said, error = verify()
    assert error is not None
    assert error.returncode == 1
    assert f"case {cases[0]}" in said
    assert names in said
    assert cases[1] not in said
    assert "1 chains hold, 1 broken" in said
    assert verify("--case", cases[1])[1] is None


def test_a_case_that_moves_while_it_is_read_is_no_fault(cases, committed):
    """An audit of a city at work must not cry wolf: between two readings somebody takes a step."""
    moved = []
    case_no = cases[1]

    def meanwhile(execute, sql, params, many, context):
        if 'FROM "events_eventstep"' in sql and not moved:
            moved.append(case_no)
            mine = Walk(committed, {"case_no": case_no, "secret": "", "version": 1})
            mine.accepted()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        found = list(faults(Event))
    assert moved
    assert found == [None, None]
    assert Event.objects.get(case_no=case_no).version == 2
