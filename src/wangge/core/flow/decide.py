"""The rules of the engine, without a database: what may be done, and what doing it changes.

`decide` changes the case in memory and returns the step; whoever calls it either keeps both or neither.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.calendar import Calendar
from wangge.core.flow import forms
from wangge.core.flow.chain import GENESIS, Record, Signature, sealed
from wangge.core.flow.table import NEW, Action, ClockEffect, Flow, Limit, Verb
from wangge.core.flow.turn import CaseLike, Turn, World
from wangge.core.problems import Problem
from wangge.core.words import N_

NOT_NOW = problems.kind("flow.not-now", 409, N_("This cannot be done in the present state"))
UNKNOWN_ACTION = problems.kind("flow.unknown-action", 404, N_("There is no such action"))

WARN_AT = 0.75  # of the allowed time used: the due-soon colour and the warning step

C = TypeVar("C", bound=CaseLike)


def permitted(flow: Flow, action: Action, case: CaseLike, actor: Actor) -> bool:
    """Whether the actor's posting gives the power and the actor stands in the relation it asks for."""
    relations = flow.relations(case, actor)
    return any(
        (not party.power or actor.may(party.power)) and party.relation in relations for party in action.who
    )


def broken(turn: Turn[Any], action: Action) -> Limit | None:
    """The first limit of the action that does not hold, or None."""
    return next((limit for limit in action.limits if not limit.holds(turn)), None)


def offered(
    flow: Flow, case: CaseLike, actor: Actor, world: World, now: datetime
) -> Iterator[tuple[Action, Limit | None]]:
    """Every action this actor may take by name from the present state, with the limit that blocks it, if any."""
    turn = Turn(case=case, actor=actor, now=now, world=world, settings=flow.settings)
    for action in flow.actions:
        if not action.indirect and case.state in action.source and permitted(flow, action, case, actor):
            yield action, broken(turn, action)


def decide(
    flow: Flow,
    case: C,
    key: str,
    actor: Actor,
    data: Any,
    world: World,
    now: datetime,
    *,
    request: str = "",
    client_key: str | None = None,
) -> tuple[Record, Turn[C]]:
    """Take one action. Changes `case` in memory and returns the sealed step and the turn (its messages).

    Raises a Problem: unknown action (404), wrong party (403), wrong state or a limit (409), bad form (422).
    A time that goes backwards (a skewed machine) is replaced by the case's latest.
    """
    action = flow.action_by_key.get(key)
    if action is None:
        raise Problem(UNKNOWN_ACTION)
    if not permitted(flow, action, case, actor):
        raise Problem(problems.FORBIDDEN)
    if case.state not in action.source:
        raise Problem(NOT_NOW, state=case.state)
    now = now if case.state == NEW else max(now, case.moved_at)
    turn = Turn(case=case, actor=actor, now=now, world=world, settings=flow.settings)
    limit = broken(turn, action)
    if limit is not None:
        raise Problem(limit.kind)
    turn.form = forms.parse(action.form, data)
    source = case.state
    if action.effect is not None:
        action.effect(turn)
        if case.state != source:  # else a case could get where the table leads nobody
            raise RuntimeError(f"the effect of {flow.key}.{key} moved the case to {case.state} by itself")
    if action.target is not None:
        case.state = action.target
    for effect in action.clocks:
        case.clocks = _apply(effect, case, world, now)
    if not flow.is_open(case.state):
        case.clocks = [each if each.stopped else clocks.stop(each, now) for each in case.clocks]
    if source == NEW:
        case.opened_at = now
    case.closed_at = None if flow.is_open(case.state) else (case.closed_at or now)
    case.moved_at = now
    case.desk = flow.desk(case)
    reckon(case, world.calendar)
    record = sealed(
        Record(
            case_no=case.case_no,
            seq=case.version + 1,
            action=key,
            source=source,
            target=case.state,
            actor=Signature(
                kind=actor.kind.value,
                label=actor.label,
                person=actor.person,
                posting=actor.posting,
                token=actor.token,
            ),
            at=now,
            data={**forms.filled(turn.form), **turn.notes},
            key=client_key,
            digest=request,
            prev=case.head or GENESIS,
        )
    )
    case.version = record.seq
    case.head = record.hash
    return record, turn


def reckon(case: CaseLike, calendar: Calendar) -> None:
    """Set the due and warning times of a case from its clocks: the earliest of those that run."""
    running = [clock for clock in case.clocks if clock.running and clock.limit]
    case.due_at = min((due for clock in running if (due := clocks.due(clock, calendar))), default=None)
    case.warn_at = min(
        (warn for clock in running if (warn := clocks.warning(clock, WARN_AT, calendar))), default=None
    )


def _apply(effect: ClockEffect, case: CaseLike, world: World, now: datetime) -> list[clocks.Clock]:
    """The case's clocks after one effect. Starting a timer that runs, or stopping one that does not, changes
    nothing: a flow may say `stop` on every way out of a state. Nor does extending a stopwatch: it has all the
    time there is."""
    if effect.verb is Verb.START:
        if any(clock.name == effect.clock and not clock.stopped for clock in case.clocks):
            return case.clocks
        return [*case.clocks, clocks.started(effect.clock, world.span(case, effect.clock), now)]

    def changed(clock: clocks.Clock) -> clocks.Clock:
        match effect.verb:
            case Verb.STOP:
                return clocks.stop(clock, now)
            case Verb.PAUSE:
                return clocks.pause(clock, now)
            case Verb.RESUME:
                return clocks.resume(clock, now)
            case _:
                return clocks.extend(clock, clock.limit) if clock.limit else clock

    return [
        changed(clock) if clock.name == effect.clock and not clock.stopped else clock for clock in case.clocks
    ]
