"""One action on many cases: what all of them offer, and taking it on each in a transaction of its own.

What cannot be done to one case keeps no other back: the answer says of each what became of it.
"""

from typing import Annotated, Any

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at, refuse_indirect
from wangge.core.http.middleware import as_problem
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.case.views import ActionView, action_views
from wangge.events.loop import actions
from wangge.events.loop.database import Database
from wangge.events.models import Event
from wangge.network.scope import within

MOST = 50


class BulkCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case, and the version of it that was seen."""

    case_no: Annotated[str, msgspec.Meta(min_length=8, max_length=24)]
    version: int


class BulkRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The action, the filled-in form, which is the same for all, and up to 50 cases."""

    action: str
    cases: list[BulkCase]
    data: dict[str, Any] = {}


class BulkResult(msgspec.Struct, frozen=True):
    """What became of one case: its state's key and version after the action, or the problem document."""

    case_no: str
    ok: bool
    state: str | None = None
    version: int | None = None
    problem: dict[str, Any] | None = None


class BulkResults(msgspec.Struct, frozen=True):
    results: list[BulkResult]


class BulkOffer(msgspec.Struct, frozen=True):
    """What may be done to all of these cases now; `missing` are those the caller may not see (any more)."""

    actions: list[ActionView]
    cases: list[BulkCase]
    missing: list[str]


def offer(numbers: list[str], actor: Actor) -> BulkOffer:
    """The actions that every one of these cases offers the actor and no rule stands against: two queries."""
    _check(numbers)
    world, now = Database(), clock_now()
    found = {each.case_no: each for each in within(Event.objects.all(), actor).filter(case_no__in=numbers)}
    offered = [
        {
            view.key: view
            for view in action_views(flow_at("event", event.flow_version), event, actor, world, now)
            if view.blocked is None
        }
        for event in found.values()
    ]
    shared = set.intersection(*(set(each) for each in offered)) if offered else set()
    return BulkOffer(
        actions=[view for key, view in (offered[0] if offered else {}).items() if key in shared],
        cases=[BulkCase(number, found[number].version) for number in numbers if number in found],
        missing=[number for number in numbers if number not in found],
    )


def act(asked: BulkRequest, actor: Actor, key: str | None = None) -> list[BulkResult]:
    """Take one action on each case, in the order given; the Idempotency-Key is told apart by case."""
    _check([each.case_no for each in asked.cases])
    refuse_indirect("event", asked.action)
    return [_one(asked, each, actor, f"{key}:{each.case_no}" if key else None) for each in asked.cases]


def _one(asked: BulkRequest, case: BulkCase, actor: Actor, key: str | None) -> BulkResult:
    try:
        done = actions.act(case.case_no, asked.action, actor, asked.data, case.version, key=key)
    except Exception as error:  # whatever is wrong with this one, the others go on
        return BulkResult(case.case_no, ok=False, problem=as_problem(error).document())
    return BulkResult(case.case_no, ok=True, state=done.record.target, version=done.record.seq)


def _check(numbers: list[str]) -> None:
    if not 1 <= len(numbers) <= MOST:
        raise invalid(cases=N_("Choose 1 to 50 cases"))
    if len(set(numbers)) != len(numbers):
        raise invalid(cases=N_("Each case is named once"))
