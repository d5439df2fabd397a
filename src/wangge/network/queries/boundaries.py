"""The outline of a region or grid in force, and those it had before."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
import shapely

from wangge.network.models import Boundary

MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class BoundaryView:
    """An outline; `version` is the boundary version it has stood since, `area` in square metres."""

    code: str
    level: str
    version: int
    wkb: bytes
    coord_sys: str
    area: float
    bbox: tuple[float, float, float, float]
    lng: float
    lat: float
    generated: bool
    source: str

    def geojson(self) -> msgspec.Raw:
        """The outline as a GeoJSON geometry (RFC 7946), ready to be put into a document."""
        return msgspec.Raw(shapely.to_geojson(shapely.from_wkb(self.wkb)).encode())


def boundary(code: str) -> BoundaryView | None:
    """The outline in force of a region or grid. One query."""
    row = Boundary.objects.filter(code=code, to_version=None).first()
    if row is None:
        return None
    return BoundaryView(
        row.code,
        row.level,
        row.from_version_id,
        bytes(row.wkb),
        row.coord_sys,
        row.area,
        (row.west, row.south, row.east, row.north),
        row.lng,
        row.lat,
        row.generated,
        row.source,
    )


@dataclass(frozen=True, slots=True)
class OutlineVersion:
    """An outline with the version that brought it: when, by whom, on what basis. `area` in square metres."""

    version: int
    at: datetime
    by: str
    note: str
    source: str
    generated: bool
    current: bool
    area: float
    wkb: bytes


def boundary_versions(code: str) -> list[OutlineVersion]:
    """Every outline a region or grid has had, the newest first. One query."""
    rows = Boundary.objects.filter(code=code).select_related("from_version").order_by("-from_version_id")
    return [
        OutlineVersion(
            row.from_version_id,
            row.from_version.at,
            row.from_version.by,
            row.from_version.note,
            row.source,
            row.generated,
            row.to_version_id is None,
            row.area,
            bytes(row.wkb),
        )
        for row in rows[:MOST_VERSIONS]
    ]
