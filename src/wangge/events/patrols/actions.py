"""Planning and walking patrols and visits: every write to one but its track."""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from django.db import transaction
from django.utils.timezone import now as clock_now

from wangge.core import numbers, problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.settled import calendar_at
from wangge.core.codes import is_grid
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import refuse_indirect
from wangge.core.flow.store import Result
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.intake.reports import MAX_PLACE, Filed, Report, file
from wangge.events.models import Patrol
from wangge.events.patrols.models import Kind
from wangge.events.patrols.world import PatrolWorld
from wangge.network import locate
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry.queries import cards

MOST_LINES = 30
FARTHEST = timedelta(days=365)


class Plan(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A patrol or visit to plan: in which grid, what for, what to look at (up to 30 lines), by when. A visit goes
    to a place: in words, as a point of the grid, or both; or to a `home` of the register, whose address it takes. Why
    is not asked: who reads the register sees the reasons there, and nobody else is to read them in a title."""

    grid: str
    title: str
    finish_by: datetime
    kind: Literal["patrol", "visit"] = "patrol"
    checklist: list[str] = []
    place: str = ""
    lng: float | None = None
    lat: float | None = None
    home: int | None = None


def plan(asked: Plan, actor: Actor, *, key: str | None = None, now: datetime | None = None) -> Result:
    """Plan a patrol or visit for a grid in the actor's area."""
    refuse_unclean(msgspec.to_builtins(asked))
    if not is_grid(asked.grid) or network.grid_centre(asked.grid) is None:
        raise invalid(grid=N_("There is no such grid"))
    if not 1 <= len(asked.title.strip()) <= 100:
        raise invalid(title=N_("Say in up to 100 characters what the patrol is for"))
    if len(asked.checklist) > MOST_LINES or any(
        not 1 <= len(line.strip()) <= 100 for line in asked.checklist
    ):
        raise invalid(checklist=N_("Up to 30 lines of up to 100 characters"))
    if asked.finish_by.tzinfo is None:
        raise invalid(finish_by=N_("Give the time zone"))
    place = _address(asked, actor) if asked.home is not None else asked.place.strip()
    _check_place(asked)
    now = now or clock_now()
    if asked.finish_by > now + FARTHEST:
        raise invalid(finish_by=N_("Choose a time from now to one year ahead"))
    (serial,), current = numbers.opening()
    patrol = Patrol(
        case_no=numbers.case_no(serial, now),
        flow_version=current["flow:patrol"],
        region_code=asked.grid,
        opened_at=now,
        kind=asked.kind,
        title=asked.title.strip(),
        place=place,
        home=asked.home,
        lng=asked.lng,
        lat=asked.lat,
        checklist=asked.checklist,
        finish_by=asked.finish_by,
        source_key=f"person:{actor.person}:{key}" if key else None,
        source_digest=digest("plan", msgspec.to_builtins(asked)),
    )
    world = PatrolWorld(calendar_at(current["calendar"]))
    return store.open_case("patrol", patrol, "plan", actor, {}, world, key=key, now=now)


def _address(asked: Plan, actor: Actor) -> str:
    """Where the home stands that a visit goes to; a problem naming `home` where there is none for this grid."""
    found = cards.place(asked.home, actor) if asked.kind == Kind.VISIT and asked.home else None
    if found is None or not asked.grid.startswith(found.region):
        raise invalid(home=N_("There is no such home in this grid"))
    return asked.place.strip() or found.address


def _check_place(asked: Plan) -> None:
    if len(asked.place) > MAX_PLACE:
        raise invalid(place=N_("Too long"))
    if (asked.lng is None) != (asked.lat is None):
        raise invalid(**{"lat" if asked.lat is None else "lng": N_("Longitude and latitude come together")})
    if asked.lng is not None and asked.lat is not None:
        locate.ensure()
        if locate.locate(asked.lng, asked.lat) != asked.grid:
            raise invalid(lng=N_("This point lies outside that grid"))
    elif asked.kind == Kind.VISIT and not asked.place.strip() and asked.home is None:
        raise invalid(place=N_("Say where the visit goes: in words, or a point on the map"))


def act(
    case_no: str, action: str, actor: Actor, data: Any, version: int | None, *, key: str | None = None
) -> Result:
    """Take one action on a patrol. A finding is noted by `find` alone, which files it as well."""
    refuse_indirect("patrol", action)
    return _take(case_no, action, actor, data, version, key=key)


def _take(
    case_no: str, action: str, actor: Actor, data: Any, version: int | None, *, key: str | None
) -> Result:
    world = PatrolWorld(calendar_at(versions.current()["calendar"]))
    visible = within(Patrol.objects.all(), actor)
    return store.perform("patrol", visible, case_no, action, actor, data, version, world, key=key)


@transaction.atomic
def find(case_no: str, report: Report, actor: Actor, *, key: str | None = None) -> Filed:
    """File what was found as an event, and note it on the patrol or visit; both or neither.

    Found on a visit and without a place of its own, or with that of the visit, it is where the visit went.
    """
    patrol = within(Patrol.objects.all(), actor).filter(case_no=case_no).first()
    if patrol is None:
        raise Problem(problems.NOT_FOUND)
    if (
        patrol.kind == Kind.VISIT
        and report.lng is None
        and report.lat is None
        and report.place.strip() in {"", patrol.place}
    ):
        # The grid's own name comes first, so that the words are understood as a place in it.
        words = f"{network.names([patrol.region_code])[patrol.region_code]}{patrol.place}"
        report = msgspec.structs.replace(report, place=words[:MAX_PLACE], lng=patrol.lng, lat=patrol.lat)
    filed = file(report, actor, key, patrol=patrol.pk)
    if not filed.replayed:
        _take(case_no, "find", actor, {"case_no": filed.event.case_no}, None, key=key)
    return filed
