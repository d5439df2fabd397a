"""Whether changed grids still fit together with all others, and how they are joined to their neighbours."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.network.geometry import PRECISION, Outlines, weave

FaultKind = Literal["overlap", "gap", "outside"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A grid that does not fit: it overlaps `other`, leaves a gap beside it in its community (`other`), or
    reaches outside its community (`other`)."""

    grid: str
    fault: FaultKind
    other: str


def faults(drawn: Outlines, held: Outlines) -> list[Fault]:
    """Every fault that replacing `held` grids by those `drawn` would make; empty when the coverage stays.

    A community's own outline stays as it is: its grids, taken together, must cover it and nothing else. What
    is no wider than `PRECISION` is rounding, not a fault.
    """
    communities: dict[str, list[str]] = defaultdict(list)
    for code in held:
        communities[code[:12]].append(code)
    found: list[Fault] = []
    for community in sorted({code[:12] for code in drawn}):
        codes = communities[community]
        outline = shapely.coverage_union_all([held[code] for code in codes])
        after = {code: drawn.get(code, held[code]) for code in codes}
        found += _outside(after, drawn, community, outline)
        found += _overlaps(after, drawn)
        found += _gaps(after, drawn, community, outline)
    return found


def fit(drawn: Outlines, held: Outlines) -> Outlines:
    """The drawn grids and all that touch their communities, with every corner on a shared line given to both
    sides. Returns the grids whose outline is written differently from before."""
    communities = {code[:12] for code in drawn}
    mine = {code: outline for code, outline in held.items() if code[:12] in communities}
    area = shapely.union_all(list(mine.values())).buffer(10 * PRECISION)
    shapely.prepare(area)
    around = {code: outline for code, outline in held.items() if code in mine or area.intersects(outline)}
    whole = shapely.coverage_union_all(list(around.values()))
    woven = weave(around | drawn, whole)
    return {code: outline for code, outline in woven.items() if not outline.equals_exact(held[code], 0.0)}


def _outside(after: Outlines, drawn: Outlines, community: str, outline: BaseGeometry) -> list[Fault]:
    return [
        Fault(code, "outside", community)
        for code in sorted(after)
        if code in drawn and not _thin(after[code].difference(outline))
    ]


def _overlaps(after: Outlines, drawn: Outlines) -> list[Fault]:
    return [
        Fault(code, "overlap", other)
        for code in sorted(after)
        if code in drawn
        for other in sorted(after)
        if other != code and not _thin(after[code].intersection(after[other]))
    ]


def _gaps(after: Outlines, drawn: Outlines, community: str, outline: BaseGeometry) -> list[Fault]:
    gap = outline.difference(shapely.union_all(list(after.values())))
    if _thin(gap):
        return []
    mine = [code for code in sorted(after) if code in drawn]
    beside = [code for code in mine if after[code].distance(gap) <= PRECISION]
    return [Fault(code, "gap", community) for code in beside or mine]


def _thin(area: BaseGeometry) -> bool:
    """Whether nothing of an area is wider than rounding can make it."""
    return bool(area.buffer(-PRECISION).is_empty)
