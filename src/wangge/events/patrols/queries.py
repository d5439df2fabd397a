"""Reading patrols."""

from datetime import datetime

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core import problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import page
from wangge.core.problems import Problem
from wangge.events.models import Patrol
from wangge.events.patrols.actions import PatrolWorld
from wangge.events.views import CaseView, Named, case_facts, state_named
from wangge.network import queries as network
from wangge.network.scope import within


class PatrolRow(msgspec.Struct, frozen=True):
    case_no: str
    state: Named
    title: str
    region_code: str
    region: str
    opened_at: datetime
    finish_by: datetime
    version: int


class PatrolPage(msgspec.Struct, frozen=True):
    items: list[PatrolRow]
    next: str | None


class PatrolView(CaseView, frozen=True, kw_only=True):
    """One patrol: `findings` are the case numbers of the events found on it."""

    title: str
    checklist: list[str]
    region_code: str
    region: str
    finish_by: datetime
    findings: list[str]


def listed(actor: Actor, cursor: str | None, limit: int) -> PatrolPage:
    """A page of the patrols the actor may see: two queries."""
    rows = page(within(Patrol.objects.all(), actor), cursor=cursor, limit=limit)
    names = network.names({row.region_code for row in rows.items})
    return PatrolPage(
        [
            PatrolRow(
                row.case_no,
                state_named(flow_at("patrol", row.flow_version), row.state),
                row.title,
                row.region_code,
                names.get(row.region_code, row.region_code),
                row.opened_at,
                row.finish_by,
                row.version,
            )
            for row in rows.items
        ],
        rows.next,
    )


def one(case_no: str, actor: Actor) -> PatrolView:
    """One patrol with its steps and findings, or NOT_FOUND: five queries."""
    patrol = within(Patrol.objects.all(), actor).filter(case_no=case_no).first()
    if patrol is None:
        raise Problem(problems.NOT_FOUND)
    flow, now = flow_at("patrol", patrol.flow_version), clock_now()
    world = PatrolWorld(calendar_at(versions.current()["calendar"]))
    return PatrolView(
        title=patrol.title,
        checklist=patrol.checklist,
        region_code=patrol.region_code,
        region=network.names({patrol.region_code}).get(patrol.region_code, patrol.region_code),
        finish_by=patrol.finish_by,
        findings=list(patrol.findings.order_by("id").values_list("case_no", flat=True)),
        **case_facts(flow, patrol, actor, world, now),
    )
