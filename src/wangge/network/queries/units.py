"""Units: which there are, and which one a matter goes to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Length

from wangge.core.codes import Level, at_level, chain
from wangge.network import source
from wangge.network.models import Unit

CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class UnitView:
    id: int
    code: str
    name: str
    kind: str
    level: str
    region_code: str
    parent: int | None
    phone: str
    active: bool


def unit_kinds() -> dict[str, tuple[str, ...]]:
    """The keys of all kinds of unit, each with the levels such a unit exists at. No query."""
    return {key: tuple(level.value for level in kind.levels) for key, kind in source.unit_kinds().items()}


def unit(unit_id: int) -> UnitView | None:
    """A unit by its number, closed ones too. One query."""
    return _first(Unit.objects.filter(pk=unit_id))


def units(
    region_prefix: str = "", kind: str = "", *, words: str = "", serving: str = "", closed: bool = False
) -> QuerySet[Unit]:
    """The open units in a region, of a kind if given: for pages of them.

    `words`: part of the name; `serving`: the code of a place, for the units of its region and those above it;
    `closed`: closed units as well.
    """
    found = Unit.objects.filter(region__code__startswith=region_prefix)
    if not closed:
        found = found.filter(active=True)
    if kind:
        found = found.filter(kind=kind)
    if words:
        found = found.filter(name__contains=words)
    return found.filter(region__in=chain(serving)) if serving else found


def units_of_kind(kind: str, region_prefix: str) -> list[UnitView]:
    """The open units of a kind in a region and everything below it, the highest first. One query."""
    return [view(each) for each in units(region_prefix, kind).order_by("region", "id")]


def route(kind: str, region_code: str) -> UnitView | None:
    """The open unit of a kind nearest to a place: in its own region, else in the nearest one above.

    `region_code` is a region's or a grid's; ValueError if it is neither. None if there is no such unit.
    One query.
    """
    found = Unit.objects.filter(kind=kind, active=True, region__in=chain(region_code))
    return _first(found.order_by(Length("region_id").desc(), "id"))


def routes(kinds: Iterable[str], region_code: str) -> dict[str, UnitView]:
    """`route` for several kinds at once, in one query; a kind without a unit is left out."""
    found = Unit.objects.filter(kind__in=set(kinds), active=True, region__in=chain(region_code))
    nearest: dict[str, UnitView] = {}
    for row in found.order_by(Length("region_id").desc(), "id"):
        nearest.setdefault(row.kind, view(row))
    return nearest


def centre_at(region_code: str, level: str | None = None) -> UnitView | None:
    """The open service centre of a region, or of the region above it at a level. One query, or none."""
    code = at_level(region_code, Level(level)) if level else region_code
    if code is None:
        return None
    return _first(Unit.objects.filter(kind=CENTRE, active=True, region=code).order_by("id"))


def centres_at(regions: Iterable[str]) -> dict[str, UnitView]:
    """The open service centres of exactly these regions, by region. One query, none for an empty list."""
    wanted = set(regions)
    if not wanted:
        return {}
    found = Unit.objects.filter(kind=CENTRE, active=True, region__in=wanted).order_by("-id")
    return {row.region_id: view(row) for row in found}


def phones(region_code: str) -> list[UnitView]:
    """The open units with a telephone that serve a place, in its own region and above, the nearest first. One
    query, or none."""
    if not region_code:
        return []
    found = Unit.objects.filter(active=True, region__in=chain(region_code)).exclude(phone="")
    return [view(row) for row in found.order_by(Length("region_id").desc(), "id")[:50]]


def unit_names(unit_ids: Iterable[int]) -> dict[int, str]:
    """The names of units by number, closed ones too, in one query; none for an empty list."""
    wanted = set(unit_ids)
    return dict(Unit.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}


def unit_names_sql(numbers: str) -> str:
    """`unit_names` as part of another statement: an expression of JSON text, names by number, for the array of
    numbers this expression gives."""
    return (
        "(SELECT coalesce(json_object_agg(unit.id, unit.name), '{}')::text"  # noqa: S608  an expression of ours
        f" FROM network_unit unit WHERE unit.id = ANY({numbers}))"
    )


def unit_within(unit_id: int, region: str) -> bool:
    """Whether this is an open unit of a region or of one below it. No region holds nothing. One query."""
    return bool(region) and units(region).filter(pk=unit_id).exists()


def view(row: Unit) -> UnitView:
    return UnitView(
        row.pk,
        row.code,
        row.name,
        row.kind,
        row.level,
        row.region_id,
        row.parent_id,
        row.phone,
        row.active,
    )


def _first(found: QuerySet[Unit]) -> UnitView | None:
    row = found.first()
    return view(row) if row else None
