"""The steps of a case as a story: who, when, what was said, and how much time it had taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from wangge.accounts.cases.labels import CLOCK_KINDS, CLOCK_LABELS, STEP_LABELS, named
from wangge.accounts.cases.lines import Line, Reading, Who
from wangge.accounts.cases.told import Told
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.clock import Clock
from wangge.core.flow.editions import flow_at
from wangge.core.flow.models import Case
from wangge.core.flow.table import NEW, Action, Flow, Verb
from wangge.core.named import Named
from wangge.core.words import Say, saying

WHOLE = "total"  # measured beside every other clock


class StepClock(msgspec.Struct, frozen=True):
    """The clock a step ended or was taken on, as it stood at that moment: `used_seconds` and `left_seconds` of
    counted time (a working day counts 24 hours); `left_seconds` is negative when overdue, null without a limit."""

    name: str
    label: str
    kind: Named | None
    used_seconds: int
    left_seconds: int | None


class StepView(msgspec.Struct, frozen=True):
    """One step of the chain. `lines` is its data as people read it; `hash` and `prev` let anyone with the key
    check the data itself."""

    seq: int
    action: Named
    step: Named
    source: Named | None
    target: Named
    by: str
    who: Who
    at: datetime
    lines: list[Line]
    clock: StepClock | None
    data: dict[str, Any]
    hash: str
    prev: str


def story(
    flow: Flow, case: Case, calendar: Calendar, steps: Sequence[Told], names: Reading
) -> list[StepView]:
    """These steps of a case as they are read, oldest first; `names` says what stands in them in words."""
    views, say = [], saying()
    extensions: dict[str, int] = {}
    for each in steps:
        step = each.step
        action = _action(flow, step.action)
        for effect in action.clocks if action else ():
            if effect.verb is Verb.EXTEND:
                extensions[effect.clock] = extensions.get(effect.clock, 0) + 1
            elif effect.verb is Verb.START:
                extensions[effect.clock] = 0
        views.append(
            StepView(
                seq=step.seq,
                action=Named(step.action, say(action.label) if action else step.action),
                step=named(STEP_LABELS, action.step, say) if action else Named("", ""),
                source=None if step.source == NEW else _state(flow, step.source, say),
                target=_state(flow, step.target, say),
                by=say(step.actor_label),
                who=names.who(each, say),
                at=step.at,
                lines=names.lines(step, action.form if action else None, say),
                clock=clock_of(action, case.clocks, step.at, extensions, calendar, say),
                data=step.data,
                hash=step.hash,
                prev=step.prev,
            )
        )
    return views


def clock_of(
    action: Action | None,
    running: list[Clock],
    at: datetime,
    extensions: dict[str, int],
    calendar: Calendar,
    say: Say,
) -> StepClock | None:
    """The clock an action stopped or was taken on: the one its effects name, else the one that ran then.

    None for a step that only started one, and where nothing but the total was measured.
    """
    stopped = {each.clock for each in action.clocks if each.verb is not Verb.START} if action else set()
    then = [each for each in running if each.name != WHOLE and each.started_at < at <= _end(each, at)]
    chosen = next((each for each in reversed(then) if each.name in stopped), then[-1] if then else None)
    if chosen is None:
        return None
    used = clocks.used(chosen, at, calendar)
    allowed = msgspec.structs.replace(
        chosen, extended=chosen.extended[: extensions.get(chosen.name, 0)]
    ).allowed()
    return StepClock(
        name=chosen.name,
        label=say(CLOCK_LABELS[chosen.name]),
        kind=named(CLOCK_KINDS, chosen.limit.kind.value, say) if chosen.limit else None,
        used_seconds=round(used.total_seconds()),
        left_seconds=None if allowed is None else round((allowed - used).total_seconds()),
    )


def _end(clock: Clock, now: datetime) -> datetime:
    """When a clock stopped for good; one that may run again has not."""
    until = clock.runs[-1].until
    return until if clock.stopped and until is not None else now


def _action(flow: Flow, key: str) -> Action | None:
    """The action as the case's edition calls it; one that was switched off there is called as it was shipped."""
    return flow.action_by_key.get(key) or flow_at(flow.key, 0).action_by_key.get(key)


def _state(flow: Flow, key: str, say: Say) -> Named:
    return Named(key, say((flow.state_by_key.get(key) or flow_at(flow.key, 0).state_by_key[key]).label))
