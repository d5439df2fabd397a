"""Outlines as data: precision, shape, and whether a set of them is one coverage."""

import math
from collections import defaultdict

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# Degrees; about 0.1 m. Every stored vertex lies on this grid, so that shared edges match exactly.
PRECISION = 1e-6
COORD_SYS = "CGCS2000"

Outlines = dict[str, BaseGeometry]  # by region or grid code


def largest_part(geometry: BaseGeometry) -> BaseGeometry:
    """The largest polygon of a geometry, itself if it is one."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)


def middle(geometry: BaseGeometry) -> tuple[float, float]:
    """A point inside an outline, (longitude, latitude): its centre of mass where that lies inside."""
    part = largest_part(geometry)
    point = part.centroid if part.contains(part.centroid) else part.point_on_surface()
    return point.x, point.y


def square_metres(geometry: BaseGeometry) -> float:
    """The area of an outline in degrees, on a sphere of the Earth's mean radius flattened at its latitude."""
    metres = math.radians(1) * 6_371_008.8
    return float(geometry.area * metres * metres * math.cos(math.radians(geometry.centroid.y)))


def weave(pieces: Outlines, whole: BaseGeometry) -> Outlines:
    """The same pieces as one coverage: their lines noded together, the faces given back to the pieces."""
    codes = list(pieces)
    outlines = np.array([pieces[code] for code in codes])
    lines = shapely.union_all([*shapely.boundary(outlines), whole.boundary], grid_size=PRECISION)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))
    middles = shapely.point_on_surface(faces)
    shapely.prepare(whole)
    kept = shapely.intersects(whole, middles)
    faces, middles = faces[kept], middles[kept]
    face_index, piece_index = shapely.STRtree(outlines).query(middles, predicate="intersects")
    owner: dict[int, int] = {}
    for face, piece in sorted(zip(face_index.tolist(), piece_index.tolist(), strict=True)):
        owner.setdefault(face, piece)
    # A sliver left between two pieces that were rounded differently: it joins the nearest of them.
    lost = [face for face in range(len(faces)) if face not in owner]
    if lost:
        nearest = shapely.STRtree(outlines).nearest(middles[lost])
        owner.update(zip(lost, nearest.tolist(), strict=True))
    shares: dict[int, list[BaseGeometry]] = defaultdict(list)
    for face, piece in owner.items():
        shares[piece].append(faces[face])
    return {
        codes[piece]: shapely.normalize(shapely.coverage_union_all(share))
        for piece, share in sorted(shares.items())
    }


def unions(grids: Outlines) -> Outlines:
    """Outlines of all regions above, each the exact union of the grids in it."""
    made: Outlines = {}
    level = grids
    for length in (12, 9, 6, 4):
        groups: dict[str, list[BaseGeometry]] = defaultdict(list)
        for code, outline in level.items():
            groups[code[:length]].append(outline)
        level = {code: shapely.normalize(shapely.coverage_union_all(group)) for code, group in groups.items()}
        made.update(level)
    return made
