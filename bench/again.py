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
from wangge.events.models import Event

DRAWN = "\\set number random(1000000000000000, 9000000000000000)\n"
# A case of a range of ids, and a place in its chain that nothing stands at yet.
PICKED = """\\set id random({first}, {last})
\\set seq random(100, 2000000000)
SELECT case_no AS number FROM events_event WHERE id = :id \\gset
"""
# What a case that moves is checked by: here it has moved before.
VERSION, ANY_VERSION = 't.version = r."at"', 't.version >= 0 * r."at"'


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


def moved(asked: Sequence[Statement], case: Event, steps: int) -> list[Statement]:
    """The statements that moved this case on by its first `steps`, made to move any other, wherever it stands."""
    places = [(f'"seq": {seq}', f"""'"seq": ' || (:seq + {seq})""") for seq in range(1, steps + 1)]
    # It stays open, so that it can be moved again.
    closed = (f'"closed_at": "{case.closed_at:%Y-%m-%dT%H:%M:%S.%f}Z"', """'"closed_at": null'""")
    by = ((case.case_no, ":number::text"), (f'"of": {case.pk}', """'"of": ' || :id"""), closed, *places)

    def other(value: Any) -> Any:
        stands = isinstance(value, str) and (case.case_no in value or value.startswith("{"))
        return Replaced(value, by) if stands else value

    return [(sql.replace(VERSION, ANY_VERSION), [other(value) for value in params]) for sql, params in asked]


def moving(url: str, asked: Sequence[Statement], first: int, last: int) -> str:
    """A script of pgbench that moves a case of these ids each time."""
    return PICKED.format(first=first, last=last) + recorded.script(url, asked)


def _without(value: Any, number: str) -> Any:
    if isinstance(value, str) and number in value:
        return Replaced(value, ((number, ":number::text"),))
    return value


class _Dumper(Dumper):
    def quote(self, obj: Replaced) -> bytes:
        # In a script `:null` would be a variable.
        text = obj.text.replace('":', '": ')
        quoted = psycopg.sql.Literal(text).as_string()
        for old, new in (each for each in obj.by if each[0] in text):
            quoted = f"replace({quoted}, {psycopg.sql.Literal(old).as_string()}, {new})"
        return quoted.encode()

    def dump(self, obj: Replaced) -> bytes:
        return self.quote(obj)


psycopg.adapters.register_dumper(Replaced, _Dumper)
