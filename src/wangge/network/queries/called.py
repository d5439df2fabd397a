"""What places and units are called that something mentions, both in one query."""

from collections.abc import Iterable

from wangge.core import statements
from wangge.network.queries.naming import place_sql

_CALLED = f"""
SELECT given.code, NULL::bigint, {place_sql("given.code")} FROM unnest(%s::text[]) AS given(code)
 UNION ALL
SELECT '', unit.id, unit.name FROM network_unit unit WHERE unit.id = ANY(%s::bigint[])
"""  # noqa: S608  an expression of our own


def called(codes: Iterable[str], units: Iterable[int]) -> tuple[dict[str, str], dict[int, str]]:
    """The names `names` and `unit_names` give, in one query; none where there is nothing to name."""
    places, numbers = sorted(set(codes)), sorted(set(units))
    if not places and not numbers:
        return {}, {}
    rows = statements.run(_CALLED, [places, numbers])
    return (
        {code: name for code, number, name in rows if number is None and name != code},
        {number: name for _, number, name in rows if number is not None},
    )
