"""What places and units are called, for statements that list something in them.

The same names as `places.names` and `units.unit_names` give, without a query of their own: places from memory, by the
version the statement tells; units by an expression. That is a look-up by key for every row that is shown, so put it
around what is already limited to a page. It names its table (`page.lead_unit_id`), and it is ours, never a caller's.
"""

from collections.abc import Mapping

from wangge.network.queries.finding import indexed

# The boundary version in force, for folding into a statement that shows places: what `named_at` is asked by.
VERSION_SQL = "(SELECT max(number) FROM network_boundaryversion)"


def named_at(number: int | None) -> Mapping[str, str]:
    """The full names of all regions and grids as of a boundary version (None: there is none yet), by code, from
    memory: names change with a version only. Two queries for a version not met before."""
    return indexed(number or 0).full_names


def unit_sql(number: str) -> str:
    """The name of the unit whose number this expression gives, NULL for none."""
    return f"(SELECT here.name FROM network_unit here WHERE here.id = {number})"  # noqa: S608
