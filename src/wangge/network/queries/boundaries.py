"""The outline of a region or grid in force."""

from dataclasses import dataclass

import msgspec
import shapely

from wangge.network.models import Boundary


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
