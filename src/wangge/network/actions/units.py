"""Units are opened and closed; a closed one stays, because cases point at it."""

from django.db import IntegrityError, transaction

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.codes import REGION_LEVELS, Level, checked, level_of
from wangge.core.problems import Problem, invalid
from wangge.core.text import unclean
from wangge.core.words import N_
from wangge.network import source
from wangge.network.models import Posting, Region, Unit
from wangge.network.queries.postings import on_day
from wangge.network.queries.units import CENTRE, UnitView, view

POWER = "unit.edit"
NAME = 100
PHONE = 20


@transaction.atomic
def open_unit(
    kind: str, region_code: str, actor: Actor, *, name: str = "", phone: str = "", code: str = ""
) -> UnitView:
    """A new unit of a kind in a region. Without a name it is called after its region, as `units.yaml` says;
    without a code it gets the region's with the kind's key, which only the first of a kind can have.

    FORBIDDEN without the power; a Problem (422) naming `kind`, `region`, `name`, `phone` or `code`.
    """
    _may_edit(actor)
    known = source.unit_kinds().get(kind)
    if known is None:
        raise invalid(kind=N_("There is no such kind of unit"))
    checked(region_code, "region", levels=REGION_LEVELS)
    region = Region.objects.filter(pk=region_code).first()
    if region is None or not _in_area(actor, region_code):
        raise invalid(region=N_("There is no such region in your area"))
    if level_of(region_code) not in known.levels:
        raise invalid(kind=N_("There is no unit of this kind at this level"))
    for field, text, longest in (("name", name, NAME), ("phone", phone, PHONE), ("code", code, 60)):
        if unclean(text) or len(text) > longest:
            raise invalid(**{field: N_("This is not written as it should be")})
    level = Level(region.level)
    unit = Unit(
        code=code or unit_code(region_code, kind),
        name=name.strip() or known.called(region.code, region.short_name, region.name),
        kind=kind,
        level=level.value,
        region=region,
        parent=_parent(kind, region),
        phone=phone,
    )
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError:
        raise invalid(code=N_("There is a unit with this code already")) from None
    audit.record(actor, "unit.opened", ("unit", unit.pk), code=unit.code)
    return view(unit)


@transaction.atomic
def change_unit(unit_id: int, actor: Actor, *, name: str, phone: str) -> UnitView:
    """Call a unit otherwise, or give it another phone. NOT_FOUND outside the actor's area; a Problem (422) names
    `name` or `phone`. What is the same already is not written again."""
    _may_edit(actor)
    unit = _held(unit_id, actor)
    for field, text, longest in (("name", name, NAME), ("phone", phone, PHONE)):
        if unclean(text) or len(text) > longest:
            raise invalid(**{field: N_("This is not written as it should be")})
    if not name.strip():
        raise invalid(name=N_("This is too short"))
    before = {"name": unit.name, "phone": unit.phone}
    unit.name, unit.phone = name.strip(), phone.strip()
    if before != {"name": unit.name, "phone": unit.phone}:
        unit.save(update_fields=["name", "phone"])
        audit.record(actor, "unit.changed", ("unit", unit.pk), before=before, code=unit.code)
    return view(unit)


@transaction.atomic
def close_unit(unit_id: int, actor: Actor) -> UnitView:
    """Close a unit: nothing more goes to it. NOT_FOUND outside the actor's area, CONFLICT while people still
    serve there; closing a closed one changes nothing."""
    _may_edit(actor)
    unit = _held(unit_id, actor)
    if not unit.active:
        return view(unit)
    if Posting.objects.filter(on_day(), unit=unit).exists():
        raise Problem(problems.CONFLICT, N_("People still serve at this unit: end their postings first"))
    unit.active = False
    unit.save(update_fields=["active"])
    audit.record(actor, "unit.closed", ("unit", unit.pk), code=unit.code)
    return view(unit)


@transaction.atomic
def load_units() -> int:
    """Open, in every region, the units `units.yaml` has at its level, where they are missing; returns how
    many. Units that were closed stay closed. For setting a city up."""
    held = dict(Unit.objects.values_list("code", "id"))
    regions = list(Region.objects.order_by("code"))
    made = 0
    for level in REGION_LEVELS:
        kinds = [kind for kind in source.unit_kinds().values() if level in kind.levels]
        # The centre first: the others of its region work under it.
        for centres in (True, False):
            new = [
                Unit(
                    code=unit_code(region.code, kind.key),
                    name=kind.called(region.code, region.short_name, region.name),
                    kind=kind.key,
                    level=level.value,
                    region=region,
                    parent_id=_parent_among(held, kind.key, region),
                )
                for region in regions
                for kind in kinds
                if region.level == level
                and (kind.key == CENTRE) is centres
                and unit_code(region.code, kind.key) not in held
            ]
            for unit in Unit.objects.bulk_create(new, batch_size=1000):
                held[unit.code] = unit.pk
            made += len(new)
    return made


def unit_code(region_code: str, kind: str) -> str:
    """The code of the first unit of a kind in a region."""
    return f"{region_code}.{kind}"


def _parent(kind: str, region: Region) -> Unit | None:
    """The unit of the same kind in the region above, else the service centre of the same region."""
    above = Unit.objects.filter(active=True, kind=kind, region=region.parent_id).order_by("id").first()
    if above is None and kind != CENTRE:
        return Unit.objects.filter(active=True, kind=CENTRE, region=region).order_by("id").first()
    return above


def _parent_among(held: dict[str, int], kind: str, region: Region) -> int | None:
    """`_parent` among units by code, for many at once."""
    above = held.get(unit_code(region.parent_id or "", kind))
    if above is None and kind != CENTRE:
        above = held.get(unit_code(region.code, CENTRE))
    return above


def _held(unit_id: int, actor: Actor) -> Unit:
    """The unit, locked; NOT_FOUND outside the actor's area."""
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first() if unit_id < 2**63 else None
    if unit is None or not _in_area(actor, unit.region_id):
        raise Problem(problems.NOT_FOUND)
    return unit


def _may_edit(actor: Actor) -> None:
    if not (actor.may(POWER) or actor.may("job")):
        raise Problem(problems.FORBIDDEN)


def _in_area(actor: Actor, code: str) -> bool:
    return actor.covers(code) or actor.may("job")
