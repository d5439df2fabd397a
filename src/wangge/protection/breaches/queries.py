"""Breaches as they are read: the record by all who read the desk, its words by those who work there."""

from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.utils.timezone import localdate
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts.cases.labels import CLOCK_LABELS, DUE, due_word, maybe
from wangge.accounts.cases.lines import Reading
from wangge.accounts.cases.story import story
from wangge.accounts.cases.told import told
from wangge.accounts.cases.views import CaseView, case_facts, state_named
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.clocks import clock as clocks
from wangge.core.flow.decide import WARN_AT
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.named import Named
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.protection.breaches import words
from wangge.protection.breaches.actions import world
from wangge.protection.breaches.forms import Authority, Cause, Counted, Happened, Harm, Way
from wangge.protection.breaches.terms import terms
from wangge.protection.keeping import KEPT
from wangge.protection.labels import all_choices, choice_named, choices_named
from wangge.protection.models import Breach
from wangge.protection.powers import DESK, SEE
from wangge.protection.register.activities import by_key, named
from wangge.registry.door import require

PEOPLE = {"told": N_("Told"), "spared": N_("Need not be told")}
# What the engine noted beside the form of a step, where the form itself does not say it.
NOTED = {"causes": Cause, "harms": Harm, "kinds": Happened, "ways": Way, "whom": Authority}


class BreachClock(msgspec.Struct, frozen=True):
    """One of the three clocks; `source` says where its time is taken from. `due`: None once it has stopped."""

    name: str
    label: str
    due_at: datetime | None
    due: Named | None
    stopped_at: datetime | None
    source: str


class BreachRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `due_at` is that of the most urgent clock; `people`: told or spared, None while that is open."""

    case_no: str
    region_name: str
    kinds: list[Named]
    certain: bool
    grave: bool
    activities: list[Named]
    affected: int | None
    state: Named
    found_at: datetime
    opened_at: datetime
    due_at: datetime | None
    due: Named | None
    authority_at: datetime | None
    people: Named | None
    version: int


class BreachPage(msgspec.Struct, frozen=True):
    items: list[BreachRow]
    next: str | None


class BreachPart(msgspec.Struct, frozen=True):
    """One part of what is said, in the clear."""

    key: str
    label: str
    text: str


class BreachView(CaseView, frozen=True, kw_only=True):
    """One breach. `parts`: what is said of it, for those who work at the desk; empty for others. `terms`: its clocks
    with their sources. `kept_until`: its words stay so long, None while it is open."""

    region: str
    region_name: str
    kinds: list[Named]
    certain: bool
    grave: bool
    activities: list[Named]
    causes: list[Named]
    harms: list[Named]
    affected: int | None
    counted: Named | None
    found_at: datetime
    authority_at: datetime | None
    people: Named | None
    people_at: datetime | None
    parts: list[BreachPart]
    terms: list[BreachClock]
    kept_until: date | None


class BreachChoices(msgspec.Struct, frozen=True):
    """What a breach may be recorded with."""

    kinds: list[Named]
    activities: list[Named]


class Steps(Reading):
    """The lines of a breach's steps."""

    def said(self, name: str, value: Any) -> str:
        if name == "activities" and isinstance(value, list):
            return " / ".join(each.label for each in named(value))
        if name in NOTED and isinstance(value, list):
            return " / ".join(each.label for each in choices_named(NOTED[name], value))
        return super().said(name, value)


def choices(actor: Actor) -> BreachChoices:
    """No query."""
    require(actor, DESK)
    return BreachChoices(all_choices(Happened), named(by_key()))


def listed(
    actor: Actor, which: Literal["open", "ended"] = "open", cursor: str | None = None, limit: int = 50
) -> BreachPage:
    """The breaches of the actor's area that are open, or over, the newest first. Two statements."""
    require(actor, SEE)
    now = clock_now()
    with guarded(actor):
        rows = within(Breach.objects.filter(closed_at__isnull=which == "open"), actor)
        found = page(rows, cursor=cursor, limit=limit)
    names = network.names({row.region_code for row in found.items})
    return BreachPage([_row(row, names, now) for row in found.items], found.next)


def one(case_no: str, actor: Actor) -> BreachView:
    """One breach of the actor's area with its steps, or NOT_FOUND."""
    require(actor, SEE)
    now, around = clock_now(), world()
    with guarded(actor):
        row = within(Breach.objects.all(), actor).filter(case_no=case_no).first()
        if row is None:
            raise Problem(problems.NOT_FOUND)
        flow = flow_at("breach", row.flow_version)
        steps = story(flow, row, around.calendar, told(row)[0], Steps())
        said = words.said(row) if actor.may(DESK) else {}
    shown = _row(row, network.names([row.region_code]), now)
    return BreachView(
        **case_facts(flow, row, actor, around, now, steps),
        region=row.region_code,
        region_name=shown.region_name,
        kinds=shown.kinds,
        certain=row.certain,
        grave=row.grave,
        activities=shown.activities,
        causes=choices_named(Cause, row.causes),
        harms=choices_named(Harm, row.harms),
        affected=row.affected,
        counted=choice_named(Counted, row.counted),
        found_at=row.found_at,
        authority_at=row.authority_at,
        people=shown.people,
        people_at=row.people_at,
        parts=[
            BreachPart(key, gettext(label), said[key]) for key, label in words.PARTS.items() if key in said
        ],
        terms=[_clock(each, row, around.calendar, now) for each in row.clocks],
        kept_until=localdate(row.closed_at + KEPT) if row.closed_at else None,
    )


def _row(row: Breach, names: dict[str, str], now: datetime) -> BreachRow:
    return BreachRow(
        case_no=row.case_no,
        region_name=names.get(row.region_code, ""),
        kinds=choices_named(Happened, row.kinds),
        certain=row.certain,
        grave=row.grave,
        activities=named(row.activities),
        affected=row.affected,
        state=state_named(flow_at("breach", row.flow_version), row.state),
        found_at=row.found_at,
        opened_at=row.opened_at,
        due_at=row.due_at,
        due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
        authority_at=row.authority_at,
        people=Named(row.people, gettext(PEOPLE[row.people])) if row.people else None,
        version=row.version,
    )


def _clock(clock: clocks.Clock, row: Breach, calendar: Any, now: datetime) -> BreachClock:
    due, warn = clocks.due(clock, calendar), clocks.warning(clock, WARN_AT, calendar)
    term = terms()["authority_grave" if clock.name == "authority" and row.grave else clock.name]
    return BreachClock(
        name=clock.name,
        label=gettext(CLOCK_LABELS[clock.name]),
        due_at=due,
        due=None if clock.stopped else maybe(DUE, due_word(due, warn, now)),
        stopped_at=clock.runs[-1].until if clock.stopped else None,
        source=term.said,
    )
