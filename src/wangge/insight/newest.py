"""Cells answered from the cases themselves: the newest of those that fit, up to a cap.

A near window is answered from the index by region (the grids that touch it), a wide one from the index by time.
What is grouped is decided by `within` and the filters of every other list.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now as clock_now

from wangge.core.actors import Actor
from wangge.events.filters import Filters, narrowed
from wangge.events.models import Event
from wangge.insight.actions import SHARED_SQL
from wangge.insight.cells import X_SQL, Y_SQL, Cells
from wangge.network import queries as network
from wangge.network.scope import within

# A window that touches more grids than this is wide: the index by time finds its newest cases sooner.
NEAR_GRIDS = 150
MOST_NAMED = 10
# Only what the indexes by time and by region hold beside the filters: the cases of a cell are looked up afterwards.
COLUMNS = ("id", "lng", "lat", "due_at", "region_code", "opened_at")

_CELL = f"{X_SQL} AS x, {Y_SQL} AS y".replace("{size}", "%s")
_ONLY = "x BETWEEN %s AND %s AND y BETWEEN %s AND %s"
_HEAT = """
SELECT x, y, count(*) FROM (SELECT {cell} FROM ({cases}) t) t WHERE {only} GROUP BY x, y
"""
_CLUSTERS = """
SELECT cell.lng, cell.lat, cell.cases, cell.late, cell.region,
       one.case_no, one.item_code, one.catalogue_version,
       ARRAY(SELECT case_no FROM events_event WHERE id = ANY(cell.named) ORDER BY opened_at DESC, id DESC)
  FROM (SELECT count(*) AS cases, avg(lng) AS lng, avg(lat) AS lat, count(*) FILTER (WHERE due_at < %s) AS late,
               {shared} AS region, CASE WHEN count(*) = 1 THEN min(id) END AS single,
               (array_agg(id ORDER BY opened_at DESC, id DESC))[1:%s] AS named
          FROM (SELECT *, {cell} FROM ({cases}) t) t WHERE {only} GROUP BY x, y) cell
  LEFT JOIN events_event one ON one.id = cell.single
"""


def clusters(
    actor: Actor, cells: Cells, filters: Filters, outlines: int, most: int, named: bool
) -> list[tuple[Any, ...]]:
    """As `sums.clusters`, and, if they are to be `named`, the numbers of the newest cases of each. `outlines` is the
    number of those in force. One query."""
    cases = _inside(narrowed(within(Event.objects.all(), actor), filters), cells, outlines)
    return _run(_CLUSTERS, [clock_now(), MOST_NAMED if named else 0], cases, cells, most)


def heat(actor: Actor, cells: Cells, filters: Filters, outlines: int, most: int) -> list[tuple[Any, ...]]:
    """As `sums.heat`. One query."""
    cases = _inside(narrowed(within(Event.objects.all(), actor), filters), cells, outlines)
    return _run(_HEAT, [], cases, cells, most)


def _run(
    sql: str, first: list[Any], cases: QuerySet[Event], cells: Cells, most: int
) -> list[tuple[Any, ...]]:
    try:
        inner, parameters = (
            cases.order_by("-opened_at", "-id").values(*COLUMNS)[:most].query.sql_with_params()
        )
    except EmptyResultSet:  # no jurisdiction, or no grid there
        return []
    size = float(2**cells.level)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(cell=_CELL, cases=inner, only=_ONLY, shared=SHARED_SQL),
            [*first, size, size, *parameters, cells.left, cells.right, cells.top, cells.bottom],
        )
        return cursor.fetchall()


def _inside(events: QuerySet[Event], cells: Cells, outlines: int) -> QuerySet[Event]:
    west, south, east, north = cells.box
    near = network.grids_touching(west, south, east, north, outlines)
    inside = events.filter(lng__range=(west, east), lat__range=(south, north))
    return inside.filter(region_code__in=near) if len(near) <= NEAR_GRIDS else inside
