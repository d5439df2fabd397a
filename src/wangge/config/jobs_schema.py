"""The tables of the job queue, in a schema of their own because they have triggers (design §5).

procrastinate ships one file with the whole schema and one file for each change since. A new database gets the
whole; the names of the changes it already contains are noted in `jobs.change`, so that a later version of
procrastinate applies only its new ones.
"""

from pathlib import Path
from typing import Any

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
    changes = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    lock = "hashtext('wangge jobs schema')"
    with owner.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({lock})")
        try:
            with transaction.atomic(using=owner.alias):
                cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                cursor.execute("CREATE TABLE IF NOT EXISTS jobs.change (name text PRIMARY KEY)")
                cursor.execute("SELECT name FROM jobs.change")
                applied = {name for (name,) in cursor.fetchall()}
                missing = [path for path in changes if path.name not in applied]
                if not applied:
                    apply(cursor, SchemaManager.get_schema(), missing)
            if applied:
                for path in missing:  # each by itself: one may use what another only just added to a type
                    with transaction.atomic(using=owner.alias):
                        apply(cursor, path.read_text(encoding="utf-8"), [path])
            grant(cursor)
        finally:
            cursor.execute(f"SELECT pg_advisory_unlock({lock})")
    return bool(missing)


def apply(cursor: Any, statements: str, contained: list[Path]) -> None:
    """Run a file of procrastinate's in the schema, and note which changes it contains."""
    cursor.execute(f"SET LOCAL search_path = {SCHEMA}")
    cursor.execute(statements)
    for path in contained:
        cursor.execute("INSERT INTO change VALUES (%s)", [path.name])


def grant(cursor: Any) -> None:
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
