"""Reading care entries: one's own, and nothing but counts for whoever supervises."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts.cases.labels import DUE, due_word, maybe
from wangge.accounts.cases.lines import Reading
from wangge.accounts.cases.story import story
from wangge.accounts.cases.told import Told, told
from wangge.accounts.cases.views import case_facts, state_named
from wangge.accounts.colleagues import names
from wangge.core import problems, versions
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import forms
from wangge.registry.care import readings
from wangge.registry.care.actions import REVEAL, carers, entry_of
from wangge.registry.care.definitions import registers
from wangge.registry.care.flow import WORK
from wangge.registry.care.keeping import CARE, COUNTING
from wangge.registry.care.labels import consent_named
from wangge.registry.care.models import CareEntry, CareReading, CareWords, Consent
from wangge.registry.care.offers import CHOOSES, due_of, first_of, with_choices
from wangge.registry.care.views import (
    CareChoices,
    CareCount,
    CareCounts,
    CareEntryView,
    CareLine,
    CareList,
    CareReadings,
    CarerView,
    register_view,
)
from wangge.registry.care.world import FIELDS, CareWorld, heard, last_day, register_of
from wangge.registry.door import SEE, require, seen
from wangge.registry.models import Person
from wangge.registry.queries.homes import below
from wangge.registry.queries.views import FieldView, shown

COUNT = "care.count"
MOST = 200  # entries of one person: more than anybody can care for
FEW = 5  # fewer than these are not told as a number: in a small place it would point at somebody
CITY = 4  # digits of a city's code
Said = Mapping[int, Mapping[str, Any]]


def choices(person: int, actor: Actor) -> CareChoices:
    """What can be opened for somebody of the actor's area; NOT_FOUND outside of it. Six queries."""
    require(actor, WORK, SEE)
    assert actor.person is not None
    with guarded(actor):
        found = seen(Person.objects.all(), person, actor)
    return CareChoices(
        registers=[register_view(each) for each in registers().values()],
        carers=[CarerView(each.person, each.name, each.place) for each in carers(found.region_code)],
        me=actor.person,
    )


def mine(actor: Actor, address: str = "") -> CareList:
    """What the actor cares for and has not ended: one page, written down as read. Ten statements, however many."""
    require(actor, WORK)
    now = clock_now()
    with guarded(actor):
        rows = within(CareEntry.objects.filter(closed_at=None), actor).order_by(
            F("due_at").asc(nulls_last=True), "id"
        )
        entries = list(rows[: MOST + 1])
        shown_now = entries[:MOST]
        people = _people(shown_now)
        readings.listed(shown_now, actor, address)
        current = versions.current()
    calendar = calendar_at(current["calendar"])
    return CareList([_line(each, people, actor, calendar, now) for each in shown_now], len(entries) > MOST)


def one(case_no: str, actor: Actor, address: str = "") -> CareEntryView:
    """An entry the actor works on, written down as read; NOT_FOUND for everybody else."""
    require(actor, WORK)
    now = clock_now()
    with guarded(actor):
        entry = entry_of(case_no, actor)
        if entry.person_id is None:  # emptied: there is nothing left to be seen
            raise Problem(problems.NOT_FOUND)
        words = heard(entry, CareWords.objects.filter(entry=entry))
        steps, _ = told(entry)
        person, home = _people([entry])[entry.person_id]
        readings.read(entry, actor, address)
    register, flow = register_of(entry), flow_at("care", entry.flow_version)
    world = CareWorld(calendar_at(versions.current()["calendar"]), now)
    called = names({*entry.workers, *(_numbers(words))})
    fields = words.get(FIELDS, {})
    views = story(flow, entry, world.calendar, [_with(each, words) for each in steps], CareLines(called))
    facts = case_facts(flow, entry, actor, world, now, views)
    facts["actions"] = with_choices(facts["actions"], entry, called, first_of(entry, world.calendar, now))
    return CareEntryView(
        **facts,
        person=person.pk,
        name=person.name,
        born=person.born,
        home=home,
        register=register.named(),
        purpose=register.aim,
        law=register.law,
        consent=consent_named(entry.consent),
        aim=_latest(steps, words, "aim"),
        plan=_latest(steps, words, "plan"),
        fields=[
            FieldView(each.key, each.label, shown(each, fields.get(each.key)), each.sealed)
            for each in register.fields
        ],
        form=forms.schema(register),
        data={
            each.key: fields[each.key] for each in register.fields if not each.sealed and each.key in fields
        },
        responsible=called.get(entry.responsible or 0, ""),
        helpers=[called[each] for each in entry.workers if each != entry.responsible and each in called],
        review_at=due_of(entry, "review", world.calendar),
        due_at=entry.due_at,
        due=maybe(DUE, due_word(entry.due_at, entry.warn_at, now)),
        ends_on=entry.ends_on,
        longest=last_day(entry),
        may_reveal=actor.may(REVEAL),
        may_correct=entry.closed_at is None and actor.person == entry.responsible,
    )


def looked(case_no: str, actor: Actor) -> CareReadings:
    """Who looked at an entry the actor works on, the newest first, at most `MOST`."""
    require(actor, WORK)
    with guarded(actor):
        entry = entry_of(case_no, actor)
        rows = list(CareReading.objects.filter(entry=entry).order_by("-id")[:MOST])
    return CareReadings([readings.line(entry, each) for each in rows])


def counts(actor: Actor, region: str = "") -> CareCounts:
    """How many entries of each register run in the actor's area, or in a region of it: numbers and no names.

    NOT_FOUND for a region outside. Counted by a job of the platform, as no supervisor may see a row.
    """
    require(actor, COUNT)
    area = region or actor.region
    if not actor.covers(area):
        raise Problem(problems.NOT_FOUND)
    now = clock_now()
    with guarded(job(COUNTING)):
        found = {
            row["register"]: (row["running"], row["overdue"])
            for row in CareEntry.objects.filter(below(area), closed_at=None)
            .values("register")
            .annotate(running=Count("id"), overdue=Count("id", filter=Q(due_at__lt=now)))
        }
    return CareCounts(
        region=network.names([area]).get(area, ""),
        few=FEW,
        items=[
            CareCount(
                each.named(),
                each.aim,
                each.law,
                *map(_told, found.get(each.key, (0, 0))),
            )
            for each in registers().values()
        ],
    )


def about(person: int) -> list[CareEntry]:
    """The entries about somebody with who looked at them (`readings`, the newest first), to be told to that person
    alone: whoever calls has made sure who asks. Two queries."""
    newest = Prefetch("readings", CareReading.objects.order_by("-id"))
    with guarded(job(CARE)):
        return list(CareEntry.objects.filter(person=person).prefetch_related(newest).order_by("id"))


class CareLines(Reading):
    """Steps of an entry with what was said in them; numbers of people as their names."""

    def __init__(self, called: dict[int, str]) -> None:
        self.called = called

    def said(self, name: str, value: Any) -> str:
        return self.called.get(value, "") if name in CHOOSES.values() else super().said(name, value)


def _with(each: Told, words: Said) -> Told:
    """A step with what was said beside it, as if it stood in it; what a step itself holds is a commitment."""
    each.step.data = words.get(each.step.seq, {})
    return each


def _numbers(words: Said) -> set[int]:
    """The people named in what was said."""
    return {
        value for seq, said in words.items() if seq != FIELDS for name, value in said.items()
        if name in CHOOSES.values() and isinstance(value, int)
    }  # fmt: skip


def _latest(steps: Sequence[Told], words: Said, name: str) -> str:
    said = [words[each.step.seq][name] for each in steps if name in words.get(each.step.seq, {})]
    return str(said[-1]) if said else ""


def _line(
    entry: CareEntry,
    people: Mapping[int, tuple[Person, str]],
    actor: Actor,
    calendar: Calendar,
    now: datetime,
) -> CareLine:
    flow = flow_at("care", entry.flow_version)
    person, home = people[entry.person_id or 0]
    return CareLine(
        case_no=entry.case_no,
        name=person.name,
        home=home,
        register=register_of(entry).named(),
        state=state_named(flow, entry.state),
        next=gettext(flow.action_by_key[_awaited(entry, calendar, now)].label),
        due_at=entry.due_at,
        due=maybe(DUE, due_word(entry.due_at, entry.warn_at, now)),
        ends_on=entry.ends_on,
        mine=entry.responsible == actor.person,
        version=entry.version,
    )


def _awaited(entry: CareEntry, calendar: Calendar, now: datetime) -> str:
    """The action an open entry waits for."""
    if entry.state == "proposed":
        return "agree" if entry.consent == Consent.ASKED else "begin"
    return first_of(entry, calendar, now) or "help"


def _people(entries: Sequence[CareEntry]) -> dict[int, tuple[Person, str]]:
    """Whom entries are about, each with the address, by number: whoever works on an entry may know, wherever in the
    city they serve and the person has moved since."""
    city = entries[0].region_code[:CITY] if entries else ""
    with guarded(Actor(kind=ActorKind.JOB, label=CARE, powers=frozenset({SEE}), region=city)):
        rows = Person.objects.filter(pk__in=[each.person_id for each in entries])
        return {
            each.pk: (each, each.dwelling.address.text) for each in rows.select_related("dwelling__address")
        }


def _told(count: int) -> int | None:
    return count if count == 0 or count >= FEW else None
