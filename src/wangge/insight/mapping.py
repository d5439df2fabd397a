"""Events on the map: clusters and heat of what the caller may see, in the cells that are on the screen.

How many there are in all, since or until some moment, in a region, is told from what is counted ahead (`counted`),
however many there are. What else may be asked (a state, an item, what is open) is put to the cases themselves
(`newest`), up to a cap, which is said. Both show what the lists show, as far as it has a point.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext

from wangge.core.actors import Actor
from wangge.core.words import N_
from wangge.events.labels import item_named
from wangge.events.lists.filters import Filters, check
from wangge.insight import counted, newest, sums
from wangge.insight.cells import Window
from wangge.network.queries.naming import named_at

CLUSTER_PIXELS = 64
HEAT_PIXELS = 32
# At most this many newest cases are grouped where cases have to be read.
CLUSTERED = 20_000
HEATED = 50_000
# From this zoom on a cluster names its newest cases: nearer it hardly comes apart any more.
NAMED_FROM = 17.0


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
    """The cases in cells of about 64 pixels that the window touches: two queries."""
    cells, named = window.cells(CLUSTER_PIXELS), window.zoom >= NAMED_FROM
    check(filters)
    now = counted.state()
    names = named_at(now.outlines)
    asked = None if named else counted.question(actor, cells, filters, now)
    if asked:
        return Clusters(_drawn(sums.clusters(asked), names), capped=False)
    rows = newest.clusters(actor, cells, filters, now.outlines, CLUSTERED, named)
    return Clusters(_drawn(rows, names), capped=sum(row[2] for row in rows) >= CLUSTERED)


def heat(actor: Actor, window: Window, filters: Filters) -> Heat:
    """The cases in cells of about 32 pixels that the window touches: two queries."""
    cells = window.cells(HEAT_PIXELS)
    check(filters)
    now = counted.state()
    asked = counted.question(actor, cells, filters, now)
    rows = sums.heat(asked) if asked else newest.heat(actor, cells, filters, now.outlines, HEATED)
    lngs, lats = ([round(each, 6) for each in axis] for axis in cells.middles)
    found = [HeatCell(lngs[place // 1000], lats[place % 1000], count) for place, count in rows]
    capped = asked is None and sum(each.count for each in found) >= HEATED
    return Heat(found, max((each.count for each in found), default=0), capped)


def _drawn(rows: Sequence[tuple[Any, ...]], names: Mapping[str, str]) -> list[Cluster]:
    """Rows of `sums.clusters` or `newest.clusters` with the names of their places, the largest first."""
    made = [
        Cluster(
            lng=round(lng, 6),
            lat=round(lat, 6),
            count=count,
            overdue=overdue,
            region=region,
            place=names.get(region, ""),
            case_no=case_no,
            label=_label(item_code, version) if case_no else None,
            cases=cases[0] if cases else [],
        )
        for lng, lat, count, overdue, region, case_no, item_code, version, *cases in rows
    ]
    made.sort(key=lambda each: (-each.count, each.lng, each.lat))
    return made


def _label(item_code: str, version: int) -> str:
    item = item_named(item_code, version)
    return item.label if item else gettext(UNKNOWN_ITEM)
