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
from django.db import DEFAULT_DB_ALIAS, connections

from wangge.core.prepared import prepared


def run(
    sql: str, params: Sequence[Any], fresh: bool = False, repeatable: bool = False
) -> list[tuple[Any, ...]]:
    """Execute one prepared statement and return its rows (none for a statement that returns none).

    `fresh` is for statements whose best plan depends on their values (how large is this area, how frequent this
    state): PostgreSQL plans them each time, for those values.

    A SELECT outside a transaction that finds the connection dead (the server was restarted) is asked again on
    a new one, and so is what is `repeatable`: doing it twice harms nobody. Such is the first statement of every
    request, so what comes after finds a connection that lives.
    """
    door: Any = connections[DEFAULT_DB_ALIAS]
    began = perf_counter()
    with door.wrap_database_errors:
        try:
            rows = _execute(door, sql, params, fresh)
        except psycopg.OperationalError:
            if not ((repeatable or sql.lstrip().startswith("SELECT")) and _lost(door)):
                raise
            door.close()
            rows = _execute(door, sql, params, fresh)
    # Django would ask the server with a statement of its own before the first of the ORM's.
    door.health_check_done = True
    if door.queries_logged:
        door.queries_log.append({"sql": sql, "time": f"{perf_counter() - began:.3f}"})
    return rows


def limit(seconds: float) -> None:
    """Let PostgreSQL give up each statement of this process after so long, on every connection made from now on.

    For processes that answer requests: whoever asked has gone by then, and what they asked for would go on. A
    statement given up is an OperationalError caused by `psycopg.errors.QueryCanceled`.
    """
    options: dict[str, Any] = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]
    bound = f"-c statement_timeout={round(seconds * 1000)}"
    options["options"] = " ".join(filter(None, [options.get("options", ""), bound]))


def _execute(door: Any, sql: str, params: Sequence[Any], fresh: bool) -> list[tuple[Any, ...]]:
    door.ensure_connection()
    connection: psycopg.Connection[Any] = door.connection
    ready = prepared(connection)
    if not connection.autocommit:
        ready.begin()
    return ready.execute(_numbered(sql), params, fresh)


def _lost(door: Any) -> bool:
    """Whether the connection is gone, and nothing is lost with it: no transaction was under way."""
    return bool(door.connection and door.connection.closed and not door.in_atomic_block)


@lru_cache(maxsize=512)
def _numbered(sql: str) -> bytes:
    """A statement with `$1, $2, …` for its `%s`, as PostgreSQL wants it; a `%` is written `%%`.

    psycopg would do the same, but anew each time for statements as long as that of filing a report.
    """
    numbers = count(1)
    return re.sub("%[s%]", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", sql).encode()
