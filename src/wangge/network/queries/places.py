"""Regions and grids: what they are called, what they hold, the card of one grid."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from wangge.core import statements
from wangge.core.codes import ancestors, chain, is_grid, is_region
from wangge.network.models import Grid
from wangge.network.queries.postings import WorkerView, workers_of

_NAMES = """
SELECT code, short_name, level FROM network_region WHERE code = ANY(%s)
 UNION ALL
SELECT code, name, 'grid' FROM network_grid WHERE code = ANY(%s)
"""

_REGION = """
SELECT code, name, short_name, level, parent_id FROM network_region WHERE code = ANY(%s) ORDER BY code
"""

# ':' follows '9' in the C collation: the two bounds are all grids whose code begins with the region's.
_CHILDREN = """
SELECT code, name, level, children, grids FROM (
    SELECT r.code, r.short_name AS name, r.level, r.sort_key,
           (SELECT count(*) FROM network_region c WHERE c.parent_id = r.code) AS children,
           (SELECT count(*) FROM network_grid g WHERE g.code >= r.code AND g.code < r.code || ':') AS grids
      FROM network_region r WHERE r.parent_id = %s
     UNION ALL
    SELECT g.code, g.name, 'grid', g.code, 0, 1 FROM network_grid g WHERE g.community_id = %s
) below ORDER BY sort_key, code
"""

_CARD = """
SELECT g.kind, g.phone, coalesce(p.name, ''), coalesce(p.kind, ''),
       b.area, b.lng, b.lat, b.generated, b.source
  FROM network_grid g
  JOIN network_boundary b ON b.code = g.code AND b.to_version_id IS NULL
  LEFT JOIN network_partyorganisation p ON p.grid_id = g.code
 WHERE g.code = %s
"""

_CENTRE = "SELECT lng, lat FROM network_boundary WHERE code = %s AND to_version_id IS NULL"


@dataclass(frozen=True, slots=True)
class Place:
    """A region or grid by code, short name and level."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class ChildView:
    """A region below another, or a grid of a community; `children` counts the regions directly below it,
    `grids` all grids in it (1 for a grid)."""

    code: str
    name: str
    level: str
    children: int
    grids: int


@dataclass(frozen=True, slots=True)
class RegionView:
    """`name` is the official one, `full_name` the path from the county down; `above` begins at the city."""

    code: str
    name: str
    short_name: str
    full_name: str
    level: str
    parent: str | None
    above: list[Place]
    children: list[ChildView]
    grids: int


@dataclass(frozen=True, slots=True)
class GridCard:
    """A grid with its Party organisation, its workers and its outline's facts; `area` in square metres, the
    point in degrees; `generated` says that the outline is plausible, not surveyed."""

    code: str
    name: str
    full_name: str
    kind: str
    phone: str
    above: list[Place]
    party: str
    party_kind: str
    area: float
    lng: float
    lat: float
    generated: bool
    source: str
    workers: list[WorkerView]


def names(codes: Iterable[str]) -> dict[str, str]:
    """Full names, from the county down to the region or grid, by code, in one query for all of them.

    The city is called by its own name alone. Codes that are unknown are left out.
    """
    wanted = {code for code in set(codes) if is_grid(code) or is_region(code)}
    if not wanted:
        return {}
    places = _places(wanted)
    return {code: full_name(code, places) for code in wanted if code in places}


def path(code: str) -> list[Place]:
    """A region or grid with those above it, the city first; empty if there is none. One query."""
    places = _places({code}) if is_grid(code) or is_region(code) else {}
    return [places[each] for each in chain(code)] if code in places else []


def region(code: str) -> RegionView | None:
    """A region with those above it and its children, in pinyin order, grids by number. Two queries."""
    if not is_region(code):
        return None
    rows = statements.run(_REGION, ([*ancestors(code), code],))
    if not rows or rows[-1][0] != code:
        return None
    places = {row[0]: Place(row[0], row[2], row[3]) for row in rows}
    _, name, short_name, level, parent = rows[-1]
    children = [ChildView(*row) for row in statements.run(_CHILDREN, (code, code))]
    return RegionView(
        code=code,
        name=name,
        short_name=short_name,
        full_name=full_name(code, places),
        level=level,
        parent=parent,
        above=[places[each] for each in ancestors(code)],
        children=children,
        grids=sum(child.grids for child in children),
    )


def grids(region_prefix: str = "") -> QuerySet[Grid]:
    """The grids of a region: for pages of them."""
    return Grid.objects.filter(code__startswith=region_prefix)


def grid_card(code: str) -> GridCard | None:
    """Everything a card of this grid shows. Three queries."""
    if not is_grid(code):
        return None
    rows = statements.run(_CARD, (code,))
    if not rows:
        return None
    kind, phone, party, party_kind, area, lng, lat, generated, source = rows[0]
    places = _places({code})
    return GridCard(
        code=code,
        name=places[code].name,
        full_name=full_name(code, places),
        kind=kind,
        phone=phone,
        above=[places[each] for each in ancestors(code)],
        party=party,
        party_kind=party_kind,
        area=area,
        lng=lng,
        lat=lat,
        generated=generated,
        source=source,
        workers=workers_of(code),
    )


def grid_centre(code: str) -> tuple[float, float] | None:
    """A point in the middle of a region or grid, (longitude, latitude) in degrees. One query."""
    rows = statements.run(_CENTRE, (code,))
    return (rows[0][0], rows[0][1]) if rows else None


def place_exists(code: str) -> bool:
    """Whether this is the code of a region or grid of the city. One query."""
    return code in names([code])


def full_name(code: str, places: dict[str, Place]) -> str:
    """The names from the county down, put together as an address is; the city's own for the city."""
    whole = chain(code)
    return "".join(places[each].name for each in (whole[1:] or whole) if each in places)


def _places(codes: set[str]) -> dict[str, Place]:
    every = codes.union(*(ancestors(code) for code in codes))
    rows = statements.run(
        _NAMES, ([each for each in every if len(each) < 15], [each for each in every if len(each) == 15])
    )
    return {row[0]: Place(*row) for row in rows}
