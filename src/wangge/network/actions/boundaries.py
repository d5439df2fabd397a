"""Outlines: generated once for a city, then changed grid by grid, always as one coverage."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.codes import Settlement, ancestors, is_grid, level_of, settlement_of
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import locate, source
from wangge.network.actions.versions import new_version, one_at_a_time
from wangge.network.coverage import Fault, faults, fit
from wangge.network.drawn import TOO_CLOSE, from_wkb, invalidity, rounded
from wangge.network.faults import broken
from wangge.network.generate import SEED, generate
from wangge.network.geometry import COORD_SYS, Outlines, middle, square_metres
from wangge.network.models import Boundary, BoundaryVersion, Grid, PartyOrganisation, Region

POWER = "network.edit"
MOST_GRIDS = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """The version that was looked at, and every fault there is."""

    version: int
    faults: list[Fault]


@transaction.atomic
def generate_boundaries(actor: Actor, total: int = source.GRIDS) -> dict[str, int]:
    """Make the grids of a city without any and publish boundary version 1; returns how many of what.

    The county outlines are real, all below them generated (domain.md §1). Does nothing if outlines exist.
    """
    one_at_a_time()
    if BoundaryVersion.objects.exists():
        return {"grids": 0, "boundaries": 0, "party organisations": 0}
    codes = list(Region.objects.values_list("code", flat=True))
    outlines = generate(codes, source.counties(), source.towns(), total)
    grids = [_grid(code) for code in sorted(outlines) if is_grid(code)]
    Grid.objects.bulk_create(grids, batch_size=1000)
    parties = PartyOrganisation.objects.bulk_create((_party(grid) for grid in grids), batch_size=1000)
    number = new_version(
        actor,
        note=N_("Version 1: real county outlines, everything below them generated"),
        source=source.GENERATED_SOURCE,
        generated=True,
    )
    rows = [
        _row(code, outline, number, generated=len(code) > 6) for code, outline in sorted(outlines.items())
    ]
    Boundary.objects.bulk_create(rows, batch_size=500)
    return {"grids": len(grids), "boundaries": len(rows), "party organisations": len(parties)}


@transaction.atomic
def edit_boundaries(
    changes: Mapping[str, bytes],
    actor: Actor,
    expected_version: int,
    *,
    note: str = "",
    origin: str = "",
    generated: bool = False,
) -> int:
    """Replace the outlines of several grids in one new version and return its number.

    `changes` maps grid codes to outlines as WKB polygons in degrees (CGCS2000); `expected_version` is the
    version they were drawn on; `origin` says where they come from, `generated` that they are not surveyed.
    Outlines are rounded to `PRECISION` and each corner is given to the neighbours it lies on, so neighbours
    may get a new row that covers the same ground.

    FORBIDDEN without the power, a Problem naming the code for an unknown grid or an unreadable outline,
    STALE if somebody else published in between, BROKEN_COVERAGE with `faults` (`network.faults`) if a grid
    would overlap another, leave a gap, or leave its community.
    """
    _may_edit(actor)
    drawn = _read(changes, actor)
    one_at_a_time()
    current = locate.current_number()
    if current != expected_version:
        raise Problem(problems.STALE, version=current)
    held = _current(["grid"])
    _known(drawn, held)
    found, fitted = _examined(drawn, held)
    if found:
        raise broken(found)
    number = new_version(actor, note=note, source=origin, generated=generated)
    _replace(fitted, held, number, drawn.keys(), origin, generated=generated)
    audit.record(actor, "boundary.edited", ("boundary_version", number), note, grids=sorted(drawn))
    return number


def check_boundaries(changes: Mapping[str, BaseGeometry], actor: Actor) -> Checked:
    """What `edit_boundaries` would say of these outlines, without writing anything: every fault with its ground.

    Raises the same problems for a missing power, an unknown grid, and too many of them; an outline that is wrong in
    itself is a fault, and hides those of the coverage until it is mended.
    """
    _may_edit(actor)
    _reachable(changes, actor)
    number = locate.current_number()
    drawn, wrong = _rounded(changes)
    if wrong:
        return Checked(number, wrong)
    held = _current(["grid"])
    _known(drawn, held)
    found, _ = _examined(drawn, held)
    return Checked(number, found)


def _may_edit(actor: Actor) -> None:
    if not (actor.may(POWER) or actor.may("job")):
        raise Problem(problems.FORBIDDEN)


def _reachable(changes: Mapping[str, object], actor: Actor) -> None:
    if not changes:
        raise invalid(changes=N_("Name at least one grid"))
    if len(changes) > MOST_GRIDS:
        raise invalid(changes=N_("These are too many grids for one change"))
    strange = {
        code: N_("There is no such grid in your area")
        for code in changes
        if not is_grid(code) or not (actor.covers(code) or actor.may("job"))
    }
    if strange:
        raise invalid(**strange)


def _read(changes: Mapping[str, bytes], actor: Actor) -> Outlines:
    """What was drawn, on the precision grid; one Problem names every code at fault."""
    _reachable(changes, actor)
    shapes = {code: from_wkb(wkb) for code, wkb in changes.items()}
    drawn, wrong = _rounded({code: shape for code, shape in shapes.items() if shape is not None})
    bad = {code for code, shape in shapes.items() if shape is None} | {each.grid for each in wrong}
    if bad:
        raise invalid(**{code: N_("This is not a valid polygon") for code in sorted(bad)})
    return drawn


def _rounded(changes: Mapping[str, BaseGeometry]) -> tuple[Outlines, list[Fault]]:
    drawn: Outlines = {}
    wrong: list[Fault] = []
    for code, outline in changes.items():
        snapped = rounded(outline)
        if snapped is None:
            wrong.append(invalidity(code, outline))
        else:
            drawn[code] = snapped
    return drawn, wrong


def _examined(drawn: Outlines, held: Outlines) -> tuple[list[Fault], Outlines]:
    """Every fault, and, when there is none, the outlines to be written."""
    found = faults(drawn, held)
    if found:
        return found, {}
    fitted = fit(drawn, held)
    if not shapely.coverage_is_valid(list((held | fitted).values())):
        # Rounding has made what was drawn touch itself or a neighbour: nothing that could be stored.
        return [Fault(code, "invalid", TOO_CLOSE, drawn[code]) for code in sorted(drawn)], {}
    return [], fitted


def _known(drawn: Iterable[str], held: Outlines) -> None:
    unknown = {code: N_("There is no such grid in your area") for code in drawn if code not in held}
    if unknown:
        raise invalid(**unknown)


def _current(levels: list[str], codes: Iterable[str] | None = None) -> Outlines:
    rows = Boundary.objects.filter(to_version=None, level__in=levels).order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    pairs = list(rows.values_list("code", "wkb"))
    outlines = shapely.from_wkb([bytes(wkb) for _, wkb in pairs])
    return dict(zip((code for code, _ in pairs), outlines, strict=True))


def _replace(
    fitted: Outlines, held: Outlines, number: int, drawn: Iterable[str], origin: str, *, generated: bool
) -> None:
    """End the rows of all outlines that changed, those of the regions above too, and add the new ones."""
    above = {code for grid in fitted for code in ancestors(grid)}
    regions = _current(["city", "county", "township", "community"], above)
    after = held | fitted
    whole = {
        code: shapely.normalize(
            shapely.coverage_union_all([each for grid, each in after.items() if grid.startswith(code)])
        )
        for code in regions
    }
    changed = {
        code: outline
        for code, outline in {**fitted, **whole}.items()
        if not outline.equals_exact((held | regions)[code], 0.0)
    }
    ending = Boundary.objects.filter(code__in=changed, to_version=None)
    provenance = {row.code: (row.source, row.generated) for row in ending.only("code", "source", "generated")}
    provenance |= dict.fromkeys(drawn, (origin, generated))
    ending.update(to_version=number)
    Boundary.objects.bulk_create(
        _row(code, outline, number, generated=provenance[code][1], origin=provenance[code][0])
        for code, outline in sorted(changed.items())
    )


def _row(code: str, outline: BaseGeometry, number: int, *, generated: bool, origin: str = "") -> Boundary:
    west, south, east, north = outline.bounds
    lng, lat = middle(outline)
    return Boundary(
        code=code,
        level=level_of(code).value,
        from_version_id=number,
        wkb=shapely.to_wkb(outline),
        coord_sys=COORD_SYS,
        area=square_metres(outline),
        west=west,
        south=south,
        east=east,
        north=north,
        lng=lng,
        lat=lat,
        generated=generated,
        source=origin or (source.GENERATED_SOURCE if generated else source.COUNTY_SOURCE),
    )


def _grid(code: str) -> Grid:
    naming = source.naming()
    return Grid(
        code=code,
        name=naming.grid.format(number=int(code[12:])),
        community_id=code[:12],
        kind=_kind(code),
    )


def _kind(code: str) -> str:
    """A village's grids are rural; of a residents' committee's, some are not residential."""
    if settlement_of(code) is Settlement.VILLAGERS:
        return "rural"
    drawn = random.Random(f"{SEED}:kind:{code}").random()  # noqa: S311  not a secret
    for kind, share in source.naming().generated_shares.items():
        drawn -= share
        if drawn < 0:
            return kind
    return "residential"


def _party(grid: Grid) -> PartyOrganisation:
    """Where fewer live, a group rather than a branch; every grid has one of them (domain.md §1)."""
    branch, group = source.naming().party
    kind = group if grid.kind in ("rural", "commercial") else branch
    return PartyOrganisation(grid_id=grid.code, kind=kind.key, name=kind.name.format(grid=grid.name))
