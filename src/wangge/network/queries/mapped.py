"""Outlines for drawing: simplified as one coverage, encoded once for a boundary version and kept in memory.

A version never changes under its number, so what is held needs no care. Shared edges stay shared (the coverage
is simplified as a whole), and regions are the unions of the simplified grids, so that the lines of all levels
lie on each other.
"""

import threading
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np
import shapely

from wangge.core import statements
from wangge.core.codes import LENGTHS, Level
from wangge.core.http.packed import Packed
from wangge.network import locate

# Degrees, about 10 m: less than a pixel until the map is near enough to ask for the exact outline.
TOLERANCE = 1e-4

_ROWS = """
SELECT b.code, b.wkb, b.generated, b.lng, b.lat, coalesce(g.name, r.short_name)
  FROM network_boundary b
  LEFT JOIN network_grid g ON g.code = b.code
  LEFT JOIN network_region r ON r.code = b.code
 WHERE b.from_version_id <= %s AND (b.to_version_id IS NULL OR b.to_version_id > %s)
 ORDER BY b.code
"""
_EXTENT = """
SELECT west, south, east, north, lng, lat FROM network_boundary
 WHERE level = 'city' AND to_version_id IS NULL ORDER BY code LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """The box around the city and a point in its middle, in degrees."""

    bounds: tuple[float, float, float, float]
    center: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Drawn:
    number: int
    features: dict[str, bytes]  # GeoJSON features by code, ascending


_lock = threading.Lock()
_drawn: _Drawn | None = None


def extent() -> Extent | None:
    """Where the city lies; None before its outlines are loaded. One query."""
    rows = statements.run(_EXTENT, ())
    return Extent(tuple(rows[0][:4]), tuple(rows[0][4:])) if rows else None


def region_outlines(level: Level) -> Packed:
    """The outlines of all regions of a level as a GeoJSON document. One query, three for a new version."""
    return _document(locate.current_number(), LENGTHS[level], "")


def grid_outlines(region: str = "") -> Packed:
    """The outlines of the grids whose code begins so, all without one. One query, three for a new version."""
    return _document(locate.current_number(), LENGTHS[Level.GRID], region)


@lru_cache(maxsize=64)
def _document(number: int, length: int, prefix: str) -> Packed:
    features = _features(number)
    chosen = [each for code, each in features.items() if len(code) == length and code.startswith(prefix)]
    body = b'{"type":"FeatureCollection","features":[' + b",".join(chosen) + b"]}"
    return Packed.of(body, f"{number}-{length}-{prefix}")


def _features(number: int) -> dict[str, bytes]:
    global _drawn
    with _lock:
        if _drawn is None or _drawn.number != number:
            _drawn = _Drawn(number, _draw(statements.run(_ROWS, (number, number))))
        return _drawn.features


def _draw(rows: list[tuple[str, bytes, bool, float, float, str]]) -> dict[str, bytes]:
    grids = [row for row in rows if len(row[0]) == LENGTHS[Level.GRID]]
    outlines = shapely.from_wkb(np.array([bytes(row[1]) for row in grids], dtype=object))
    simple = dict(zip((row[0] for row in grids), shapely.coverage_simplify(outlines, TOLERANCE), strict=True))
    shapes = simple | _unions(simple)
    return {row[0]: _feature(row, shapes[row[0]]) for row in rows if row[0] in shapes}


def _unions(grids: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    made: dict[str, shapely.Geometry] = {}
    level: dict[str, shapely.Geometry] = grids
    for each in (Level.COMMUNITY, Level.TOWNSHIP, Level.COUNTY, Level.CITY):
        groups: dict[str, list[shapely.Geometry]] = defaultdict(list)
        for code, outline in level.items():
            groups[code[: LENGTHS[each]]].append(outline)
        level = {code: shapely.coverage_union_all(group) for code, group in groups.items()}
        made |= level
    return made


def _feature(row: tuple[str, bytes, bool, float, float, str], outline: shapely.Geometry) -> bytes:
    code, _, generated, lng, lat, name = row
    if len(code) == LENGTHS[Level.GRID]:
        properties = {"code": code, "name": name, "community": code[:12], "generated": generated}
    else:
        level = next(level.value for level, length in LENGTHS.items() if length == len(code))
        properties = {
            "code": code,
            "name": name,
            "level": level,
            "generated": generated,
            "lng": round(lng, 6),
            "lat": round(lat, 6),
        }
    return msgspec.json.encode(
        {
            "type": "Feature",
            "id": code,
            "properties": properties,
            "geometry": msgspec.Raw(shapely.to_geojson(outline).encode()),
        }
    )
