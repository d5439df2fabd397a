"""Putting the policies in force, after every migration, and refusing a role that they would not bind."""

from hashlib import sha256
from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from wangge.core.rows.guard import MAINTENANCE, guards, policy

NAME, LETTERBOX, BY_HAND = "guarded", "letterbox", "maintenance"

# The owner is bound as well (FORCE), so that even its own careless statement finds nothing: to work on a guarded
# table it says `SET wangge.job = 'maintenance'` first. It changes policies, so this is a reminder and no wall.
PROTECT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS {name} ON {table};
DROP POLICY IF EXISTS {letterbox} ON {table};
DROP POLICY IF EXISTS {by_hand} ON {table};
CREATE POLICY {name} ON {table} USING ({condition}) WITH CHECK ({condition});
CREATE POLICY {by_hand} ON {table} TO CURRENT_USER USING (current_setting('wangge.job', true) = {maintenance});
"""
OPEN = "CREATE POLICY {letterbox} ON {table} FOR INSERT WITH CHECK (true);"
NOTE = "COMMENT ON POLICY {name} ON {table} IS {note}"
NOTED = """
SELECT obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
 WHERE p.polname = %s AND c.oid = %s::regclass AND c.relrowsecurity AND c.relforcerowsecurity
"""
# A superuser or a role with BYPASSRLS is shown everything; whoever owns a table (or may become its owner) can take
# the policies away.
UNBOUND = """
SELECT r.rolsuper OR r.rolbypassrls, bool_or(pg_has_role(r.oid, c.relowner, 'MEMBER'))
  FROM pg_roles r LEFT JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
 WHERE r.rolname = current_user GROUP BY 1
"""

_asked: set[str] = set()


def protect(sender: AppConfig, using: str, **_: Any) -> None:
    """`post_migrate` receiver: give every guarded table of this app the policy its model declares now.

    Nothing is done where that policy stands already: to change one locks the table for a moment.
    """
    own = set(apps.get_app_config(sender.label).get_models(include_auto_created=True))
    with connections[using].cursor() as cursor:
        for model, guard in guards().items():
            if model not in own:
                continue
            condition = policy(model)
            statements = PROTECT + (OPEN if guard.letterbox else "")
            note = sha256((statements + condition).encode()).hexdigest()[:16]
            cursor.execute(NOTED, [NAME, f'"{model._meta.db_table}"'])
            if cursor.fetchone() == (note,):
                continue
            cursor.execute(
                sql.SQL(statements + NOTE).format(
                    table=sql.Identifier(model._meta.db_table),
                    name=sql.Identifier(NAME),
                    letterbox=sql.Identifier(LETTERBOX),
                    by_hand=sql.Identifier(BY_HAND),
                    condition=sql.SQL(condition),
                    maintenance=sql.Literal(MAINTENANCE),
                    note=sql.Literal(note),
                )
            )


def refuse_unbound(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """`connection_created` receiver: the role that serves is one the policies bind, or nothing is served.

    Asked once a process and database, on the connection that was just opened.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.alias != DEFAULT_DB_ALIAS or name in _asked:
        return
    row = connection.connection.execute(UNBOUND).fetchone()
    if row is not None and any(row):
        why = "bypasses row-level security" if row[0] else "owns the tables it should be kept from"
        connection.close()
        raise ImproperlyConfigured(f"The application's database role {why} (WANGGE_APP_DATABASE_URL).")
    _asked.add(name)
