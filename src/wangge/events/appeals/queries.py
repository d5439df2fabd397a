"""Reading appeals."""

from datetime import datetime

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core import problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.problems import Problem
from wangge.events.appeals.actions import AppealWorld
from wangge.events.case.views import CaseView, case_facts, state_named
from wangge.events.labels import DUE, Named, due_word, maybe
from wangge.events.lists.rows import EXCERPT
from wangge.events.models import Appeal
from wangge.network.scope import within


class AppealRow(msgspec.Struct, frozen=True):
    """One line: `event` is the case number of the event it is about, `excerpt` the beginning of its text, `unit` the
    unit that appeals."""

    case_no: str
    event: str
    excerpt: str
    unit: str
    state: Named
    opened_at: datetime
    due_at: datetime | None
    due: Named | None
    version: int


class AppealPage(msgspec.Struct, frozen=True):
    items: list[AppealRow]
    next: str | None


class AppealView(CaseView, frozen=True, kw_only=True):
    """One appeal; `event` is the case number of the event it is about, `unit` the name of the unit that appeals."""

    event: str
    unit: str


def listed(actor: Actor, cursor: str | None, limit: int) -> AppealPage:
    """A page of the appeals the actor may see: one query."""
    now = clock_now()
    rows = page(within(Appeal.objects.select_related("event", "unit"), actor), cursor=cursor, limit=limit)
    return AppealPage(
        [
            AppealRow(
                case_no=row.case_no,
                event=row.event.case_no,
                excerpt=row.event.text[:EXCERPT],
                unit=row.unit.name,
                state=state_named(flow_at("appeal", row.flow_version), row.state),
                opened_at=row.opened_at,
                due_at=row.due_at,
                due=maybe(DUE, due_word(row.due_at, row.warn_at, now)),
                version=row.version,
            )
            for row in rows.items
        ],
        rows.next,
    )


def one(case_no: str, actor: Actor) -> AppealView:
    """One appeal with its steps, or NOT_FOUND: three queries."""
    appeal = within(Appeal.objects.select_related("event", "unit"), actor).filter(case_no=case_no).first()
    if appeal is None:
        raise Problem(problems.NOT_FOUND)
    flow, now = flow_at("appeal", appeal.flow_version), clock_now()
    world = AppealWorld(calendar_at(versions.current()["calendar"]))
    return AppealView(
        event=appeal.event.case_no, unit=appeal.unit.name, **case_facts(flow, appeal, actor, world, now)
    )
