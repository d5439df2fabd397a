"""Whether changed grids still fit together with all others, and how they are joined to their neighbours."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.network.geometry import PRECISION, Outlines, weave

FaultKind = Literal["overlap", "gap", "split", "outside", "invalid"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Ground where a grid does not fit, in degrees: it overlaps `other`; it leaves a gap in its community
    (`other`); it is split, reaching into another community (`other`); it reaches outside the city. An outline that
    is `invalid` in itself has the point where it goes wrong, and the reason as `other`."""

    grid: str
    fault: FaultKind
    other: str
    ground: BaseGeometry


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
        found += _outside(after, drawn, held, community, outline)
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


def _outside(
    after: Outlines, drawn: Outlines, held: Outlines, community: str, outline: BaseGeometry
) -> list[Fault]:
    """What lies beyond the community: in another one, or in none."""
    found = []
    for code in sorted(after):
        beyond = _wide(after[code].difference(outline)) if code in drawn else None
        if beyond is None:
            continue
        entered: dict[str, list[BaseGeometry]] = defaultdict(list)
        for other, ground in held.items():
            if other[:12] != community and beyond.intersects(ground):
                entered[other[:12]].append(ground)
        for other in sorted(entered):
            taken = _wide(beyond.intersection(shapely.union_all(entered[other])))
            if taken is not None:
                found.append(Fault(code, "split", other, taken))
        nowhere = _wide(
            beyond.difference(shapely.union_all([each for some in entered.values() for each in some]))
        )
        if nowhere is not None:
            found.append(Fault(code, "outside", "", nowhere))
    return found


def _overlaps(after: Outlines, drawn: Outlines) -> list[Fault]:
    """Each pair once, named by the grid that was drawn (the first of two)."""
    found = []
    for code in sorted(after):
        for other in sorted(after):
            if code not in drawn or other == code or (other in drawn and other < code):
                continue
            shared = _wide(after[code].intersection(after[other]))
            if shared is not None:
                found.append(Fault(code, "overlap", other, shared))
    return found


def _gaps(after: Outlines, drawn: Outlines, community: str, outline: BaseGeometry) -> list[Fault]:
    """Each hole once, named by the drawn grid it lies beside."""
    gap = _wide(outline.difference(shapely.union_all(list(after.values()))))
    if gap is None:
        return []
    mine = [code for code in sorted(after) if code in drawn]
    return [
        Fault(min(mine, key=lambda code: after[code].distance(part)), "gap", community, part)
        for part in shapely.get_parts(gap)
    ]


def _wide(ground: BaseGeometry) -> BaseGeometry | None:
    """The parts of a ground that are wider than rounding can make them; None without any."""
    parts = [
        part
        for part in shapely.get_parts(ground)
        if part.geom_type == "Polygon" and not part.buffer(-PRECISION).is_empty
    ]
    return shapely.union_all(parts) if parts else None
