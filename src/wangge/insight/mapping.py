"""Events on the map: clusters and heat of what the caller may see, inside the window that is on the screen.

A near window is answered from the index by region (the grids that touch it), a wide one from the index by time;
both stop at a cap, newest first, and say so. What is grouped is decided by `within` and the filters of every
other list, so the map shows what the lists show, as far as it has a point.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.core.actors import Actor
from wangge.core.codes import LENGTHS
from wangge.core.words import N_
from wangge.events.filters import Filters, narrowed
from wangge.events.models import Event
from wangge.events.queries import item_named
from wangge.network import queries as network
from wangge.network.scope import within

CLUSTER_PIXELS = 64
HEAT_PIXELS = 24
# At most this many newest cases are grouped, each a look into the table: what bounds the time of a wide window.
CLUSTERED = 20_000
HEATED = 50_000
# A window that touches more grids than this is wide: the index by time finds its newest cases sooner.
NEAR_GRIDS = 150
# From this zoom on a cluster names its newest cases: nearer it hardly comes apart any more.
NAMED_FROM = 17.0
MOST_NAMED = 10
# A window is cut into no more cells than this in either direction, whatever zoom is claimed.
MOST_CELLS = 128
TILE = 512  # pixels of a map tile, as the map counts zoom

_GROUP = """
SELECT floor((lng - %s) / %s), floor((lat - %s) / %s), count(*), avg(lng), avg(lat),
       count(*) FILTER (WHERE due_at < %s), min(region_code), max(region_code),
       min(case_no), min(item_code), min(catalogue_version), {named}
  FROM ({cases}) t GROUP BY 1, 2
"""
_NAMED = f"(array_agg(case_no ORDER BY opened_at DESC, id DESC))[1:{MOST_NAMED}]"
COLUMNS = (
    "id",
    "lng",
    "lat",
    "due_at",
    "region_code",
    "case_no",
    "item_code",
    "catalogue_version",
    "opened_at",
)


@dataclass(frozen=True, slots=True)
class Window:
    """What is on the screen, in degrees, at a zoom of the map (a tile of 512 pixels at zoom 0 is the world)."""

    west: float
    south: float
    east: float
    north: float
    zoom: float

    def cell(self, pixels: int) -> tuple[float, float]:
        """Width and height in degrees of a cell that is so many pixels on the screen."""
        width = 360.0 * pixels / (TILE * 2.0**self.zoom)
        width = max(width, (self.east - self.west) / MOST_CELLS)
        shrink = math.cos(math.radians((self.south + self.north) / 2))
        height = max(width * shrink, (self.north - self.south) / MOST_CELLS)
        return width, height


class Cluster(msgspec.Struct, frozen=True, omit_defaults=True):
    """Cases that lie together: the middle of their points, how many, how many of them overdue, and the smallest
    region or grid that holds all. A single case has its number and its item as `label`; from zoom 17 on
    `cases` are the numbers of the newest ten."""

    lng: float
    lat: float
    count: int
    overdue: int
    region: str
    place: str
    case_no: str | None = None
    label: str | None = None
    cases: list[str] = []


class Clusters(msgspec.Struct, frozen=True):
    """`capped`: there are more, only the newest are shown."""

    clusters: list[Cluster]
    capped: bool


class HeatCell(msgspec.Struct, frozen=True):
    lng: float
    lat: float
    count: int


class Heat(msgspec.Struct, frozen=True):
    """Cases in each cell, at the cell's middle; `most` is the highest count, 0 without any."""

    cells: list[HeatCell]
    most: int
    capped: bool


UNKNOWN_ITEM = N_("Item not yet known")


def clusters(actor: Actor, window: Window, filters: Filters) -> Clusters:
    """The cases in the window in cells of 64 pixels: three queries."""
    rows = _grouped(actor, window, filters, CLUSTER_PIXELS, CLUSTERED)
    regions = [_shared(row[6], row[7]) for row in rows]
    names = network.names(regions)
    made = [
        Cluster(
            lng=round(row[3], 6),
            lat=round(row[4], 6),
            count=row[2],
            overdue=row[5],
            region=region,
            place=names.get(region, ""),
            case_no=row[8] if row[2] == 1 else None,
            label=_label(row[9], row[10]) if row[2] == 1 else None,
            cases=row[11] or [],
        )
        for row, region in zip(rows, regions, strict=True)
    ]
    made.sort(key=lambda each: (-each.count, each.lng, each.lat))
    return Clusters(made, sum(each.count for each in made) >= CLUSTERED)


def heat(actor: Actor, window: Window, filters: Filters) -> Heat:
    """The cases in the window in cells of 24 pixels: two queries."""
    width, height = window.cell(HEAT_PIXELS)
    cells = [
        HeatCell(
            lng=round(window.west + (column + 0.5) * width, 6),
            lat=round(window.south + (line + 0.5) * height, 6),
            count=count,
        )
        for column, line, count, *_ in _grouped(actor, window, filters, HEAT_PIXELS, HEATED)
    ]
    total = sum(each.count for each in cells)
    return Heat(cells, max((each.count for each in cells), default=0), total >= HEATED)


def _grouped(actor: Actor, window: Window, filters: Filters, pixels: int, most: int) -> list[tuple[Any, ...]]:
    """The newest cases in the window, `most` of them, counted by cell."""
    cases = _inside(narrowed(within(Event.objects.all(), actor), filters), window)
    newest = cases.order_by("-opened_at", "-id").values(*COLUMNS)[:most]
    try:
        inner, parameters = newest.query.sql_with_params()
    except EmptyResultSet:  # no jurisdiction, or no grid there
        return []
    width, height = window.cell(pixels)
    named = _NAMED if window.zoom >= NAMED_FROM and pixels == CLUSTER_PIXELS else "NULL"
    now: datetime = clock_now()
    with connection.cursor() as cursor:
        cursor.execute(
            _GROUP.format(cases=inner, named=named),
            [window.west, width, window.south, height, now, *parameters],
        )
        return cursor.fetchall()


def _inside(events: QuerySet[Event], window: Window) -> QuerySet[Event]:
    near = network.grids_touching(window.west, window.south, window.east, window.north)
    inside = events.filter(lng__range=(window.west, window.east), lat__range=(window.south, window.north))
    return inside.filter(region_code__in=near) if len(near) <= NEAR_GRIDS else inside


def _shared(first: str, last: str) -> str:
    """The smallest region (or grid) all codes from `first` to `last` lie in."""
    return next(
        (first[:length] for length in sorted(LENGTHS.values(), reverse=True)
         if len(first) >= length and first[:length] == last[:length]),
        "",
    )  # fmt: skip


def _label(item_code: str, version: int) -> str:
    item = item_named(item_code, version)
    return item.label if item else gettext(UNKNOWN_ITEM)
