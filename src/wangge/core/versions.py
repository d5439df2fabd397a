"""The numbers of everything that is published in versions, read together in one statement.

What carries a number never changes under it and may be kept in memory by that number for ever; only the
number itself must be fresh. Each context registers where its current number is to be read.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from wangge.core import statements

_sources: dict[str, str] = {}
# Of a kind many things are published of, each with numbers of its own: where they are read, and which there are.
_kinds: dict[str, tuple[str, set[str]]] = {}


def register(name: str, scalar_sql: str) -> None:
    """`scalar_sql` is a SELECT of one number, such as `SELECT max(number) FROM ...`."""
    _sources[name] = scalar_sql


def register_of(kind: str, name: str, rows_sql: str) -> None:
    """One of many of a kind, known as `kind:name`. `rows_sql` is a SELECT of the names and numbers of all that were
    published, the same for the whole kind: it is asked once, however many there are."""
    _kinds.setdefault(kind, (rows_sql, set()))[1].add(name)


def sql() -> str:
    """The columns `read` reads; for folding into another SELECT."""
    single = [f"(SELECT coalesce(({_sources[name]}), 0))" for name in sorted(_sources)]
    many = [
        f"(SELECT coalesce(json_object_agg(each.name, each.number), '{{}}')::text FROM ({_kinds[kind][0]})"  # noqa: S608
        " AS each(name, number))"
        for kind in sorted(_kinds)
    ]
    return ", ".join(single + many)


def width() -> int:
    """How many columns that is."""
    return len(_sources) + len(_kinds)


def read(columns: Sequence[Any]) -> dict[str, int]:
    """The number of everything that registered, from the columns of `sql`; 0 where nothing was published yet."""
    numbers = dict(zip(sorted(_sources), columns, strict=False))
    for kind, published in zip(sorted(_kinds), columns[len(_sources) :], strict=True):
        found = msgspec.json.decode(published, type=dict[str, int])
        numbers |= {f"{kind}:{name}": found.get(name, 0) for name in _kinds[kind][1]}
    return numbers


def current() -> dict[str, int]:
    """Every current number, in one query."""
    (row,) = statements.run(f"SELECT {sql()}", ())
    return read(row)
