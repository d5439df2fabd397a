"""The door. Every write to every case goes through here: `open_case` (`opening` and `keep`, for many) and `perform`
(`take`, which does without a lock). Read, compare versions, decide, append the step, write the case and the outbox
in one statement, which goes by the version that was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.timezone import now as clock_now

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.chain import Record, digest
from wangge.core.flow.decide import decide
from wangge.core.flow.editions import flow_at
from wangge.core.flow.models import Case
from wangge.core.flow.turn import World
from wangge.core.flow.writing import Turned, move, open_all, state_of, step_model
from wangge.core.problems import Problem

CaseRow = TypeVar("CaseRow", bound=Case)

# How often an action that finds itself overtaken reads again. Whoever said which version they saw is told at the
# second reading that it is no longer there.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Result:
    """What an action did. `replayed` is true when the same key had already done it."""

    case: Any
    record: Record
    replayed: bool = False


def open_case(
    flow_key: str,
    case: Case,
    action: str,
    actor: Actor,
    data: Any,
    world: World,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Take the first action on a case that is not stored yet, and store it: one statement.

    `case.flow_version` must be set. A case whose `source_key` is there already is not opened again: the first
    result comes back, or KEY_REUSED when something else was asked (`source_digest`) under that key.
    """
    (result,) = keep([opening(flow_key, case, action, actor, data, world, key=key, now=now)])
    if isinstance(result, Problem):
        raise result
    return result


def opening(
    flow_key: str,
    case: Case,
    action: str,
    actor: Actor,
    data: Any,
    world: World,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Turned:
    """The first action on a case, decided and not stored: `keep` does that, for one or for many. Raises the
    problems of `decide`."""
    flow = flow_at(flow_key, case.flow_version)
    record, turn = decide(
        flow,
        case,
        action,
        actor,
        data,
        world,
        now or clock_now(),
        request=digest(action, data, keyed=flow.private),
        client_key=key,
    )
    return Turned(case, record, turn.messages)


def keep(openings: Sequence[Turned]) -> list[Result | Problem]:
    """Store opened cases of one table, in one statement where none of them was opened before.

    Of one that was (its `source_key` is there), the first result comes back, or the problem KEY_REUSED. Of two
    under one key here, the first is opened and the second is its repetition.
    """
    first: dict[str, Turned] = {}
    fresh = [each for each in openings if _first_of_its_key(each, first)]
    kept = _keep_distinct(fresh)
    again = [each for each in openings if id(each) not in kept]
    if again:
        kept |= _keep_distinct(again)
    return [kept[id(each)] for each in openings]


def _first_of_its_key(opening: Turned, seen: dict[str, Turned]) -> bool:
    key = opening.case.source_key
    return key is None or seen.setdefault(key, opening) is opening


def _keep_distinct(openings: Sequence[Turned]) -> dict[int, Result | Problem]:
    """What became of each, by `id` of the opening."""
    # Inside a transaction a repeated key must not spoil what else it holds; alone, the statement is atomic.
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with guard:
            open_all(openings)
    except IntegrityError as error:
        kept = _opened_before(openings, error)
        rest = [each for each in openings if id(each) not in kept]
        return kept | (_keep_distinct(rest) if rest else {})
    return {id(each): Result(each.case, each.record) for each in openings}


def _opened_before(openings: Sequence[Turned], error: IntegrityError) -> dict[int, Result | Problem]:
    """What became the first time of those that are repeated. None is: another constraint, and not ours to hide."""
    model = type(openings[0].case)
    keys = [each.case.source_key for each in openings if each.case.source_key]
    there = {case.source_key: case for case in model._default_manager.filter(source_key__in=keys)}
    if not there:
        raise error
    steps = step_model(model)._default_manager.filter(case__in=list(there.values()), seq=1)
    first = {step.case_id: step for step in steps}
    found: dict[int, Result | Problem] = {}
    for each in openings:
        known = there.get(each.case.source_key)
        if known is None:
            continue
        if known.source_digest == each.case.source_digest:
            record = first[known.pk].record(known.case_no)
            found[id(each)] = Result(known, record, replayed=True)
        else:
            found[id(each)] = Problem(problems.KEY_REUSED, case_no=known.case_no)
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A stored case that the actor may see, the world it is in, and what was done before under the same key."""

    case: Case
    world: World
    done: Record | None = None


def perform(
    flow_key: str,
    cases: models.QuerySet[CaseRow],
    case_no: str,
    action: str,
    actor: Actor,
    data: Any,
    expected_version: int | None,
    world: World,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Take one action on a stored case, locked meanwhile. `cases` is already limited to what the actor may see, so
    a stranger gets 404. `expected_version` None is for the platform's own jobs, which act on whatever they find.

    Raises a Problem: NOT_FOUND, STALE (with the current version), KEY_REUSED, and those of `decide`.
    """
    with transaction.atomic():
        case = cases.select_for_update(of=("self",)).filter(case_no=case_no).first()
        done = None
        if case is not None and key is not None:
            done = step_model(type(case))._default_manager.filter(case=case, key=key).first()
        found = Found(case, world, done.record(case_no) if done else None) if case else None
        return _turn(flow_key, found, action, actor, data, expected_version, key, now)


def take(
    flow_key: str,
    read: Callable[[ExitStack], Found | None],
    action: str,
    actor: Actor,
    data: Any,
    expected_version: int | None,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """`perform` without a lock, for the paths walked most: of two who act at once on the version both have read,
    the statement that writes lets one through, and the other reads again.

    `read` finds the case as `cases` would, None if it is not there. A world that writes beside the case enters its
    transaction into the stack it is given: that ends with the turn, or is undone with it. Raises what `perform`
    does, and BUSY when somebody else was faster every time.
    """
    for _ in range(TRIES):
        try:
            with ExitStack() as beside:
                return _turn(flow_key, read(beside), action, actor, data, expected_version, key, now)
        except _Overtaken:
            continue
    raise Problem(problems.BUSY)


class _Overtaken(Exception):
    """Somebody moved the case between its being read and written."""


def _turn(
    flow_key: str,
    found: Found | None,
    action: str,
    actor: Actor,
    data: Any,
    expected_version: int | None,
    key: str | None,
    now: datetime | None,
) -> Result:
    if found is None:
        raise Problem(problems.NOT_FOUND)
    case = found.case
    flow = flow_at(flow_key, case.flow_version)
    asked = digest(action, data, keyed=flow.private)
    if found.done is not None:
        if found.done.digest != asked:
            raise Problem(problems.KEY_REUSED)
        return Result(case, found.done, replayed=True)
    if expected_version is not None and expected_version != case.version:
        raise Problem(problems.STALE, version=case.version)
    before = state_of(case)
    record, turn = decide(
        flow,
        case,
        action,
        actor,
        data,
        found.world,
        now or clock_now(),
        request=asked,
        client_key=key,
    )
    if not move(Turned(case, record, turn.messages), before):
        raise _Overtaken
    return Result(case, record)
