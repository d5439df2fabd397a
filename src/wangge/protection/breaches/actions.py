"""Recording a breach, and every step of it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core import audit, numbers, problems
from wangge.core.actors import Actor
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import refuse_indirect
from wangge.core.flow.store import Result
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.protection.breaches import words
from wangge.protection.breaches.flow import allowed
from wangge.protection.breaches.forms import Happened
from wangge.protection.models import Breach
from wangge.protection.powers import DESK
from wangge.protection.register import activities
from wangge.protection.world import DeskWorld, desk_world
from wangge.registry.door import require

OBJECT = "breach"
# What is found out later than this is a mistake in the day.
LONG_AGO = timedelta(days=3 * 365)
MOST_WORDS = 2000
# What each action is called in the audit log.
LOGGED = {
    "record": "breach.recorded",
    "tell_authority": "breach.authority_told",
    "tell_people": "breach.people_told",
    "spare_people": "breach.people_spared",
    "close": "breach.closed",
    "dismiss": "breach.dismissed",
}


class BreachIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A breach as it was found: when, where (`region`, "" for the whole area), what happened to the information
    (`kinds`), for `certain` or perhaps, by the grading guide `grave` or not, in which `activities` of the register of
    processing, and in words that name nobody."""

    found_at: datetime
    kinds: list[Happened]
    certain: bool
    grave: bool = False
    activities: list[str]
    region: str = ""
    words: str


def world() -> DeskWorld:
    return desk_world(allowed, words.keep)


def record(asked: BreachIn, actor: Actor, *, key: str | None = None, address: str = "") -> Result:
    """Record a breach. FORBIDDEN without the power; a problem names what does not fit."""
    require(actor, DESK)
    if not actor.region or actor.person is None:
        raise Problem(problems.FORBIDDEN)
    region = asked.region or actor.region
    now = clock_now()
    _check(asked, region, actor, now)
    (serial,), current = numbers.opening()
    said = msgspec.to_builtins(asked)
    made = Breach(
        case_no=numbers.case_no(serial, now),
        flow_version=current["flow:breach"],
        region_code=region,
        found_at=asked.found_at,
        kinds=[each.value for each in asked.kinds],
        certain=asked.certain,
        grave=asked.grave,
        activities=asked.activities,
        recorder=actor.person,
        source_key=f"breach:{actor.person}:{key}" if key else None,
        source_digest=digest("record", said, keyed=True),
    )
    data = {name: said[name] for name in ("found_at", "kinds", "certain", "grave", "activities")}
    with guarded(actor):
        around = world()
        result = store.open_case("breach", made, "record", actor, data, around, key=key, now=now)
        if not result.replayed:
            around.keep(result.case, "happened", asked.words.strip())
            _note(result, actor, address)
    return result


def act(
    case_no: str,
    action: str,
    actor: Actor,
    data: Any,
    version: int | None,
    *,
    key: str | None = None,
    address: str = "",
) -> Result:
    """Take one action on a breach the actor may see."""
    require(actor, DESK)
    refuse_indirect("breach", action)
    with guarded(actor):
        visible = within(Breach.objects.all(), actor)
        result = store.perform("breach", visible, case_no, action, actor, data, version, world(), key=key)
        if not result.replayed:
            _note(result, actor, address)
    return result


def _check(asked: BreachIn, region: str, actor: Actor, now: datetime) -> None:
    refuse_unclean(msgspec.to_builtins(asked))
    faults = {}
    if asked.found_at.tzinfo is None:
        faults["found_at"] = wording.TIME
    elif not now - LONG_AGO < asked.found_at <= now:
        faults["found_at"] = N_("Choose a moment that has passed, not longer ago than three years")
    if not asked.kinds or len(set(asked.kinds)) != len(asked.kinds):
        faults["kinds"] = N_("Choose what happened")
    if wrong := activities.fault(asked.activities, N_("Choose what is concerned")):
        faults["activities"] = wrong
    if not 2 <= len(asked.words.strip()) <= MOST_WORDS:
        faults["words"] = N_("Say in 2 to 2,000 characters what happened")
    if not actor.covers(region) or len(region) > 12 or not network.place_exists(region):
        faults["region"] = N_("Choose a place in your area")
    if faults:
        raise invalid(**faults)


def _note(result: Result, actor: Actor, address: str) -> None:
    action = result.record.action
    if action in LOGGED:
        case = result.case
        audit.record(actor, LOGGED[action], (OBJECT, case.case_no), address=address, region=case.region_code)
