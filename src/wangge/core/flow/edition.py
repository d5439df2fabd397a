"""What administrators may set in a flow: labels, figures, optional steps. Published in numbered versions.

Version 0 is the flow as written in code. The version in force when a case opens stays with the case, so a
published version is never changed; publishing a flow that would strand a case is refused.
"""

from dataclasses import replace
from typing import Any

import msgspec

from wangge.core import problems
from wangge.core.flow.check import UnsoundFlow, check, reachable
from wangge.core.flow.table import NEW, Flow, Settings
from wangge.core.http.documents import convert
from wangge.core.problems import Problem
from wangge.core.words import N_


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`labels`: message by state or action key (`state.closed`, `action.accept`). `settings`: figures to change,
    by name. `off`: optional actions that are switched off."""

    labels: dict[str, str] = {}
    settings: dict[str, Any] = {}
    off: tuple[str, ...] = ()


def apply(flow: Flow, edition: Edition, version: int) -> Flow:
    """The flow as this edition sets it; a Problem naming what is unknown, not optional or not sound."""
    named = {f"state.{key}" for key in flow.state_by_key} | {f"action.{key}" for key in flow.action_by_key}
    faults = {
        f"labels.{key}": N_("There is no such state or action") for key in edition.labels if key not in named
    }
    # An empty message would be shown as the header of the catalogue of messages.
    faults |= {
        f"labels.{key}": N_("Say what people shall read")
        for key, label in edition.labels.items()
        if key in named and not label.strip()
    }
    faults |= {
        f"off.{key}": N_("This action is not optional")
        for key in edition.off
        if key not in flow.action_by_key or not flow.action_by_key[key].optional
    }
    if faults:
        raise Problem(problems.INVALID, fields=faults)
    labels = edition.labels
    edited = replace(
        flow,
        version=version,
        settings=_settings(flow, edition),
        states=tuple(
            replace(state, label=labels.get(f"state.{state.key}", state.label)) for state in flow.states
        ),
        actions=tuple(
            replace(action, label=labels.get(f"action.{action.key}", action.label))
            for action in flow.actions
            if action.key not in edition.off
        ),
    )
    try:
        return check(_pruned(edited) if edition.off else edited)
    except UnsoundFlow as error:
        raise Problem(
            problems.INVALID,
            fields={"off": N_("Without these a case could get stuck: %(faults)s")},
            params={"faults": "; ".join(error.faults)},
        ) from error


def _pruned(flow: Flow) -> Flow:
    """Without the states that only a switched-off action led to, and what could be done from there alone: a
    case that opens under this edition never comes there. What is left must still be sound."""
    alive = reachable(flow, {NEW})
    return replace(
        flow,
        states=tuple(state for state in flow.states if state.key in alive),
        actions=tuple(
            replace(action, source=tuple(key for key in action.source if key in alive))
            for action in flow.actions
            if alive.intersection(action.source)
        ),
    )


def _settings(flow: Flow, edition: Edition) -> Settings:
    try:
        return convert(msgspec.to_builtins(flow.settings) | edition.settings, type(flow.settings))
    except Problem as problem:
        fields = {f"settings.{name}": message for name, message in problem.fields.items()}
        raise Problem(problems.INVALID, fields=fields) from problem
