"""The supervision overlay: warnings, overdue marks and the end of suspensions, read from due times by a job.

Each mark is a step with a key made of the clock and its due time, and the row remembers which due time was
marked, so running the job twice, or two at once, changes nothing the second time.
"""

import logging
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.timezone import now as clock_now

from wangge.core.clocks import clock as clocks
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events.loop.actions import platform_act
from wangge.events.loop.database import Database
from wangge.events.models import Event

log = logging.getLogger(__name__)
BATCH = 500
WATCH = N_("Deadline watch")


def mark(now: datetime | None = None) -> int:
    """Mark what became overdue or due soon, and resume what was suspended until now; the number of steps."""
    now = now or clock_now()
    world = Database()
    steps = 0
    for event in _unmarked("due_at", "overdue_for", now)[:BATCH]:
        steps += _mark(event, "mark_overdue", event.due_at, world, now)
    for event in _unmarked("warn_at", "warned_for", now).exclude(due_at__lte=now)[:BATCH]:
        steps += _mark(event, "mark_warning", event.warn_at, world, now)
    for event in Event.objects.filter(state="suspended", resume_at__lte=now).order_by("resume_at")[:BATCH]:
        steps += _take(event, "resume", {}, f"resume:{_stamp(event.resume_at)}", world, now)
    return steps


def _unmarked(moment: str, marked: str, now: datetime) -> QuerySet[Event]:
    """Open events whose `moment` has come and has not been marked."""
    fresh = Q(**{f"{marked}__isnull": True}) | ~Q(**{marked: F(moment)})
    return Event.objects.filter(fresh, **{f"{moment}__lte": now}).order_by(moment)


def _mark(event: Event, action: str, moment: datetime | None, world: Database, now: datetime) -> int:
    running = [clock for clock in event.clocks if clock.running and clock.limit]
    if not running or moment is None:
        return 0
    soonest = min(running, key=lambda clock: clocks.due(clock, world.calendar) or now)
    number = sum(1 for clock in event.clocks if clock.name == soonest.name)
    data = {"clock": soonest.name, "number": number, "due_at": moment.isoformat()}
    return _take(event, action, data, f"{action}:{soonest.name}:{number}:{_stamp(moment)}", world, now)


def _take(
    event: Event, action: str, data: dict[str, object], key: str, world: Database, now: datetime
) -> int:
    """One step by the platform; a case that moved on in the meantime (extended, fed back) is left for the next
    run, which reads its new due time."""
    try:
        result = platform_act(
            WATCH, event.case_no, action, data, key=key, now=now, world=world, version=event.version
        )
    except Problem as problem:
        log.info("%s on %s: %s", action, event.case_no, problem.kind.code)
        return 0
    return 0 if result.replayed else 1


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
