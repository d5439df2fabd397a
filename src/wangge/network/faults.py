"""Faults of a drawn coverage as people read them: in words, with the ground to show on the map."""

from typing import Any

import msgspec
import shapely
from django.utils.translation import gettext

from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.network import queries
from wangge.network.coverage import Fault, FaultKind
from wangge.network.geometry import square_metres
from wangge.network.problems import BROKEN_COVERAGE

LABELS: dict[FaultKind, str] = {
    "overlap": N_("%(grid)s and %(other)s overlap: %(area)s m²"),
    "gap": N_("A gap in %(other)s: %(area)s m² would belong to no grid"),
    "split": N_("%(grid)s reaches into %(other)s: %(area)s m²; a grid lies in one community"),
    "outside": N_("%(grid)s reaches beyond the city: %(area)s m²"),
    "invalid": N_("%(grid)s cannot be drawn like this: %(reason)s"),
}


class FaultView(msgspec.Struct, frozen=True):
    """`codes` are the grids and communities concerned, `area` in square metres, `geometry` GeoJSON in degrees."""

    kind: FaultKind
    label: str
    codes: list[str]
    area: float
    geometry: dict[str, Any]


def views(found: list[Fault]) -> list[FaultView]:
    """The largest first. One query, for the names."""
    names = queries.names(code for each in found for code in _codes(each))
    shown = [_view(each, names) for each in found]
    return sorted(shown, key=lambda each: (-each.area, each.codes))


def broken(found: list[Fault]) -> Problem:
    """The problem of outlines that do not fit: every fault, and each grid at fault as a field. One query."""
    shown = views(found)
    return Problem(
        BROKEN_COVERAGE,
        N_("No gap, no overlap, and no grid across two communities"),
        fields={each.codes[0]: each.label for each in reversed(shown)},
        faults=[msgspec.to_builtins(each) for each in shown],
    )


def _view(fault: Fault, names: dict[str, str]) -> FaultView:
    area = square_metres(fault.ground)
    label = gettext(LABELS[fault.fault]) % {
        "grid": names.get(fault.grid, fault.grid),
        "other": names.get(fault.other, fault.other),
        "reason": gettext(fault.other) if fault.fault == "invalid" else "",
        "area": f"{area:,.0f}" if area >= 10 else f"{area:.1f}",
    }
    return FaultView(
        kind=fault.fault,
        label=label,
        codes=_codes(fault),
        area=round(area, 1),
        geometry=msgspec.json.decode(shapely.to_geojson(fault.ground)),
    )


def _codes(fault: Fault) -> list[str]:
    return [fault.grid, fault.other] if fault.other and fault.fault != "invalid" else [fault.grid]
