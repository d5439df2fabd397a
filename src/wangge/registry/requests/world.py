"""The engine's questions about a request, and what carrying one out does in the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import Span
from wangge.core.flow.editions import flow_at
from wangge.registry import definitions, facts, merged, objections
from wangge.registry.actions.people import FIRST, FactsIn, change, step
from wangge.registry.door import seen, write
from wangge.registry.models import Fact, Person, Restriction, RightsRequest
from wangge.registry.requests import words
from wangge.registry.requests.flow import RightsSettings

TOLD = "resident"  # the source of what somebody says about themselves


@dataclass(frozen=True, slots=True)
class RightsWorld:
    """`actor` carries the request out; the caller stands inside `guarded(actor)`."""

    calendar: Calendar
    actor: Actor

    def span(self, case: RightsRequest, clock: str) -> Span:  # noqa: ARG002  there is one clock
        return cast(RightsSettings, flow_at("rights", case.flow_version).settings).answer

    def keep(self, case: RightsRequest, column: str, said: str) -> None:
        words.keep(case, column, said)

    def correct(self, case: RightsRequest, values: Mapping[str, Any]) -> None:
        """Through the register's own door, whose history names the request. Problems name `data.…`."""
        person = self._person(case)
        asked = FactsIn(data=dict(values), source=TOLD, version=person.version)
        change(Person, person.pk, case.group, asked, self.actor, note=case.case_no)

    def restrict(self, case: RightsRequest, at: datetime) -> None:
        """Nobody uses the group from now on, searches by it, or is reminded to ask for it."""
        person = self._person(case)
        Restriction.objects.get_or_create(
            person=person,
            group=case.group,
            defaults={"region_code": person.region_code, "case_no": case.case_no, "at": at},
        )
        fact = objections.silence(person, case.group)
        step(person)
        write(person, "restricted", self.actor, fact=fact, note=case.case_no)

    def erase(self, case: RightsRequest) -> int:
        """Delete the group's facts, past ones and those of entries that were merged into this one as well; of all
        groups, if none is named, but those the register is kept by law for. How many went."""
        person = self._person(case)
        groups = (case.group,) if case.group else erasable()
        entries = [person.pk, *merged.into(person.pk)]
        gone, _ = Fact.objects.filter(subject="person", subject_id__in=entries, group__in=groups).delete()
        for group in groups:
            facts.project(person, group, {})
        step(person)
        write(person, "erased", self.actor, note=case.case_no)
        return gone

    def _person(self, case: RightsRequest) -> Person:
        return seen(Person.objects.select_for_update(), case.subject_id or 0, self.actor)


def erasable() -> tuple[str, ...]:
    """The groups of a person that no statutory duty holds the register to."""
    return tuple(key for key in definitions.groups("person") if key not in FIRST)
