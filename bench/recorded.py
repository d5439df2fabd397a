"""What a piece of work asks of the database, so that pgbench can ask the same."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

import psycopg
from django.db import connection
from django.test import Client

from bench import pgbench
from bench.people import Login
from wangge.core import statements

Statement = tuple[str, Sequence[Any]]


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements executed meanwhile on the application's connection, prepared ones and the ORM's, in order."""
    executed: list[Statement] = []
    run = statements.run

    def prepared(sql: str, params: Sequence[Any], *how: bool, **named: bool) -> list[tuple[Any, ...]]:
        executed.append((sql, list(params)))
        return run(sql, params, *how, **named)

    def composed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        executed.append((sql, list(params or ())))
        return execute(sql, params, many, context)

    with mock.patch.object(statements, "run", prepared), connection.execute_wrapper(composed):
        yield executed


def asked_by(login: Login, path: str) -> list[Statement]:
    """Everything a GET of this path asks of the database, who asks included. A first request goes unrecorded: what
    a process reads once is no part of the work."""
    client = Client(headers=login.headers)
    first = client.get(path)
    assert first.status_code == 200, first.content
    with recorded() as executed:
        client.get(path)
    return executed


def script(url: str, asked: Sequence[Statement]) -> str:
    """These statements as a script of pgbench."""
    with psycopg.connect(url, connect_timeout=5) as written:
        return "".join(f"{pgbench.literal(written, *each)};\n" for each in asked)
