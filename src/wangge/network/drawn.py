"""Outlines as somebody drew them: read, measured against the rules of a single outline, and put on the grid of
precision."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.core.words import N_
from wangge.network.coverage import Fault
from wangge.network.geometry import PRECISION

MOST_POINTS = 5000

# What GEOS calls the ways in which an outline can be wrong in itself.
REASONS = {
    "Self-intersection": N_("Its line crosses itself"),
    "Ring Self-intersection": N_("Its line touches itself"),
    "Hole lies outside shell": N_("A hole lies outside of it"),
    "Holes are nested": N_("Holes lie in each other"),
    "Nested shells": N_("Its parts lie in each other"),
    "Duplicate Rings": N_("A line is drawn twice"),
    "Interior is disconnected": N_("A hole cuts it in two"),
    "Too few points in geometry component": N_("It has too few corners"),
}
OTHER_REASON = N_("Its line is not a closed ring")
TOO_SMALL = N_("It is smaller than can be kept")
TOO_CLOSE = N_("Rounded to a decimetre, its lines or its neighbours' touch")


def from_geojson(geometry: Mapping[str, Any]) -> BaseGeometry | None:
    """A GeoJSON polygon or multipolygon in degrees (RFC 7946), valid or not; None for anything else."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    try:
        return accepted(shapely.from_geojson(msgspec.json.encode(geometry)))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        return None


def from_wkb(wkb: bytes) -> BaseGeometry | None:
    """The same from WKB."""
    try:
        return accepted(shapely.from_wkb(wkb))
    except (shapely.errors.GEOSException, TypeError):
        return None


def accepted(outline: BaseGeometry | None) -> BaseGeometry | None:
    """The outline itself, or None for what is none: another shape, nothing, heights, too many corners, no
    degrees."""
    if outline is None or outline.geom_type not in ("Polygon", "MultiPolygon") or outline.has_z:
        return None
    if outline.is_empty or shapely.get_num_coordinates(outline) > MOST_POINTS:
        return None
    corners = shapely.get_coordinates(outline)
    return outline if np.isfinite(corners).all() and (np.abs(corners) <= (180, 90)).all() else None


def rounded(outline: BaseGeometry) -> BaseGeometry | None:
    """A valid outline with every corner on the grid of precision; None if it is not valid, or vanishes."""
    if not outline.is_valid:
        return None
    snapped = shapely.set_precision(outline, PRECISION)
    return None if snapped.is_empty else shapely.normalize(snapped)


def invalidity(code: str, outline: BaseGeometry) -> Fault:
    """Why an outline that cannot be rounded is wrong in itself, and where."""
    said = re.fullmatch(r"(.+?)\[(\S+) (\S+)\]", shapely.is_valid_reason(outline))
    reason = REASONS.get(said[1], OTHER_REASON) if said else TOO_SMALL
    where = shapely.Point(float(said[2]), float(said[3])) if said else outline.centroid
    return Fault(code, "invalid", reason, where)
