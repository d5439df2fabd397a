"""Reading requests: the operator's list and page, and the clocks of all of them for who oversees the duty."""

from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Count
from django.utils.timezone import now as clock_now

from wangge.accounts.cases.labels import DUE, due_word, maybe
from wangge.accounts.cases.views import CaseView, case_facts, state_named
from wangge.core import problems, versions
from wangge.core.actors import Actor, job
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.named import Named
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import facts
from wangge.registry.door import require
from wangge.registry.keeping import RIGHTS_WATCH
from wangge.registry.models import Person, RightsRequest
from wangge.registry.requests import rights
from wangge.registry.requests.flow import REQUEST
from wangge.registry.requests.models import RIGHTS
from wangge.registry.requests.views import about, drawn, outcome_named, steps
from wangge.registry.requests.words import said
from wangge.registry.requests.world import RightsWorld

OVERSEE = "protection.see"
LISTED = 500  # clocks told at once: more that are open at a time is a city that answers nobody


class RightsRow(msgspec.Struct, frozen=True):
    """One line. `about`: the group of facts, "" for all; `name` is of whom it is, "" once nobody need know."""

    case_no: str
    kind: Named
    about: str
    name: str
    state: Named
    outcome: Named | None
    opened_at: datetime
    due_at: datetime | None
    due: Named | None
    version: int


class RightsPage(msgspec.Struct, frozen=True):
    items: list[RightsRow]
    next: str | None


class RightsView(CaseView, frozen=True, kw_only=True):
    """One request: of whom, by which law, what they said, what they were answered. `suggested` is what is held now,
    to begin a correction with; `term` says where the time to answer is taken from."""

    kind: Named
    law: str
    about: str
    person: int | None
    name: str
    asked: str
    decided: str
    done: str
    outcome: Named | None
    reason: str
    reason_law: str
    complaint: str
    term: str
    suggested: dict[str, Any]


class RightsClock(msgspec.Struct, frozen=True):
    """When one request is to be answered, without whose it is."""

    case_no: str
    kind: Named
    law: str
    place: str
    state: Named
    opened_at: datetime
    due_at: datetime | None
    due: Named | None


def listed(actor: Actor, ended: bool = False, cursor: str | None = None, limit: int = 50) -> RightsPage:
    """The requests of the actor's area, the newest first: those that are open, or those that have ended. Three
    statements."""
    require(actor, RIGHTS)
    now = clock_now()
    with guarded(actor):
        rows = within(RightsRequest.objects.filter(closed_at__isnull=not ended), actor)
        found = page(rows, cursor=cursor, limit=limit)
        people = Person.objects.filter(pk__in={each.subject_id for each in found.items if each.subject_id})
        names = dict(people.values_list("pk", "name"))
    return RightsPage(
        [
            RightsRow(
                case_no=row.case_no,
                kind=rights.kind_named(row.kind),
                about=about(row.group),
                name=names.get(row.subject_id or 0, ""),
                state=state_named(flow_at("rights", row.flow_version), row.state),
                outcome=outcome_named(row.outcome),
                opened_at=row.opened_at,
                due_at=row.due_at,
                due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
                version=row.version,
            )
            for row in found.items
        ],
        found.next,
    )


def one(case_no: str, actor: Actor) -> RightsView:
    """A request of the actor's area with its steps, or NOT_FOUND."""
    require(actor, RIGHTS)
    now = clock_now()
    calendar = calendar_at(versions.current()["calendar"])
    with guarded(actor):
        rows = within(RightsRequest.objects.select_related("words"), actor)
        case = rows.filter(case_no=case_no).first()
        if case is None:
            raise Problem(problems.NOT_FOUND)
        person = Person.objects.filter(pk=case.subject_id).first()
        flow = flow_at("rights", case.flow_version)
        told = steps(flow, case, calendar)
        held = facts.current("person", [person.pk]).get(person.pk, {}) if person else {}
    right, refusal = rights.kinds()[case.kind], rights.refusals().get(case.reason)
    words = said(case, getattr(case, "words", None))
    shown = case_facts(flow, case, actor, RightsWorld(calendar, actor), now, told)
    return RightsView(
        **shown | {"actions": drawn(shown["actions"], case)},
        kind=right.named(),
        law=right.law,
        about=about(case.group),
        person=person.pk if person else None,
        name=person.name if person else "",
        asked=words.asked,
        decided=words.decided,
        done=words.done,
        outcome=outcome_named(case.outcome),
        reason=refusal.label if refusal else "",
        reason_law=refusal.law if refusal else "",
        complaint=rights.complaint() if refusal else "",
        term=rights.term_source(),
        suggested=held[case.group].plain if case.group in held else {},
    )


class RightsCount(msgspec.Struct, frozen=True):
    """So many open requests are in a state."""

    state: Named
    count: int


def counted(actor: Actor) -> list[RightsCount]:
    """How many requests of the actor's area are open, by state, without whose they are. One query."""
    _oversees(actor)
    with guarded(job(RIGHTS_WATCH)):
        rows = RightsRequest.objects.filter(closed_at=None, region_code__startswith=actor.region)
        found = dict(rows.values_list("state").annotate(Count("id")))
    return [
        RightsCount(state_named(REQUEST, key), found[key]) for key in REQUEST.state_by_key if key in found
    ]


def clocks(actor: Actor) -> list[RightsClock]:
    """The statutory clocks of the open requests in the actor's area, the most urgent first, at most `LISTED`: for who
    handles them and for the data protection desk, which oversees them and need not know whose they are."""
    _oversees(actor)
    now = clock_now()
    with guarded(job(RIGHTS_WATCH)):
        rows = list(
            RightsRequest.objects.filter(closed_at=None, region_code__startswith=actor.region).order_by(
                "due_at", "id"
            )[:LISTED]
        )
    places = network.names({each.region_code for each in rows})
    return [
        RightsClock(
            case_no=row.case_no,
            kind=rights.kind_named(row.kind),
            law=rights.kinds()[row.kind].law,
            place=places.get(row.region_code, ""),
            state=state_named(flow_at("rights", row.flow_version), row.state),
            opened_at=row.opened_at,
            due_at=row.due_at,
            due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
        )
        for row in rows
    ]


def _oversees(actor: Actor) -> None:
    if not (actor.may(RIGHTS) or actor.may(OVERSEE)) or not actor.region:
        raise Problem(problems.FORBIDDEN)
