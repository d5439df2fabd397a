"""What may be done to an event: every write after filing goes through `act`."""

from contextlib import ExitStack
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now as clock_now

from wangge.core import statements, versions
from wangge.core.actors import Actor, job
from wangge.core.fetched import columns, made
from wangge.core.flow import store
from wangge.core.flow.store import Found, Result
from wangge.events.case.whole import visible
from wangge.events.loop import flow as _flow  # noqa: F401  installs the loop before anything moves along it
from wangge.events.loop.database import Database
from wangge.events.models import Event, EventStep
from wangge.network.scope import within


def act(
    case_no: str,
    action: str,
    actor: Actor,
    data: Any,
    version: int | None,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Take one action on one event, as `core.flow.store.perform` but without a lock: two statements, and what the
    effect asks. Strangers get 404.

    `version` is None only for what cannot contradict anybody (a file, more information).
    """
    if action == "report" and _under_control(within(Event.objects.all(), actor), case_no):
        action = "report_controlled"

    def read(beside: ExitStack) -> Found | None:
        return _read(case_no, actor, key, beside)

    return store.take("event", read, action, actor, data, version, key=key, now=now)


def _read(case_no: str, actor: Actor, key: str | None, beside: ExitStack) -> Found | None:
    """The case if the actor may see it, what is published, and the step that was done under this key: one query."""
    rows = statements.run(_read_sql(key is not None), [case_no] if key is None else [key, case_no])
    found = visible(rows, actor)
    if found is None:
        return None
    event, rest = found
    numbers, step = versions.read(rest[: versions.width()]), rest[versions.width() :]
    done = made(EventStep, step).record(case_no) if step and step[0] is not None else None
    return Found(event, Database(numbers, beside), done)


@cache
def _read_sql(keyed: bool) -> str:
    """Composed when everything published has said where its number stands."""
    wanted = [columns(Event, "e"), versions.sql()]
    done = ""
    if keyed:
        wanted.append(columns(EventStep, "done"))
        done = "LEFT JOIN events_eventstep done ON done.case_id = e.id AND done.key = %s::varchar"
    return f"SELECT {', '.join(wanted)} FROM events_event e {done} WHERE e.case_no = %s"  # noqa: S608


def _under_control(visible: QuerySet[Event], case_no: str) -> bool:
    """Whether a draft that is now reported falls under a control rule, as it would have if filed at once."""
    draft = visible.filter(case_no=case_no).first()
    return draft is not None and Database().rule(draft) is not None


def platform_act(
    name: str,
    case_no: str,
    action: str,
    data: Any,
    *,
    key: str,
    now: datetime | None = None,
    world: Database | None = None,
    version: int | None = None,
) -> Result:
    """The platform acting by itself, signing with this message; the key makes a second run do nothing.

    `version` is that of the case it decided upon: STALE if somebody was faster. None where nothing that people
    do can contradict it.
    """
    return store.perform(
        "event",
        Event.objects.all(),
        case_no,
        action,
        job(name),
        data,
        version,
        world or Database(),
        key=key,
        now=now or clock_now(),
    )
