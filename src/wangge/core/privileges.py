"""What the application's database role may do, granted after every migration.

Rules that must hold even against our own mistakes are privileges, not triggers (triggers do not work on
distributed tables, design §5): a model that says `append_only = True` can be read and added to, never
changed or deleted, by the role that serves requests.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from psycopg import sql


def grant(sender: AppConfig, using: str, **_: Any) -> None:
    """`post_migrate` receiver: grant this app's tables and sequences to `settings.APP_ROLE`."""
    with connections[using].cursor() as cursor:
        for model in apps.get_app_config(sender.label).get_models(include_auto_created=True):
            table = sql.Identifier(model._meta.db_table)
            role = sql.Identifier(settings.APP_ROLE)
            rights = sql.SQL(
                "SELECT, INSERT" if getattr(model, "append_only", False) else "SELECT, INSERT, UPDATE, DELETE"
            )
            cursor.execute(
                sql.SQL("REVOKE ALL ON {table} FROM {role}; GRANT {rights} ON {table} TO {role}").format(
                    table=table, role=role, rights=rights
                )
            )
        cursor.execute(
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}").format(
                role=sql.Identifier(settings.APP_ROLE)
            )
        )
        if sender.label == "core":
            # The one way to delete from the log: old entries only, whoever calls it (`audit.retention`).
            cursor.execute(
                sql.SQL("GRANT EXECUTE ON FUNCTION core_audit_forget(bigint) TO {role}").format(
                    role=sql.Identifier(settings.APP_ROLE)
                )
            )
