"""The numbers of everything that is published in versions, read together in one statement.

What carries a number never changes under it and may be kept in memory by that number for ever; only the
number itself must be fresh. Each context registers where its current number is to be read.
"""

from wangge.core import statements

_sources: dict[str, str] = {}


def register(name: str, scalar_sql: str) -> None:
    """`scalar_sql` is a SELECT of one number, such as `SELECT max(number) FROM ...`."""
    _sources[name] = scalar_sql


def sql() -> str:
    """One SELECT with a column per registered name, in the order of `names()`; for folding into others."""
    return ", ".join(f"(SELECT coalesce(({_sources[name]}), 0))" for name in names())


def names() -> list[str]:
    return sorted(_sources)


def current() -> dict[str, int]:
    """Every current number, in one query."""
    (row,) = statements.run(f"SELECT {sql()}", ())
    return dict(zip(names(), row, strict=True))
