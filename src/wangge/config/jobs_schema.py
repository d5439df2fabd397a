"""The tables of the job queue, in a schema of their own because they have triggers (design §5).

procrastinate ships one file with the whole schema and one file for each change since. A new database gets the
whole; the names of the changes it already contains are noted in `jobs.change`, so that a later version of
procrastinate applies only its new ones.
"""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from procrastinate.schema import SchemaManager
from psycopg import sql

SCHEMA = "jobs"


def ensure(owner: BaseDatabaseWrapper) -> bool:
    """Make the schema or bring it up to the installed procrastinate, as the owner; True if it changed.

    The worker must not run meanwhile (the launcher stops the processes before it sets up).
    """
    changes = {path.name: path for path in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))}
    with transaction.atomic(using=owner.alias), owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wangge jobs schema'))")
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        cursor.execute(f"SET LOCAL search_path = {SCHEMA}")
        cursor.execute("CREATE TABLE IF NOT EXISTS change (name text PRIMARY KEY)")
        cursor.execute("SELECT name FROM change")
        applied = {name for (name,) in cursor.fetchall()}
        missing = [name for name in changes if name not in applied]
        if applied:
            for name in missing:
                cursor.execute(changes[name].read_text(encoding="utf-8"))
        else:
            cursor.execute(SchemaManager.get_schema())
        for name in missing:
            cursor.execute("INSERT INTO change VALUES (%s)", [name])
        grant(cursor)
    return bool(missing)


def grant(cursor) -> None:  # type: ignore[no-untyped-def]  # Django's cursor wrapper has no public type
    """The application's role works the queue: it reads and writes the tables, and owns none of them."""
    role = sql.Identifier(settings.APP_ROLE)
    for statement in (
        "GRANT USAGE ON SCHEMA jobs TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON jobs.change FROM {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA jobs TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA jobs TO {role}",
    ):
        cursor.execute(sql.SQL(statement).format(role=role))
