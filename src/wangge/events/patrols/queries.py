"""Reading patrols and visits."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import QuerySet
from django.utils.timezone import now as clock_now

from wangge.core import problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events.case.views import CaseView, case_facts, state_named
from wangge.events.labels import DUE, Named, due_word, maybe, named
from wangge.events.models import Patrol
from wangge.events.patrols import words
from wangge.events.patrols.models import Kind
from wangge.events.patrols.world import PatrolWorld
from wangge.network import queries as network
from wangge.network.scope import within

KINDS = {Kind.PATROL.value: N_("Patrol"), Kind.VISIT.value: N_("Visit")}


class PatrolRow(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is `patrol` or `visit`; `place`, `lng` and `lat` say where a visit goes, `home` to which home of the
    register; `due` is `overdue`, `soon`, `later` or null when it has ended."""

    case_no: str
    kind: Named
    state: Named
    title: str
    region_code: str
    region: str
    place: str
    lng: float | None
    lat: float | None
    home: int | None
    opened_at: datetime
    finish_by: datetime
    due: Named | None
    version: int


class PatrolPage(msgspec.Struct, frozen=True):
    items: list[PatrolRow]
    next: str | None


class Line(msgspec.Struct, frozen=True):
    """One line of the checklist, by its place in the list; `looked_at` is null until it is finished."""

    place: int
    text: str
    looked_at: bool | None


class WordsView(msgspec.Struct, frozen=True):
    """What was said on a visit."""

    asked_for: str
    offered: str


class PatrolView(CaseView, frozen=True, kw_only=True):
    """One patrol or visit: `findings` are the case numbers of the events found on it; `words` is null for whoever
    may not read them; `tracking`: its worker has a coarse track kept."""

    kind: Named
    title: str
    checklist: list[Line]
    region_code: str
    region: str
    place: str
    lng: float | None
    lat: float | None
    home: int | None
    finish_by: datetime
    due: Named | None
    started_at: datetime | None
    mine: bool
    tracking: bool
    words: WordsView | None
    findings: list[str]


def listed(actor: Actor, cursor: str | None, limit: int, kind: str = "") -> PatrolPage:
    """A page of the patrols and visits the actor may see, of one kind if asked: two queries."""
    found = within(Patrol.objects.all(), actor)
    rows = page(found.filter(kind=kind) if kind else found, cursor=cursor, limit=limit)
    return PatrolPage(as_rows(rows.items), rows.next)


def on_desk(actor: Actor) -> QuerySet[Patrol]:
    """What lies on the actor's desks, soonest first."""
    return (
        within(Patrol.objects.all(), actor).filter(desk__in=sorted(actor.desks)).order_by("finish_by", "id")
    )


def as_rows(rows: Sequence[Patrol]) -> list[PatrolRow]:
    """Lines of a list: one query for the names of places."""
    names, now = network.names({row.region_code for row in rows}), clock_now()
    return [
        PatrolRow(
            case_no=row.case_no,
            kind=named(KINDS, row.kind),
            state=state_named(flow_at("patrol", row.flow_version), row.state),
            title=row.title,
            region_code=row.region_code,
            region=names.get(row.region_code, row.region_code),
            place=row.place,
            lng=row.lng,
            lat=row.lat,
            home=row.home,
            opened_at=row.opened_at,
            finish_by=row.finish_by,
            due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
            version=row.version,
        )
        for row in rows
    ]


def one(case_no: str, actor: Actor) -> PatrolView:
    """One patrol or visit with its steps and findings, or NOT_FOUND: five queries, six for a visit that ended."""
    patrol = within(Patrol.objects.all(), actor).filter(case_no=case_no).first()
    if patrol is None:
        raise Problem(problems.NOT_FOUND)
    flow, now = flow_at("patrol", patrol.flow_version), clock_now()
    world = PatrolWorld(calendar_at(versions.current()["calendar"]))
    facts = case_facts(flow, patrol, actor, world, now)
    ended = next((step for step in facts["steps"] if step.action.key == "finish"), None)
    looked_at = set(ended.data.get("looked_at", ())) if ended else None
    said = words.said(patrol, actor) if patrol.kind == Kind.VISIT and patrol.closed_at else None
    return PatrolView(
        kind=named(KINDS, patrol.kind),
        title=patrol.title,
        checklist=[
            Line(place, text, None if looked_at is None else place in looked_at)
            for place, text in enumerate(patrol.checklist)
        ],
        region_code=patrol.region_code,
        region=network.names({patrol.region_code}).get(patrol.region_code, patrol.region_code),
        place=patrol.place,
        lng=patrol.lng,
        lat=patrol.lat,
        home=patrol.home,
        finish_by=patrol.finish_by,
        due=maybe(DUE, due_word(patrol.due_at, patrol.warn_at, now)),
        started_at=patrol.started_at,
        mine=actor.person is not None and actor.person == patrol.worker_id,
        tracking=patrol.tracking,
        words=WordsView(said.asked_for, said.offered) if said else None,
        findings=list(patrol.findings.order_by("id").values_list("case_no", flat=True)),
        **facts,
    )
