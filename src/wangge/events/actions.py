"""What may be done to an event: every write after filing goes through `act`."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now as clock_now

from wangge.core.actors import Actor, job
from wangge.core.flow import store
from wangge.core.flow.store import Result
from wangge.events import flow as _flow  # noqa: F401  installs the loop before anything moves along it
from wangge.events.database import Database
from wangge.events.models import Event
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
    """Take one action on one event, as `core.flow.store.perform`; strangers get 404.

    `version` is None only for what cannot contradict anybody (a file, more information).
    """
    visible, world = within(Event.objects.all(), actor), Database()
    if action == "report" and _under_control(visible, case_no, world):
        action = "report_controlled"
    return store.perform(
        "event",
        visible,
        case_no,
        action,
        actor,
        data,
        version,
        world,
        key=key,
        now=now,
    )


def _under_control(visible: QuerySet[Event], case_no: str, world: Database) -> bool:
    """Whether a draft that is now reported falls under a control rule, as it would have if filed at once."""
    draft = visible.filter(case_no=case_no).first()
    return draft is not None and world.rule(draft) is not None


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
