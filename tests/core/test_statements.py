"""Prepared statements on Django's own connection: counted, in its transactions, with its errors."""

from datetime import UTC, datetime

import pytest
from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)

from tests.conftest import admin
from wangge.core import prepared, statements
from wangge.core.models import FlowEdition

INSERT = (
    "INSERT INTO core_flowedition (flow, number, edition, note, at, by) "
    "VALUES (%s, %s, '{}', '', now(), 'test') RETURNING id"
)


@pytest.mark.django_db
def test_it_works(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert statements.run("SELECT %s::int + 1, %s::text", [1, "井盖"]) == [(2, "井盖")]
        ((made,),) = statements.run(INSERT, ["lost", 1])
    assert FlowEdition.objects.get().pk == made


@pytest.mark.django_db
def test_a_statement_that_returns_nothing_returns_no_rows():
    assert statements.run("SET LOCAL statement_timeout = 0", []) == []
    assert statements.run("SELECT 1 WHERE false", []) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "moment", [datetime(2026, 2, 28, 23, 59, 59, 999999, UTC), datetime(1, 1, 2, tzinfo=UTC)]
)
def test_moments_are_those_of_djangos_cursor(moment):
    asked = "SELECT %s::timestamptz"
    with connection.cursor() as cursor:
        cursor.execute(asked, [moment])
        assert statements.run(asked, [moment]) == cursor.fetchall() == [(moment,)]
    assert statements.run(asked, [moment])[0][0].tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "params", "error"),
    [
        ("SELECT nothing_of_that_name", [], ProgrammingError),
        ("SELECT 1 / %s::int", [0], DataError),
        ("SELECT %s::varchar(3)::int", ["abc"], DataError),
        (INSERT, [None, 1], IntegrityError),
        ("DELETE FROM core_flowedition", [], ProgrammingError),
    ],
)
def test_database_errors_are_djangos(sql, params, error):
    with pytest.raises(error), transaction.atomic():
        statements.run(sql, params)
    assert statements.run("SELECT 1", []) == [(1,)]


@pytest.mark.django_db
def test_a_repeated_row_is_an_integrity_error_that_names_its_constraint():
    statements.run(INSERT, ["lost", 1])
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        statements.run(INSERT, ["lost", 1])
    assert caught.value.__cause__.diag.constraint_name == "flow_edition_number"
    assert FlowEdition.objects.count() == 1


def test_it_is_in_the_transaction_that_is_open(committed):
    def insert_and_fail():
        with transaction.atomic():
            statements.run(INSERT, ["lost", 1])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        insert_and_fail()
    assert not FlowEdition.objects.exists()
    statements.run(INSERT, ["lost", 1])
    assert FlowEdition.objects.exists()


def test_it_connects_by_itself(committed):
    connection.close()
    assert statements.run("SELECT current_user::text", []) == [("wangge_app",)]


def test_the_server_plans_it_once(committed):
    for number in range(3):
        statements.run("SELECT %s::int AS planned_once", [number])
    rows = statements.run("SELECT statement FROM pg_prepared_statements", [])
    assert sum("planned_once" in text for (text,) in rows) == 1


@pytest.mark.django_db
def test_values_never_become_sql():
    evil = "'; DROP TABLE core_outbox; --"
    assert statements.run("SELECT %s::text", [evil]) == [(evil,)]


def cut():
    """Let the server end the connection these tests hold, as it does when it is restarted."""
    ((pid,),) = statements.run("SELECT pg_backend_pid()", [])
    with admin() as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_question_survives_a_restart_of_the_server(committed):
    cut()
    assert statements.run("SELECT %s::int", [7]) == [(7,)]


def test_a_write_that_may_be_repeated_survives_it_too(committed):
    cut()
    statements.run(INSERT, ["lost", 1], repeatable=True)
    assert FlowEdition.objects.count() == 1


def test_a_write_is_not_sent_twice(committed):
    cut()
    with pytest.raises(OperationalError):
        statements.run(INSERT, ["lost", 1])
    connection.close()
    assert not FlowEdition.objects.exists()


def test_what_a_transaction_has_done_is_not_forgotten_by_asking_again(committed):
    def insert_and_be_cut_off():
        with transaction.atomic():
            statements.run(INSERT, ["lost", 1])
            cut()
            statements.run("SELECT 1", [])

    with pytest.raises(OperationalError):
        insert_and_be_cut_off()
    assert not FlowEdition.objects.exists()


def test_a_table_that_changed_meanwhile_is_read_as_it_is_now(committed):
    """A migration while the platform runs: the plan made before returns other columns."""
    with connections["owner"].cursor() as owner:
        owner.execute("CREATE TABLE changing (a int); GRANT SELECT ON changing TO wangge_app")
        try:
            assert statements.run("SELECT * FROM changing", []) == []
            owner.execute("ALTER TABLE changing ADD COLUMN b int; INSERT INTO changing VALUES (1, 2)")
            assert statements.run("SELECT * FROM changing", []) == [(1, 2)]
        finally:
            owner.execute("DROP TABLE changing")


def test_only_so_many_are_kept(committed, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    for number in range(9):
        assert statements.run(f"SELECT {number} AS many", []) == [(number,)]
    assert statements.run("SELECT 0 AS many", []) == [(0,)]
    ((kept,),) = statements.run("SELECT count(*) FROM pg_prepared_statements", [])
    assert kept <= 4  # three, and the one that counts


@pytest.mark.django_db
def test_the_orm_does_not_ask_again_whether_the_connection_lives(django_assert_num_queries):
    connection.health_check_done = False
    statements.run("SELECT 1", [])
    assert connection.health_check_done


def test_answers_come_whole_and_in_their_types(committed):
    sql = "SELECT n, 'x' || n, n::float8 / 2, CASE WHEN n % 2 = 0 THEN now() END FROM generate_series(1, %s) AS n"
    rows = statements.run(sql, [1000])
    assert [row[0] for row in rows] == list(range(1, 1001))
    assert rows[2][:3] == (3, "x3", 1.5)
    assert rows[2][3] is None
    assert rows[3][3].utcoffset() is not None
