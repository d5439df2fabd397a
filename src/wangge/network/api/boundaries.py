"""Drawing outlines anew: looked at first, then published as a new version, and kept for ever."""

from datetime import datetime
from typing import Any

import msgspec
import shapely
from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, Router, Schema, Status

from wangge.core import problems
from wangge.core.codes import is_grid
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import actions, faults, labels, queries
from wangge.network.api import who
from wangge.network.drawn import from_geojson

router = Router(tags=["map"])
POWER = "network.edit"


class Change(Schema):
    """A grid's new outline: a GeoJSON polygon or multipolygon in degrees (WGS 84, CGCS2000)."""

    code: str = Field(max_length=15)
    geometry: dict[str, Any]


class Drawing(Schema):
    changes: list[Change]


class Publication(Drawing):
    """`basis` is the document or survey the change rests on; `version` the one that was looked at."""

    basis: str = Field(max_length=200)
    version: int


class FaultOut(Schema):
    """`kind` is `gap`, `overlap`, `split` (across two communities), `outside` (of the city) or `invalid`. The first
    of `codes` is the grid at fault; `area` in square metres; `geometry` is the ground to show, GeoJSON."""

    kind: str
    label: str
    codes: list[str]
    area: float
    geometry: dict[str, Any]


class CheckOut(Schema):
    """`version` goes into the request that publishes."""

    ok: bool
    version: int
    faults: list[FaultOut]


class VersionOut(Schema):
    """The number of the boundary version that is now in force."""

    version: int


class OutlineVersionOut(Schema):
    """An outline in force from `at` until the next newer one's `at`; `area` in square metres."""

    version: int
    at: datetime
    by: str
    note: str
    source: str
    generated: bool
    current: bool
    area: float
    geometry: dict[str, Any]


class OutlineVersions(Schema):
    items: list[OutlineVersionOut]


# /boundaries/check
@router.post("/boundaries/check", response=CheckOut, summary="What is wrong with newly drawn outlines")
def check(request: HttpRequest, asked: Drawing) -> CheckOut:
    """Writes nothing. A gap, an overlap, a grid across two communities or outside the city, or an outline that is
    wrong in itself: each in words, with its area and its ground."""
    actor = who.holds(request, POWER)
    checked = actions.check_boundaries(_outlines(asked), actor)
    shown = [FaultOut(**msgspec.structs.asdict(each)) for each in faults.views(checked.faults)]
    return CheckOut(ok=not shown, version=checked.version, faults=shown)


# /boundaries
@router.post("/boundaries", response={201: VersionOut}, summary="Publish newly drawn outlines")
def publish(request: HttpRequest, asked: Publication) -> Status:
    """The same check, then a new version of the outlines; 422 with `faults`, 409 when somebody else published
    meanwhile."""
    actor = who.holds(request, POWER)
    basis = asked.basis.strip()
    if not basis:
        raise invalid(basis=N_("Say what the change rests on"))
    outlines = _outlines(asked)
    checked = actions.check_boundaries(outlines, actor)
    if checked.faults:
        raise faults.broken(checked.faults)
    changes = {code: shapely.to_wkb(outline) for code, outline in outlines.items()}
    number = actions.edit_boundaries(changes, actor, asked.version, note=basis, origin=basis)
    return Status(201, VersionOut(version=number))


# /grids/<code>/boundary/versions
@router.get(
    "/grids/{code}/boundary/versions", response=OutlineVersions, summary="Every outline a grid has had"
)
def versions(request: HttpRequest, code: str) -> OutlineVersions:
    """The newest first, at most a hundred."""
    who.may_see(request)
    found = queries.boundary_versions(code) if is_grid(code) else []
    if not found:
        raise Problem(problems.NOT_FOUND)
    return OutlineVersions(
        items=[
            OutlineVersionOut(
                version=each.version,
                at=each.at,
                by=labels.published_by(each.by),
                note=gettext(each.note) if each.note else "",
                source=labels.outline_source(each.source),
                generated=each.generated,
                current=each.current,
                area=round(each.area, 1),
                geometry=msgspec.json.decode(shapely.to_geojson(shapely.from_wkb(each.wkb))),
            )
            for each in found
        ]
    )


def _outlines(asked: Drawing) -> dict[str, shapely.Geometry]:
    """What was drawn, by code; a problem names the change that is no outline, or comes twice."""
    drawn: dict[str, shapely.Geometry] = {}
    for place, change in enumerate(asked.changes):
        outline = from_geojson(change.geometry)
        if outline is None:
            raise invalid(**{f"changes.{place}.geometry": N_("This is not a valid polygon")})
        if change.code in drawn:
            raise invalid(**{f"changes.{place}.code": N_("This grid comes twice")})
        drawn[change.code] = outline
    return drawn
