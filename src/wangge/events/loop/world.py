"""What the rules of the event loop ask of the rest of the platform: an interface, so that every rule can be
tested without a database. `database.Database` is the one implementation the platform runs on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wangge.catalogue.items import GridItem
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import Span
from wangge.events.loop.forms import Part
from wangge.events.models.event import Event


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A unit as a step names it."""

    id: int
    name: str
    region_code: str


@dataclass(frozen=True, slots=True)
class MainCase:
    """The case another is to be merged into."""

    id: int
    case_no: str
    mergeable: bool


@dataclass(frozen=True, slots=True)
class Muting:
    """The control rule a report falls under."""

    number: int
    reason: str


class EventWorld(Protocol):
    """Answers are facts at this moment; None means there is no such thing (or none the actor may see)."""

    calendar: Calendar
    catalogue_version: int

    def span(self, case: Event, clock: str) -> Span | None: ...
    def item(self, case: Event) -> GridItem | None: ...
    def item_of(self, case: Event, code: str) -> GridItem | None: ...
    def rule(self, case: Event) -> Muting | None: ...
    def unit(self, number: int) -> UnitSeen | None: ...
    def centre_exists(self, region_code: str) -> bool: ...
    def locate(self, lng: float, lat: float) -> str | None: ...
    def verifier_grid(self, case: Event, excluding: int | None) -> str: ...
    def main_case(self, case: Event, case_no: str, actor: Actor) -> MainCase | None: ...
    def open_parts(self, case: Event, parts: list[Part], actor: Actor, now: datetime) -> list[str]: ...
    def remember(self, case: Event, text: str) -> str: ...
    def moved(self, case: Event) -> None: ...
    def reopened(self, case: Event) -> None: ...
    def evidence(self, case: Event, numbers: list[int]) -> bool: ...
