"""Beginning an assessment, every step of it, and what an approval replaces."""

from typing import Any

import msgspec
from django.db import transaction
from django.utils.timezone import now as clock_now

from wangge.core import audit, numbers, problems
from wangge.core.actors import Actor, job
from wangge.core.flow import store
from wangge.core.flow.chain import digest
from wangge.core.flow.editions import refuse_indirect
from wangge.core.flow.store import Result
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.protection.assessments import words
from wangge.protection.assessments.flow import allowed
from wangge.protection.models import Assessment
from wangge.protection.powers import DESK
from wangge.protection.register import activities
from wangge.protection.world import DeskWorld, desk_world
from wangge.registry.door import require

OBJECT = "assessment"
PLATFORM = job(N_("Impact assessments"))
# What each action is called in the audit log.
LOGGED = {"approve": "assessment.approved", "end": "assessment.ended"}


class AssessmentIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which activities of the register of processing are assessed, by their keys."""

    activities: list[str]


def world() -> DeskWorld:
    return desk_world(allowed, words.keep)


def begin(asked: AssessmentIn, actor: Actor, *, key: str | None = None) -> Result:
    """Begin an assessment of some activities. FORBIDDEN without the power; a problem names what does not fit."""
    require(actor, DESK)
    if not actor.region or actor.person is None:
        raise Problem(problems.FORBIDDEN)
    if wrong := activities.fault(asked.activities, N_("Choose what is to be assessed")):
        raise invalid(activities=wrong)
    (serial,), current = numbers.opening()
    now = clock_now()
    made = Assessment(
        case_no=numbers.case_no(serial, now),
        flow_version=current["flow:assessment"],
        region_code=actor.region,
        activities=asked.activities,
        source_key=f"assessment:{actor.person}:{key}" if key else None,
        source_digest=digest("begin", msgspec.to_builtins(asked)),
    )
    return store.open_case(
        "assessment", made, "begin", actor, msgspec.to_builtins(asked), world(), key=key, now=now
    )


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
    """Take one action on an assessment the actor may see. An approval replaces what it makes superfluous."""
    require(actor, DESK)
    refuse_indirect("assessment", action)
    with transaction.atomic():
        visible = within(Assessment.objects.all(), actor)
        result = store.perform("assessment", visible, case_no, action, actor, data, version, world(), key=key)
        if not result.replayed and action in LOGGED:
            audit.record(actor, LOGGED[action], (OBJECT, case_no), address=address)
        if not result.replayed and action == "approve":
            _replace(result.case)
    return result


def _replace(approved: Assessment) -> None:
    """End every older assessment all of whose activities are assessed by newer ones in force."""
    standing = list(Assessment.objects.filter(state="approved").order_by("-approved_at", "-id"))
    covered = set(approved.activities)
    for case in standing:
        if case.pk == approved.pk:
            continue
        if covered.issuperset(case.activities):
            store.perform(
                "assessment", Assessment.objects.all(), case.case_no, "replace", PLATFORM, {}, None, world()
            )
        else:
            covered |= set(case.activities)
