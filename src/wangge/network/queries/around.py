"""A grid with what lies around it, for a map that must work without a network."""

from dataclasses import dataclass
from typing import Any

import msgspec
import shapely

from wangge.core import statements
from wangge.core.codes import Level, at_level, is_grid
from wangge.network.geometry import PRECISION

# Everything whose box touches the grid's own, and the community's own outline.
_AROUND = """
SELECT b.code, b.level, coalesce(g.name, r.short_name), b.wkb, b.generated
  FROM network_boundary here
  JOIN network_boundary b
    ON b.to_version_id IS NULL
   AND (b.code = %s
        OR b.level = 'grid' AND (b.code LIKE %s
            OR b.west <= here.east AND b.east >= here.west AND b.south <= here.north AND b.north >= here.south))
  LEFT JOIN network_grid g ON g.code = b.code
  LEFT JOIN network_region r ON r.code = b.code
 WHERE here.code = %s AND here.to_version_id IS NULL
 ORDER BY b.code
"""


@dataclass(frozen=True, slots=True)
class Around:
    """One outline: `own` is the grid asked for; the others are its neighbours, those of its community, and the
    community itself."""

    code: str
    level: str
    name: str
    own: bool
    generated: bool
    geometry: msgspec.Raw

    def feature(self) -> dict[str, Any]:
        """As a GeoJSON feature (RFC 7946)."""
        return {
            "type": "Feature",
            "id": self.code,
            "properties": {
                "code": self.code,
                "name": self.name,
                "level": self.level,
                "own": self.own,
                "generated": self.generated,
            },
            "geometry": self.geometry,
        }


def around(grid: str) -> list[Around]:
    """A grid, the grids that share a line with it, all of its community, and the community's outline, by code.

    Empty if there is no such grid. One query.
    """
    if not is_grid(grid):
        return []
    community = at_level(grid, Level.COMMUNITY) or ""
    rows = statements.run(_AROUND, (community, community + "%", grid))
    shapes = {row[0]: shapely.from_wkb(bytes(row[3])) for row in rows}
    return [
        Around(
            code, level, name, code == grid, generated, msgspec.Raw(shapely.to_geojson(shapes[code]).encode())
        )
        for code, level, name, _, generated in rows
        if code.startswith(community) or shapely.dwithin(shapes[code], shapes[grid], PRECISION)
    ]
