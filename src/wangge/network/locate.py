"""Which grid a point lies in, answered from memory (design §5).

All outlines of a boundary version are held as prepared geometries in a tree. A version never changes under
its number, so nothing here goes stale: `ensure(number)` makes sure that the outlines in memory are those of
that version, and costs a comparison when they are. Points are (longitude, latitude) in CGCS2000 degrees.
"""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree

from wangge.core import statements

OUTLINES_SQL = """
SELECT code, wkb FROM network_boundary
 WHERE level = 'grid' AND from_version_id <= %s AND (to_version_id IS NULL OR to_version_id > %s)
 ORDER BY code
"""
CURRENT_SQL = "SELECT coalesce(max(number), 0) FROM network_boundaryversion"


@dataclass(frozen=True, slots=True)
class _Index:
    number: int
    codes: tuple[str, ...]  # ascending, so the lowest place in it is the lowest code
    outlines: np.ndarray
    tree: STRtree


_lock = threading.Lock()
_index: _Index | None = None


def current_number() -> int:
    """The number of the boundary version in force; 0 before the first. One query.

    A statement that already reads versions (`core.versions.current()`) has it under `boundary`.
    """
    return int(statements.run(CURRENT_SQL, ())[0][0])


def ensure(number: int | None = None) -> int:
    """Hold the outlines of this version, of the one in force if not given, and return its number."""
    wanted = current_number() if number is None else number
    held = _index
    if held is None or held.number != wanted:
        _load(wanted)
    return wanted


def locate(lng: float, lat: float) -> str | None:
    """The code of the grid a point lies in; None outside the city, and for what is no number.

    A point on a border belongs to the adjoining grid with the lowest code. Answers from the version last
    ensured; without one, from the version in force.
    """
    index = _held()
    if not (math.isfinite(lng) and math.isfinite(lat)):
        return None
    near = index.tree.query(shapely.Point(lng, lat))
    if not len(near):
        return None
    inside = near[shapely.intersects_xy(index.outlines[near], lng, lat)].tolist()
    return index.codes[min(inside)] if inside else None


def locate_many(points: Iterable[Sequence[float]] | np.ndarray) -> list[str | None]:
    """`locate` for many points at once, in their order; an array of them has the shape (n, 2)."""
    index = _held()
    pairs = points if isinstance(points, np.ndarray) else [(point[0], point[1]) for point in points]
    xy = np.array(pairs, dtype=float).reshape(-1, 2)
    xy[~np.isfinite(xy).all(axis=1)] = np.inf
    which, near = index.tree.query(shapely.points(xy))
    inside = shapely.intersects_xy(index.outlines[near], xy[which, 0], xy[which, 1])
    found = np.full(len(xy), len(index.codes))
    np.minimum.at(found, which[inside], near[inside])
    found_codes: list[str | None] = np.array((*index.codes, None), dtype=object)[found].tolist()
    return found_codes


def _held() -> _Index:
    """The index to answer from. It is replaced whole, never changed, so readers need no lock."""
    if _index is None:
        ensure()
    assert _index is not None
    return _index


def _load(number: int) -> None:
    global _index
    with _lock:
        if _index is not None and _index.number == number:
            return  # another thread loaded it while this one waited
        rows = statements.run(OUTLINES_SQL, (number, number))
        outlines = shapely.from_wkb(np.array([bytes(row[1]) for row in rows], dtype=object))
        shapely.prepare(outlines)
        _index = _Index(number, tuple(row[0] for row in rows), outlines, STRtree(outlines))
