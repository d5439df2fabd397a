"""Prepared statements for the paths that are walked most, on the connection Django already holds.

The ORM's cursor interpolates on the client; here PostgreSQL parses and plans once per connection. Everything
else is as usual: the same transaction, the same errors, and the same query log that tests count.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from time import perf_counter
from typing import Any

import psycopg
from django.db import connection


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Execute one prepared statement and return its rows (none for a statement that returns none)."""
    connection.ensure_connection()
    began = perf_counter()
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(_numbered(sql), params, prepare=True)
        rows = cursor.fetchall() if cursor.description else []
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{perf_counter() - began:.3f}"})
    return rows


@lru_cache(maxsize=512)
def _numbered(sql: str) -> bytes:
    """A statement with `$1, $2, …` for its `%s`, as PostgreSQL wants it; a `%` is written `%%`.

    psycopg would do the same, but anew each time for statements as long as that of filing a report.
    """
    numbers = count(1)
    return re.sub("%[s%]", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", sql).encode()
