"""What places and units are called, as expressions for statements that list something in them.

The same names as `places.names` and `units.unit_names` give, without a query of their own. Each is a look-up by
key for every row that is shown, so put it around what is already limited to a page. An expression names its table
(`page.region_code`), and it is ours, never a caller's.
"""

from collections.abc import Mapping

from wangge.network.queries.finding import indexed

# The boundary version in force, for folding into a statement that shows places: what `named_at` is asked by.
VERSION_SQL = "(SELECT max(number) FROM network_boundaryversion)"

# From the county down; the shorter codes of a region are the same code several times over.
_PATH = (
    "array_to_string(ARRAY(SELECT above.short_name FROM network_region above"
    " WHERE above.code IN (left({code}, 6), left({code}, 9), left({code}, 12)) ORDER BY above.code), '')"
)


def place_sql(code: str) -> str:
    """The full name of the region or grid whose code this expression gives; the code itself where there is no
    such place, which says where it was."""
    path = _PATH.format(code=code)
    grid = f"(SELECT {path} || here.name FROM network_grid here WHERE here.code = {code})"  # noqa: S608
    region = f"(SELECT {path} FROM network_region here WHERE here.code = {code})"  # noqa: S608
    return f"coalesce(CASE WHEN length({code}) = 15 THEN {grid} ELSE {region} END, {code})"


def named_at(number: int | None) -> Mapping[str, str]:
    """The full names of all regions and grids as of a boundary version (None: there is none yet), by code, from
    memory: names change with a version only. Two queries for a version not met before."""
    return indexed(number or 0).full_names


def unit_sql(number: str) -> str:
    """The name of the unit whose number this expression gives, NULL for none."""
    return f"(SELECT here.name FROM network_unit here WHERE here.id = {number})"  # noqa: S608
