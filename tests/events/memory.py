"""A world of events without a database: a few units and grids, the shipped catalogue, and a cast of actors
whose powers are those of the shipped roles."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import msgspec

from wangge.accounts import roles
from wangge.catalogue import items as catalogue_items
from wangge.catalogue.items import STEPS, GridItem
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.text import digest_of
from wangge.events.loop.world import MainCase, Muting, UnitSeen
from wangge.events.models import Event

CITY, COUNTY, TOWNSHIP = "2110", "211002", "211002016"
COMMUNITY, GRID, NEXT_GRID = "211002016001", "211002016001001", "211002016001002"
UNITS = {
    1: UnitSeen(1, "城管局", COUNTY),
    2: UnitSeen(2, "住建局", COUNTY),
    3: UnitSeen(3, "外县城管局", "211004"),
}
WORKERS = {GRID: 101, NEXT_GRID: 102}


@cache
def shipped() -> dict[str, GridItem]:
    """The 225 items of the shipped catalogue, by code."""
    document = catalogue_items.read(catalogue_items.SHIPPED)
    return {
        item.code: item
        for item in (msgspec.convert(each, GridItem) for each in catalogue_items.expand(document))
    }


@dataclass
class MemoryWorld:
    """`main` is a case others may be merged into; `remembered` what reporters added,
    `rewritten` cases that were moved or reopened."""

    calendar: Calendar = field(default_factory=Calendar)
    catalogue_version: int = 1
    remembered: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    main: MainCase = field(default_factory=lambda: MainCase(999, "2026112200000018", True))

    def span(self, case: Event, clock: str) -> Span | None:
        item = self.item(case)
        if item is None:
            return Span(ClockKind.WORKING_HOURS, 2) if clock == "accept" else None
        return item.limit(clock) if clock in STEPS else None

    def item(self, case: Event) -> GridItem | None:
        return shipped().get(case.item_code)

    def item_of(self, case: Event, code: str) -> GridItem | None:
        return shipped().get(code)

    def rule(self, case: Event) -> Muting | None:
        return Muting(1, "夜市")

    def unit(self, number: int) -> UnitSeen | None:
        return UNITS.get(number)

    def centre_exists(self, region_code: str) -> bool:
        return region_code in {CITY, COUNTY, TOWNSHIP, COMMUNITY}

    def locate(self, lng: float, lat: float) -> str | None:
        return GRID if 123 < lng < 124 else None

    def verifier_grid(self, case: Event, excluding: int | None) -> str:
        staffed = [grid for grid, worker in WORKERS.items() if worker != excluding]
        return case.region_code if case.region_code in staffed else (staffed[0] if staffed else "")

    def main_case(self, case: Event, case_no: str, actor: Actor) -> MainCase | None:
        return self.main if case_no == self.main.case_no else None

    def open_parts(self, case: Event, parts: list[object], actor: Actor, now: datetime) -> list[str]:
        return [f"{case.case_no}-{place}" for place, _ in enumerate(parts)]

    def remember(self, case: Event, text: str) -> str:
        self.remembered.append(text)
        return digest_of(text)

    def moved(self, case: Event) -> None:
        self.rewritten.append(case.case_no)

    def reopened(self, case: Event) -> None:
        self.rewritten.append(case.case_no)

    def evidence(self, case: Event, numbers: list[int]) -> bool:
        return all(number < 100 for number in numbers)


@cache
def powers(role: str) -> frozenset[str]:
    return next(frozenset(row.powers) for row in roles.source().roles if row.key == role)


def person(number: int, role: str, region: str, *, unit: int | None = None, grid: str = "") -> Actor:
    desks = {f"person:{number}"}
    desks |= {f"grid:{grid}"} if grid else {f"unit:{unit}"}
    if unit is None and not grid:
        desks = {f"person:{number}", f"centre:{region}"}
    return Actor(
        ActorKind.PERSON,
        role,
        powers(role),
        region,
        unit,
        grid,
        frozenset(desks),
        person=number,
        posting=number,
    )


def cast() -> dict[str, Actor]:
    """Everyone who has to do with one case, and some who have not."""
    return {
        "worker": person(101, "grid_worker", GRID, grid=GRID),
        "other_worker": person(102, "grid_worker", NEXT_GRID, grid=NEXT_GRID),
        "community_op": person(103, "community_operator", COMMUNITY),
        "township_op": person(104, "township_operator", TOWNSHIP),
        "colleague_op": person(114, "township_operator", TOWNSHIP),
        "county_op": person(105, "county_operator", COUNTY),
        "city_op": person(106, "city_operator", CITY),
        "handler": person(107, "unit_handler", COUNTY, unit=1),
        "head": person(108, "unit_head", COUNTY, unit=1),
        "joint_handler": person(109, "unit_handler", COUNTY, unit=2),
        "supervisor": person(110, "supervisor", CITY, unit=90),
        "stranger": person(111, "unit_handler", "211004", unit=3),
        "sysadmin": person(112, "system_admin", CITY, unit=91),
        "reporter": Actor(
            ActorKind.REPORTER, "Reporter", frozenset({"event.report"}), case_no="2026112200000010"
        ),
        "platform": job("clock"),
    }


def blank(item_code: str = "") -> Event:
    """An event that does not exist yet, in the grid of the cast."""
    return Event(
        case_no="2026112200000010",
        region_code=GRID,
        text="井盖缺失",
        channel="resident",
        seen_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        item_code=item_code,
        grade=shipped()[item_code].grade.value if item_code else "",
        catalogue_version=1,
    )
