"""What is due of requests: marked once a due time, in the request's own steps. Running it twice changes nothing."""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils.timezone import now as clock_now

from wangge.core import versions
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow import store
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.registry.keeping import RIGHTS_WATCH
from wangge.registry.models import RightsRequest
from wangge.registry.requests.world import RightsWorld

WATCH = Actor(kind=ActorKind.JOB, label=RIGHTS_WATCH, powers=frozenset({"job"}))
BATCH = 500


def mark(now: datetime | None = None) -> int:
    """Mark the open requests that became overdue or due soon; the number of steps."""
    now = now or clock_now()
    world = RightsWorld(calendar_at(versions.current()["calendar"]), WATCH)
    with guarded(WATCH):
        late = list(_unmarked("due_at", "overdue_for", now)[:BATCH])
        soon = list(_unmarked("warn_at", "warned_for", now).exclude(due_at__lte=now)[:BATCH])
    steps = 0
    for action, cases in (("mark_overdue", late), ("mark_warning", soon)):
        for case in cases:
            moment = case.due_at if action == "mark_overdue" else case.warn_at
            steps += _take(case, action, moment, world, now)
    return steps


def _unmarked(moment: str, marked: str, now: datetime) -> QuerySet[RightsRequest]:
    fresh = Q(**{f"{marked}__isnull": True}) | ~Q(**{marked: F(moment)})
    return RightsRequest.objects.filter(fresh, closed_at=None, **{f"{moment}__lte": now}).order_by(moment)


def _take(
    case: RightsRequest, action: str, moment: datetime | None, world: RightsWorld, now: datetime
) -> int:
    """One step by the platform; a request that moved on in the meantime is left for the next run."""
    if moment is None:
        return 0
    data = {"due_at": moment.isoformat()}
    try:
        with guarded(WATCH):
            result = store.perform(
                "rights", RightsRequest.objects.all(), case.case_no, action, WATCH, data, case.version, world,
                key=f"{action}:{moment.isoformat()}", now=now,
            )  # fmt: skip
    except Problem:
        return 0
    return 0 if result.replayed else 1
