"""What a map is drawn from: outlines of regions and grids, where the city lies, and the tiles beneath."""

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from wangge.core import problems
from wangge.core.codes import Level, checked
from wangge.core.http.openapi import served_as
from wangge.core.http.packed import serve
from wangge.core.problems import Problem
from wangge.network import queries
from wangge.network.api import who

router = Router(tags=["map"])
GEOJSON = "application/geo+json"


class OutlineProperties(Schema):
    """`generated`: plausible, not surveyed. The point lies inside, in the middle where that lies inside."""

    code: str
    name: str
    level: str
    generated: bool
    lng: float
    lat: float


class OutlineFeature(Schema):
    type: Literal["Feature"]
    id: str
    properties: OutlineProperties
    geometry: dict[str, Any]


class Outlines(Schema):
    """A GeoJSON feature collection (RFC 7946) in degrees."""

    type: Literal["FeatureCollection"]
    features: list[OutlineFeature]


class GridProperties(Schema):
    code: str
    name: str
    community: str
    generated: bool


class GridFeature(Schema):
    type: Literal["Feature"]
    id: str
    properties: GridProperties
    geometry: dict[str, Any]


class GridOutlines(Schema):
    type: Literal["FeatureCollection"]
    features: list[GridFeature]


class TilesOut(Schema):
    """Raster tiles of another house; `coord_sys` says which coordinates its pictures are drawn in."""

    url: str
    attribution: str
    coord_sys: Literal["wgs84", "gcj02"]


class MapSettings(Schema):
    """`bounds` are west, south, east, north; `center` is longitude, latitude. Without `tiles` nothing is drawn
    beneath the outlines."""

    tiles: TilesOut | None
    bounds: tuple[float, float, float, float]
    center: tuple[float, float]


# /map/outlines
@router.get(
    "/map/outlines",
    response=Outlines,
    summary="Simplified outlines of the regions of a level",
    openapi_extra=served_as(GEOJSON),
)
def outlines(
    request: HttpRequest, level: Literal["city", "county", "township", "community"]
) -> HttpResponseBase:
    """GeoJSON, compressed; the `ETag` changes with the version of the outlines. Lines of all levels match."""
    who.may_see(request)
    return serve(request, queries.region_outlines(Level(level)), GEOJSON)


# /map/grids
@router.get(
    "/map/grids",
    response=GridOutlines,
    summary="Simplified outlines of the grids",
    openapi_extra=served_as(GEOJSON),
)
def grids(request: HttpRequest, region: str = "") -> HttpResponseBase:
    """GeoJSON, compressed, of the whole city or of a region; the `ETag` changes with the version."""
    who.may_see(request)
    if region:
        checked(region, "region")
    return serve(request, queries.grid_outlines(region), GEOJSON)


# /map/settings
@router.get("/map/settings", response=MapSettings, summary="Where the city lies, and the tiles beneath it")
def map_settings(request: HttpRequest) -> MapSettings:
    """The map is complete without tiles; a setting names a server of tiles where there is one."""
    who.may_see(request)
    found = queries.extent()
    if found is None:
        raise Problem(problems.NOT_FOUND)
    tiles = TilesOut(**settings.MAP_TILES) if settings.MAP_TILES else None
    return MapSettings(tiles=tiles, bounds=found.bounds, center=found.center)
