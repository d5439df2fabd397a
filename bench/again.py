"""Statements of a write that was recorded once, made fit to be executed again and again by pgbench.

A case number is unique, so each time another one takes its place, drawn by pgbench. It stands within the JSON that
rows travel as; `replace` puts it there, which costs the server next to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.adapt import Dumper

from bench import recorded
from bench.recorded import Statement

DRAWN = "\\set number random(1000000000000000, 9000000000000000)\n"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text in which each `old` gives way to an SQL expression, which may name pgbench's variables."""

    text: str
    by: tuple[tuple[str, str], ...]


def renumbered(asked: Sequence[Statement], number: str) -> list[Statement]:
    """The statements with a number drawn anew wherever this one stood."""
    return [(sql, [_without(value, number) for value in params]) for sql, params in asked]


def script(url: str, asked: Sequence[Statement]) -> str:
    """A script of pgbench, which draws a number before each round."""
    return DRAWN + recorded.script(url, asked)


def _without(value: Any, number: str) -> Any:
    if isinstance(value, str) and number in value:
        return Replaced(value, ((number, ":number::text"),))
    return value


class _Dumper(Dumper):
    def quote(self, obj: Replaced) -> bytes:
        # In a script `:null` would be a variable.
        quoted = psycopg.sql.Literal(obj.text.replace('":', '": ')).as_string()
        for old, new in obj.by:
            quoted = f"replace({quoted}, {psycopg.sql.Literal(old).as_string()}, {new})"
        return quoted.encode()

    def dump(self, obj: Replaced) -> bytes:
        return self.quote(obj)


psycopg.adapters.register_dumper(Replaced, _Dumper)
