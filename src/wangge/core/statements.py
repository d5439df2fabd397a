"""Prepared statements for the paths that are walked most, on the connection Django already holds.

The ORM's cursor interpolates on the client; here PostgreSQL parses and plans once per connection. Everything
else is as usual: the same transaction, the same errors, and the same query log that tests count.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import psycopg
from django.db import connection


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Execute one prepared statement and return its rows (none for a statement that returns none)."""
    connection.ensure_connection()
    began = perf_counter()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql.encode(), params, prepare=True)
        rows = cursor.fetchall() if cursor.description else []
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{perf_counter() - began:.3f}"})
    return rows
