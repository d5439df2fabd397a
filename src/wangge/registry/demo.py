"""The residents of the demonstration (`data/demo.yaml`), entered through the one door like real ones."""

from importlib.resources import files
from typing import Any

import msgspec
from django.db import transaction
from django.utils.timezone import localdate
from stdnum.cn import ric

from wangge.core.actors import Actor, ActorKind
from wangge.core.rows import guarded
from wangge.registry.actions.addresses import AddressIn, add_address, open_home
from wangge.registry.actions.people import FactsIn, PersonIn, change, collect
from wangge.registry.actions.places import OrganisationIn, add_organisation
from wangge.registry.door import EDIT, SEE
from wangge.registry.models import Address, Dwelling

# Where the named grid workers of the demonstration serve (`accounts/data/demo.yaml`).
GRIDS = ("211002016001001", "211005001001001")
BUILDINGS, UNITS, ROOMS = 2, 2, 4
NEWEST, OLD = 2, 60


class DemoHousehold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    use: str
    people: tuple[tuple[str, int, str], ...]
    kind: str = "registered"
    lives: str = "with_family"


class Demo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: str
    name: str
    surnames: tuple[str, ...]
    area: str
    phone: str
    road: str
    estates: tuple[str, ...]
    places: tuple[dict[str, str], ...]
    elsewhere: str
    households: tuple[DemoHousehold, ...]


def source() -> Demo:
    text = files("wangge.registry").joinpath("data/demo.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=Demo)


def load() -> dict[str, int]:
    """Enter the homes of two grids with their people, unless the road is there already; how many of each."""
    demo = source()
    if Address.objects.filter(kind="road", name=demo.road).exists():
        return {}
    counts = {"homes": 0, "residents": 0, "places": 0}
    for grid in GRIDS:
        actor = Actor(kind=ActorKind.JOB, label=demo.by, powers=frozenset({SEE, EDIT}), region=grid)
        with transaction.atomic(), guarded(actor):
            _grid(demo, grid, actor, counts)
    return counts


def _grid(demo: Demo, grid: str, actor: Actor, counts: dict[str, int]) -> None:
    road = add_address(AddressIn(kind="road", name=demo.road, region=grid), actor)
    for each in demo.places:
        add_organisation(OrganisationIn(region=grid, **each), actor)
        counts["places"] += 1
    for name in demo.estates:
        estate = _below(road, "estate", name, actor)
        for building in range(1, BUILDINGS + 1):
            house = _below(estate, "building", str(building), actor)
            for unit in range(1, UNITS + 1):
                stairs = _below(house, "unit", str(unit), actor)
                for floor in range(1, ROOMS + 1):
                    room = _below(stairs, "room", f"{floor}01", actor)
                    household = demo.households[counts["homes"] % len(demo.households)]
                    _home(demo, household, open_home(room.pk, actor), actor, counts)


def _below(parent: Address, kind: str, name: str, actor: Actor) -> Address:
    return add_address(AddressIn(kind=kind, name=name, parent=parent.pk), actor)


def _home(demo: Demo, household: DemoHousehold, home: Dwelling, actor: Actor, counts: dict[str, int]) -> None:
    counts["homes"] += 1
    asked = FactsIn(data={"use": household.use}, source="demo", version=home.version)
    change(Dwelling, home.pk, "home", asked, actor)
    together = None
    for relation, age, sex in household.people:
        counts["residents"] += 1
        forms = _forms(demo, household, relation, age, sex, counts["residents"])
        body = PersonIn(dwelling=home.pk, household=together, facts=forms, source="demo")
        together = collect(body, actor).household_id


def _forms(
    demo: Demo, household: DemoHousehold, relation: str, age: int, sex: str, number: int
) -> dict[str, dict[str, Any]]:
    """What somebody of the demonstration says at the door."""
    surname = demo.surnames[number % len(demo.surnames)]
    found: dict[str, dict[str, Any]] = {
        "identity": {
            "name": demo.name.format(surname=surname, number=number),
            "identity_number": identity_number(demo.area, localdate().year - age, number, sex),
        },
        "residence": {"kind": household.kind, "relation": relation},
    }
    if relation == "head":
        found["contact"] = {"phone": demo.phone.format(number=number)}
        newborn = any(each < NEWEST for _, each, _ in household.people)
        found["living"] = {"lives": household.lives, "newborn": newborn, "needs_help_leaving": age > OLD}
        if household.kind != "registered":
            found["away"] = {"home_region": demo.elsewhere, "reason": "work"}
    return found


def identity_number(area: str, year: int, number: int, sex: str) -> str:
    """An identity number of an area that is assigned to nobody, with a right check digit."""
    order = number * 2 % 998 + (1 if sex == "male" else 2)
    digits = f"{area}{year}0101{order:03d}"
    return digits + ric.calc_check_digit(digits + "0")
