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
from wangge.events.lists.filters import Filters, narrowed
from wangge.events.models import Event
from wangge.insight.actions import SHARED_SQL
from wangge.insight.cells import PLACE_SQL, WHOLE_LAT_SQL, WHOLE_LNG_SQL, Cells
from wangge.network import queries as network
from wangge.network.scope import within

# A window that touches more grids than this is wide: the index by time finds its newest cases sooner.
NEAR_GRIDS = 150
MOST_NAMED = 10
# Only what the indexes by time and by region hold beside the filters: the cases of a cell are looked up afterwards.
COLUMNS = ("id", "lng", "lat", "due_at", "region_code", "opened_at")

_PLACE = PLACE_SQL.format(lngs="%s", lats="%s")
_HEAT = """
SELECT {place}, count(*) FROM ({cases}) t GROUP BY 1
"""
_CLUSTERS = f"""
SELECT cell.lng / 1e6, cell.lat / 1e6, cell.cases, cell.late, cell.region,
       one.case_no, one.item_code, one.catalogue_version,
       ARRAY(SELECT case_no FROM events_event WHERE id = ANY(cell.named) ORDER BY opened_at DESC, id DESC)
  FROM (SELECT count(*) AS cases, avg({WHOLE_LNG_SQL}) AS lng, avg({WHOLE_LAT_SQL}) AS lat,
               count(*) FILTER (WHERE due_at < %s) AS late,
               {{shared}} AS region, CASE WHEN count(*) = 1 THEN min(id) END AS single,
               {{named}} AS named
          FROM ({{cases}}) t GROUP BY {{place}}) cell
  LEFT JOIN events_event one ON one.id = cell.single
"""
_NAMED = f"(array_agg(id ORDER BY opened_at DESC, id DESC))[1:{MOST_NAMED}]"


def clusters(
    actor: Actor, cells: Cells, filters: Filters, outlines: int, most: int, named: bool
) -> list[tuple[Any, ...]]:
    """As `sums.clusters`, and, if they are to be `named`, the numbers of the newest cases of each. `outlines` is the
    number of those in force. One query."""
    found = _found(actor, cells, filters, outlines, most)
    if found is None:
        return []
    cases, parameters = found
    sql = _CLUSTERS.format(
        shared=SHARED_SQL, named=_NAMED if named else "NULL::bigint[]", cases=cases, place=_PLACE
    )
    return _fetched(sql, [clock_now(), *parameters, *cells.borders])


def heat(actor: Actor, cells: Cells, filters: Filters, outlines: int, most: int) -> list[tuple[Any, ...]]:
    """As `sums.heat`. One query."""
    found = _found(actor, cells, filters, outlines, most)
    if found is None:
        return []
    cases, parameters = found
    return _fetched(_HEAT.format(place=_PLACE, cases=cases), [*cells.borders, *parameters])


def _found(
    actor: Actor, cells: Cells, filters: Filters, outlines: int, most: int
) -> tuple[str, tuple[Any, ...]] | None:
    """The newest cases as a statement with its parameters; None without a jurisdiction, or where there is no grid."""
    cases = _inside(narrowed(within(Event.objects.all(), actor), filters), cells, outlines)
    if filters.overdue:
        cases = cases.filter(
            closed_at=None
        )  # as it must be (`event_rests`); said for the index of open cases
    try:
        return cases.order_by("-opened_at", "-id").values(*COLUMNS)[:most].query.sql_with_params()
    except EmptyResultSet:
        return None


def _fetched(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _inside(events: QuerySet[Event], cells: Cells, outlines: int) -> QuerySet[Event]:
    west, south, east, north = cells.box
    near = network.grids_touching(west, south, east, north, outlines)
    inside = events.filter(lng__gte=west, lng__lt=east, lat__gte=south, lat__lt=north)
    return inside.filter(region_code__in=near) if len(near) <= NEAR_GRIDS else inside
