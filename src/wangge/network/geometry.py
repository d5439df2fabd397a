"""Outlines as data: precision, shape, and whether a set of them is one coverage."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

# Degrees; about 0.1 m. Every stored vertex lies on this grid, so that shared edges match exactly.
PRECISION = 1e-6
COORD_SYS = "CGCS2000"


def largest_part(geometry: BaseGeometry) -> BaseGeometry:
    """The largest polygon of a geometry, itself if it is one."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)


def compactness(geometry: BaseGeometry) -> float:
    """How round the largest part of an outline in degrees is: 1 a circle, 0 a line (4πA/P² at its latitude)."""
    shrink = math.cos(math.radians(geometry.centroid.y))
    part = shapely.transform(largest_part(geometry), lambda xy: xy * (shrink, 1.0))
    return 4 * math.pi * part.area / part.length**2


def square_metres(geometry: BaseGeometry) -> float:
    """The area of an outline in degrees, on a sphere of the Earth's mean radius flattened at its latitude."""
    metres = math.radians(1) * 6_371_008.8
    return geometry.area * metres * metres * math.cos(math.radians(geometry.centroid.y))
