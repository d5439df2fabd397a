"""Regions, grids and their outlines, one by one and in lists."""

from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import Query, Router, Schema

from wangge.core import problems
from wangge.core.codes import checked
from wangge.core.http import pages
from wangge.core.http.limits import Limit
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.network import labels, locate, queries
from wangge.network.api import who
from wangge.network.problems import OUTSIDE

router = Router(tags=["network"])

Degrees = Annotated[float, Query(allow_inf_nan=False)]


class PlaceOut(Schema):
    code: str
    name: str
    level: str
    level_name: str


class ChildOut(PlaceOut):
    """`children` counts the regions directly below, `grids` all grids in it."""

    children: int
    grids: int


class RegionOut(PlaceOut):
    """`name` is the official name; `above` begins at the city."""

    short_name: str
    full_name: str
    parent: str | None
    above: list[PlaceOut]
    children: list[ChildOut]
    grids: int


class BoundaryProperties(Schema):
    """`generated`: plausible, not surveyed; say so wherever it is shown."""

    code: str
    level: str
    version: int
    coord_sys: str
    area: float
    generated: bool
    source: str


class BoundaryOut(Schema):
    """A GeoJSON feature (RFC 7946)."""

    type: str = "Feature"
    id: str
    bbox: tuple[float, float, float, float]
    properties: BoundaryProperties
    geometry: dict[str, Any]


class GridOut(Schema):
    code: str
    name: str
    full_name: str
    community: str
    kind: str
    kind_name: str


class GridPage(Schema):
    items: list[GridOut]
    next: str | None


class WorkerOut(Schema):
    name: str
    role: str
    since: str


class GridCardOut(GridOut):
    """Area in square metres; the point lies in the grid, in its middle where that lies inside."""

    phone: str
    above: list[PlaceOut]
    party: str
    area: float
    lng: float
    lat: float
    generated: bool
    source: str
    workers: list[WorkerOut]


class LocateOut(Schema):
    grid: str
    name: str
    full_name: str
    above: list[PlaceOut]


# /regions/<code>
@router.get("/regions/{code}", response=RegionOut, summary="A region with its children")
def region(request: HttpRequest, code: str) -> RegionOut:
    """The region, those above it, and its children in the order of their names, grids by number."""
    who.may_see(request)
    found = queries.region(code)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return RegionOut(
        code=found.code,
        name=found.name,
        level=found.level,
        level_name=labels.level(found.level),
        short_name=found.short_name,
        full_name=found.full_name,
        parent=found.parent,
        above=_places(found.above),
        children=[
            ChildOut(
                code=child.code,
                name=child.name,
                level=child.level,
                level_name=labels.level(child.level),
                children=child.children,
                grids=child.grids,
            )
            for child in found.children
        ],
        grids=found.grids,
    )


# /regions/<code>/boundary
@router.get("/regions/{code}/boundary", response=BoundaryOut, summary="The outline of a region or grid")
def boundary(request: HttpRequest, response: HttpResponse, code: str) -> BoundaryOut | HttpResponse:
    """GeoJSON; the `ETag` changes with the version of this outline."""
    who.may_see(request)
    found = queries.boundary(code)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    etag = f'"{found.code}-{found.version}"'
    response["ETag"] = etag
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    return BoundaryOut(
        id=found.code,
        bbox=found.bbox,
        properties=BoundaryProperties(
            code=found.code,
            level=found.level,
            version=found.version,
            coord_sys=found.coord_sys,
            area=round(found.area, 1),
            generated=found.generated,
            source=labels.outline_source(found.source),
        ),
        geometry=msgspec.json.decode(found.geojson()),
    )


# /grids
@router.get("/grids", response=GridPage, summary="The grids of a region")
def grids(
    request: HttpRequest, region: str = "", cursor: str | None = None, limit: Limit = pages.LIMIT
) -> GridPage:
    """By code; without a region, those of the whole city."""
    who.may_see(request)
    if region:
        checked(region, "region")
    page = pages.page(queries.grids(region), order=("code",), cursor=cursor, limit=limit)
    names = queries.names(grid.code for grid in page.items)
    return GridPage(
        items=[
            GridOut(
                code=grid.code,
                name=grid.name,
                full_name=names[grid.code],
                community=grid.community_id,
                kind=grid.kind,
                kind_name=labels.grid_kind(grid.kind),
            )
            for grid in page.items
        ],
        next=page.next,
    )


# /grids/<code>
@router.get("/grids/{code}", response=GridCardOut, summary="The card of a grid")
def grid_card(request: HttpRequest, code: str) -> GridCardOut:
    """What the grid is, its Party organisation, who serves there."""
    who.may_see(request)
    found = queries.grid_card(code)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return GridCardOut(
        code=found.code,
        name=found.name,
        full_name=found.full_name,
        community=found.code[:12],
        kind=found.kind,
        kind_name=labels.grid_kind(found.kind),
        phone=found.phone,
        above=_places(found.above),
        party=found.party,
        area=round(found.area, 1),
        lng=found.lng,
        lat=found.lat,
        generated=found.generated,
        source=labels.outline_source(found.source),
        workers=[
            WorkerOut(name=worker.name, role=worker.role, since=worker.starts.isoformat())
            for worker in found.workers
        ],
    )


# /locate
@router.get("/locate", response=LocateOut, summary="The grid a point lies in")
def locate_point(request: HttpRequest, lng: Degrees, lat: Degrees) -> LocateOut:
    """The grid with the names of all regions above it. A point outside the city is a problem `place.outside`."""
    who.may_see(request)
    locate.ensure()
    code = locate.locate(lng, lat)
    if code is None:
        outside = N_("Outside the city")
        raise Problem(OUTSIDE, fields={"lng": outside, "lat": outside})
    *above, grid = queries.path(code)
    full_name = "".join(place.name for place in (*above[1:], grid))
    return LocateOut(grid=grid.code, name=grid.name, full_name=full_name, above=_places(above))


def _places(places: list[queries.Place]) -> list[PlaceOut]:
    return [
        PlaceOut(code=place.code, name=place.name, level=place.level, level_name=labels.level(place.level))
        for place in places
    ]
