"""The world of events as it is: catalogue, network and stored cases (see `world.EventWorld`)."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db import transaction

from wangge.catalogue import queries as catalogue
from wangge.catalogue.items import STEPS, GridItem
from wangge.core import versions
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.clocks.settled import calendar_at
from wangge.core.text import digest_of
from wangge.events import recounts
from wangge.events.lists import openwords
from wangge.events.loop.control import muted
from wangge.events.loop.forms import Part
from wangge.events.loop.parts import open_parts
from wangge.events.loop.world import MainCase, Muting, UnitSeen
from wangge.events.models import Addition, Attachment, Event
from wangge.network import locate
from wangge.network import queries as network
from wangge.network.scope import within

# A report of which nobody knows yet what it is must be looked at within two office hours.
UNKNOWN_ITEM_ACCEPT = Span(ClockKind.WORKING_HOURS, 2)


@dataclass
class Database:
    """`numbers` are the current versions of everything published (`core.versions`). `beside`: where a transaction
    of what is written beside the case is entered, when the door holds none itself (`store.take`)."""

    numbers: dict[str, int] = field(default_factory=versions.current)
    beside: ExitStack | None = None

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_at(self.numbers["calendar"])

    @property
    def catalogue_version(self) -> int:
        return self.numbers["catalogue"]

    def span(self, case: Event, clock: str) -> Span | None:
        """The limit the item sets for a timer; the total is measured without one. Before anyone has said
        which item it is, acceptance has the default limit."""
        item = self.item(case)
        if item is not None:
            return item.limit(clock) if clock in STEPS else None
        return UNKNOWN_ITEM_ACCEPT if clock == "accept" else None

    def item(self, case: Event) -> GridItem | None:
        return self.item_of(case, case.item_code) if case.item_code else None

    def item_of(self, case: Event, code: str) -> GridItem | None:
        """An item of the catalogue version the case opened under."""
        return catalogue.find(code, case.catalogue_version)

    def rule(self, case: Event) -> Muting | None:
        found = muted(case.item_code, case.region_code, case.seen_at, self.numbers["control"])
        return Muting(found.pk, found.reason) if found else None

    def unit(self, number: int) -> UnitSeen | None:
        found = network.unit(number)
        return UnitSeen(found.id, found.name, found.region_code) if found and found.active else None

    def centre_exists(self, region_code: str) -> bool:
        return network.centre_at(region_code) is not None

    def locate(self, lng: float, lat: float) -> str | None:
        locate.ensure(self.numbers["boundary"])
        return locate.locate(lng, lat)

    def verifier_grid(self, case: Event, excluding: int | None) -> str:
        if len(case.region_code) != 15:
            return ""
        return network.worker_grid_nearest(case.region_code, excluding_person=excluding) or ""

    def _together(self) -> None:
        """From here on all is kept or nothing: called before whatever writes or locks another row."""
        if self.beside is not None:
            self.beside.enter_context(transaction.atomic())
            self.beside = None

    def main_case(self, case: Event, case_no: str, actor: Actor) -> MainCase | None:
        self._together()
        found = (
            within(Event.objects.all(), actor).select_for_update(of=("self",)).filter(case_no=case_no).first()
        )
        if found is None:
            return None
        mergeable = found.closed_at is None and found.pk != case.pk and found.state not in {"draft", "split"}
        return MainCase(found.pk, found.case_no, mergeable)

    def open_parts(self, case: Event, parts: list[Part], actor: Actor, now: datetime) -> list[str]:
        self._together()
        return open_parts(self, case, parts, actor, now)

    def remember(self, case: Event, text: str) -> str:
        self._together()
        sha256 = digest_of(text)
        Addition.objects.create(event=case, text=text, sha256=sha256)
        return sha256

    def moved(self, case: Event) -> None:
        self._together()
        recounts.ask([case.opened_at])
        openwords.write(case)

    def reopened(self, case: Event) -> None:
        self._together()
        openwords.write(case)

    def evidence(self, case: Event, numbers: list[int]) -> bool:
        return Attachment.objects.filter(event=case, pk__in=numbers).count() == len(set(numbers))
