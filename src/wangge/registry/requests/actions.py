"""Asking for something of what is held about oneself, and every step of its request."""

from typing import Any

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core import numbers, problems, versions
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import refuse_indirect
from wangge.core.flow.store import Result
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import definitions
from wangge.registry.door import require, seen
from wangge.registry.models import Person, RightsRequest
from wangge.registry.requests import rights
from wangge.registry.requests.models import RIGHTS
from wangge.registry.requests.world import RightsWorld

MOST_WORDS = 1000

ASKED = problems.kind("rights.asked", 409, N_("This has been asked for already, and is being looked into"))


class AskIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request: `kind` is a key of the rights, `group` the facts that are meant ("" for all, where that may be),
    `words` what the person says of it, if anything."""

    kind: str
    group: str = ""
    words: str = ""


def ask(number: int, asked: AskIn, actor: Actor, *, key: str | None = None) -> Result:
    """Open a request of somebody: by themselves, or by an operator to whom they said it. NOT_FOUND for others than
    the actor may see; ASKED, with its number, while one like it is open."""
    if actor.kind is not ActorKind.SUBJECT:
        require(actor, RIGHTS)
    refuse_unclean(msgspec.to_builtins(asked))
    right = rights.kinds().get(asked.kind)
    if right is None:
        raise invalid(kind=wording.CHOICE)
    if asked.group not in definitions.groups("person") and (asked.group or right.about == "group"):
        raise invalid(group=wording.CHOICE)
    said = asked.words.strip()
    if len(said) > MOST_WORDS:
        raise invalid(words=N_("Please use fewer words"))
    with guarded(actor):
        person = seen(Person.objects.select_for_update(), number, actor)
        source_key = f"rights:{actor.kind}:{actor.person or actor.subject}:{key}" if key else None
        there = RightsRequest.objects.filter(
            subject_id=number, kind=right.key, group=asked.group, closed_at=None
        ).first()
        if there is not None and (key is None or there.source_key != source_key):
            raise Problem(ASKED, case_no=there.case_no)
        now = clock_now()
        (serial,), current = numbers.opening()
        made = RightsRequest(
            case_no=numbers.case_no(serial, now),
            flow_version=current["flow:rights"],
            region_code=person.region_code,
            subject_id=person.pk,
            kind=right.key,
            group=asked.group,
            source_key=source_key,
            source_digest=digest("ask", [number, msgspec.to_builtins(asked)], keyed=True),
        )
        world = RightsWorld(calendar_at(current["calendar"]), actor)
        result = store.open_case("rights", made, "ask", actor, {}, world, key=key, now=now)
        if said and not result.replayed:
            world.keep(result.case, "asked", said)
    return result


def act(
    case_no: str, action: str, actor: Actor, data: Any, version: int | None, *, key: str | None = None
) -> Result:
    """Take one action on a request the actor may see. The form of a correction is that of its group of facts."""
    if actor.kind is not ActorKind.SUBJECT:
        require(actor, RIGHTS)
    refuse_indirect("rights", action)
    filled = {"values": data} if action == "correct" else data
    world = RightsWorld(calendar_at(versions.current()["calendar"]), actor)
    with guarded(actor):
        visible = within(RightsRequest.objects.all(), actor)
        return store.perform("rights", visible, case_no, action, actor, filled, version, world, key=key)
