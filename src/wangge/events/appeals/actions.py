"""Appealing against an overdue mark: every write to an appeal."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.utils.timezone import now as clock_now

from wangge.core import numbers, problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import Span
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import flow_at
from wangge.core.flow.store import Result
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events.appeals.flow import AppealSettings
from wangge.events.loop.limits import EventSettings
from wangge.events.models import Appeal, Event
from wangge.network.scope import within

NOT_CLOSED = problems.kind("appeal.not-closed", 409, N_("An appeal is made after the case is closed"))
NOT_OVERDUE = problems.kind("appeal.not-overdue", 409, N_("The case was never overdue"))
TOO_LATE = problems.kind("appeal.too-late", 409, N_("The days in which to appeal have passed"))
ONCE = problems.kind("appeal.once", 409, N_("There has been an appeal already"))


@dataclass(frozen=True, slots=True)
class AppealWorld:
    """The engine's questions about an appeal: both reviews have the same limit."""

    calendar: Calendar

    def span(self, case: Appeal, clock: str) -> Span:  # noqa: ARG002  both reviews alike
        return cast(AppealSettings, flow_at("appeal", case.flow_version).settings).review


@transaction.atomic
def appeal(case_no: str, actor: Actor, data: Any, *, key: str | None = None) -> Result:
    """Appeal on behalf of the lead unit of a closed, overdue event; once, within the days allowed."""
    event = within(Event.objects.all(), actor).select_for_update(of=("self",)).filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    if event.lead_unit_id is None or event.lead_unit_id != actor.unit:
        raise Problem(problems.FORBIDDEN)
    if event.state != "closed" or event.closed_at is None:
        raise Problem(NOT_CLOSED)
    if event.overdues == 0:
        raise Problem(NOT_OVERDUE)
    now = clock_now()
    days = cast(EventSettings, flow_at("event", event.flow_version).settings).appeal_days
    if now - event.closed_at > timedelta(days=days):
        raise Problem(TOO_LATE)
    (serial,), current = numbers.opening()
    made = Appeal(
        case_no=numbers.case_no(serial, now),
        flow_version=current["flow:appeal"],
        region_code=event.region_code,
        event=event,
        unit_id=event.lead_unit_id,
        owner=event.owner,
        source_key=f"person:{actor.person}:{key}" if key else None,
        source_digest=digest(f"appeal {event.case_no}", data),
    )
    world = AppealWorld(calendar_at(current["calendar"]))
    there = Appeal.objects.filter(event=event).first()
    if there is not None and (key is None or there.source_key != made.source_key):
        raise Problem(ONCE, case_no=there.case_no)
    return store.open_case("appeal", made, "appeal", actor, data, world, key=key, now=now)


def act(
    case_no: str, action: str, actor: Actor, data: Any, version: int | None, *, key: str | None = None
) -> Result:
    """Take one action on an appeal."""
    world = AppealWorld(calendar_at(versions.current()["calendar"]))
    visible = within(Appeal.objects.all(), actor)
    return store.perform("appeal", visible, case_no, action, actor, data, version, world, key=key)
