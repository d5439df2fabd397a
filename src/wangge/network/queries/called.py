"""What places and units are called that something mentions, both in one query."""

from collections.abc import Iterable

import msgspec

from wangge.core import statements
from wangge.network.queries.naming import VERSION_SQL, named_at
from wangge.network.queries.units import unit_names_sql

_CALLED = f"SELECT {VERSION_SQL}, {unit_names_sql('%s::bigint[]')}"


def called(codes: Iterable[str], units: Iterable[int]) -> tuple[dict[str, str], dict[int, str]]:
    """The names `names` and `unit_names` give, in one query; none where there is nothing to name."""
    places, numbers = sorted(set(codes)), sorted(set(units))
    if not places and not numbers:
        return {}, {}
    ((version, named),) = statements.run(_CALLED, [numbers])
    known = named_at(version)
    return {code: known[code] for code in places if code in known}, msgspec.json.decode(
        named, type=dict[int, str]
    )
