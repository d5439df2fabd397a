"""What the application's database role may do: read and add to what is append-only, and no more."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from wangge.core.actors import job
from wangge.core.audit import AuditEntry, record
from wangge.core.models import FlowEdition, Outbox

pytestmark = pytest.mark.django_db

MODELS = apps.get_models(include_auto_created=True)
APPEND_ONLY = [model for model in MODELS if getattr(model, "append_only", False)]


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_it_works():
    assert run("SELECT current_user::text") == [(settings.APP_ROLE,)]
    record(job("test"), "test.done", ("case", "WG1"))
    assert AuditEntry.objects.latest("id").object_no == "WG1"


def test_the_tables_of_core_that_are_only_added_to():
    assert {"AuditEntry", "FlowEdition", "CalendarDay"} <= {model.__name__ for model in APPEND_ONLY}


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.db_table)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {table} SET {key} = {key}",
        "UPDATE {table} SET {key} = {key} WHERE false",
        "DELETE FROM {table}",
        "DELETE FROM {table} WHERE false",
        "TRUNCATE {table}",
        "SELECT 1 FROM {table} FOR UPDATE",
        "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE {table}",
    ],
)
def test_what_is_only_added_to_is_never_changed(model, sql):
    statement = sql.format(table=model._meta.db_table, key=model._meta.pk.column)
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(statement)


def test_through_the_orm_neither():
    entry = record(job("test"), "test.done")
    entry.reason = "otherwise"
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    edition = FlowEdition.objects.create(flow="lost", number=1, edition={}, by="test")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FlowEdition.objects.filter(pk=edition.pk).update(edition={"off": ["x"]})


def test_other_tables_are_worked_on():
    message = Outbox.objects.create(topic="told")
    message.attempts = 1
    message.save()
    message.delete()


@pytest.mark.parametrize(
    "model", [model for model in MODELS if model._meta.managed], ids=lambda m: m._meta.db_table
)
def test_every_table_has_exactly_its_rights(model):
    rights = {
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
        if run(f"SELECT has_table_privilege('{settings.APP_ROLE}', '{model._meta.db_table}', '{right}')")[0][
            0
        ]
    }
    added_to = {"SELECT", "INSERT"}
    assert rights == (added_to if model in APPEND_ONLY else added_to | {"UPDATE", "DELETE"})


def test_the_role_has_no_power_of_its_own():
    ((superuser, bypass, create_role, create_db, replication),) = run(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "FROM pg_roles WHERE rolname = current_user"
    )
    assert not any((superuser, bypass, create_role, create_db, replication))
    assert run("SELECT roleid FROM pg_auth_members WHERE member = current_user::regrole") == []
    assert run("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []


def test_it_can_become_nobody_else():
    owner = connections["owner"].settings_dict["USER"]
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f'SET ROLE "{owner}"')
