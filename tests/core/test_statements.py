"""Prepared statements on Django's own connection: counted, in its transactions, with its errors."""

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from wangge.core import statements
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
