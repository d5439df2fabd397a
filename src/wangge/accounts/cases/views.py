"""What is shown of every case, shaped for people: labels in the caller's language beside every key."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.utils.translation import get_language, gettext, override

from wangge.accounts.cases.labels import CLOCK_KINDS, CLOCK_LABELS, CLOCK_STATES, STEP_LABELS, named
from wangge.accounts.cases.story import StepView
from wangge.core.actors import Actor
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.clock import Clock
from wangge.core.flow import forms
from wangge.core.flow.decide import offered
from wangge.core.flow.forms import Form
from wangge.core.flow.table import Flow
from wangge.core.flow.turn import World
from wangge.core.named import Named
from wangge.core.words import Say, saying


class ClockView(msgspec.Struct, frozen=True):
    """`used` and `left` in seconds of counted time (a working day counts 24 hours of a working day);
    `left` is negative when overdue and null for a stopwatch; `due_at` is null while paused."""

    name: str
    label: str
    kind: str | None
    kind_label: str
    amount: float | None
    extended: int
    state: str
    state_label: str
    started_at: datetime
    due_at: datetime | None
    used: float
    left: float | None


class ActionView(msgspec.Struct, frozen=True):
    """One thing the caller may do now. `blocked` says why not, when a rule stands against it; `primary`: it is
    what the case waits for, at most one."""

    key: str
    label: str
    step: Named
    form: dict[str, Any]
    blocked: Named | None
    primary: bool


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of every kind of case; each kind adds its own."""

    case_no: str
    state: Named
    version: int
    opened_at: datetime
    closed_at: datetime | None
    clocks: list[ClockView]
    steps: list[StepView]
    actions: list[ActionView]


def state_named(flow: Flow, key: str) -> Named:
    return Named(key, gettext(flow.state_by_key[key].label))


def clock_view(clock: Clock, now: datetime, calendar: Calendar, say: Say = gettext) -> ClockView:
    spent = clocks.used(clock, now, calendar).total_seconds()
    allowed = clock.allowed()
    due = clocks.due(clock, calendar)
    kind = clock.limit.kind.value if clock.limit else None
    state = "stopped" if clock.stopped else "running" if clock.running else "paused"
    return ClockView(
        name=clock.name,
        label=say(CLOCK_LABELS[clock.name]),
        kind=kind,
        kind_label=say(CLOCK_KINDS[kind]) if kind else "",
        amount=clock.limit.amount if clock.limit else None,
        extended=len(clock.extended),
        state=state,
        state_label=say(CLOCK_STATES[state]),
        started_at=clock.started_at,
        due_at=due.astimezone(UTC) if due else None,  # like every other moment of the API
        used=spent,
        left=None if allowed is None else allowed.total_seconds() - spent,
    )


@lru_cache(maxsize=256)
def _form(form: type[Form], language: str | None) -> dict[str, Any]:
    """The JSON Schema of a form, drawn once in each language: it never changes while the program runs."""
    with override(language):
        return forms.schema(form)


def action_views(flow: Flow, case: Any, actor: Actor, world: World, now: datetime) -> list[ActionView]:
    """What this actor may do now."""
    found = list(offered(flow, case, actor, world, now))
    free = {action.key for action, limit in found if limit is None}
    language, say = get_language(), saying()
    awaited = next((key for key in flow.state_by_key[case.state].awaits if key in free), "")
    return [
        ActionView(
            key=action.key,
            label=say(action.label),
            step=named(STEP_LABELS, action.step, say),
            form=_form(action.form, language),
            blocked=Named(limit.kind.code, say(limit.kind.title)) if limit else None,
            primary=action.key == awaited,
        )
        for action, limit in found
    ]


def case_facts(
    flow: Flow, case: Any, actor: Actor, world: World, now: datetime, steps: list[StepView]
) -> dict[str, Any]:
    """The fields of `CaseView` for one case with these steps, as this actor sees it now. No query."""
    say = saying()
    return {
        "case_no": case.case_no,
        "state": state_named(flow, case.state),
        "version": case.version,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "clocks": [clock_view(clock, now, world.calendar, say) for clock in case.clocks],
        "steps": steps,
        "actions": action_views(flow, case, actor, world, now),
    }
