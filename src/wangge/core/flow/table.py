"""What a loop is made of. A context writes one `Flow` as data; the engine knows no case by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from wangge.core.flow.forms import Form
from wangge.core.problems import Kind

if TYPE_CHECKING:
    from wangge.core.actors import Actor
    from wangge.core.flow.turn import Turn

NEW = "new"  # the state of a case that does not exist yet
STATE_KEY_LENGTH = 32
ACTION_KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class State:
    """`label` is an English message. `desk` names the rule that says whose to-do list holds a case in this
    state (a key of `Flow.desks`); empty when nobody has to act. A state that is not `open` ends the case.
    `awaits`: the actions it waits for, most wanted first, so that a face can put the next thing to do on top."""

    key: str
    label: str
    open: bool = True
    desk: str = ""
    awaits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """Who may act: the posting must give `power` (empty: no power needed), and the actor must stand in
    `relation` to the case (a name `Flow.relations` may return)."""

    power: str
    relation: str


class Verb(StrEnum):
    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class ClockEffect:
    verb: Verb
    clock: str


def start(clock: str) -> ClockEffect:
    return ClockEffect(Verb.START, clock)


def stop(clock: str) -> ClockEffect:
    return ClockEffect(Verb.STOP, clock)


def pause(clock: str) -> ClockEffect:
    return ClockEffect(Verb.PAUSE, clock)


def resume(clock: str) -> ClockEffect:
    return ClockEffect(Verb.RESUME, clock)


def extend(clock: str) -> ClockEffect:
    return ClockEffect(Verb.EXTEND, clock)


@dataclass(frozen=True, slots=True)
class Limit:
    """A rule beyond who and when, decided from the case alone: `holds` is asked before the form is filled in,
    so that a face can say why a button is missing. `kind` is the problem when it does not hold."""

    kind: Kind
    holds: Callable[[Turn[Any]], bool]


@dataclass(frozen=True, slots=True)
class Action:
    """`source`: states it starts from. `target`: the state it leads to, None to stay. `step`: which of the
    eleven steps (domain.md §3) it belongs to. `optional`: an administrator may switch it off. `indirect`: part of
    something else that is done (an upload, a filing), so it is neither offered nor taken by its name."""

    key: str
    label: str
    step: str
    source: tuple[str, ...]
    target: str | None
    who: tuple[Party, ...]
    form: type[Form] = Form
    limits: tuple[Limit, ...] = ()
    clocks: tuple[ClockEffect, ...] = ()
    effect: Callable[[Turn[Any]], None] | None = None
    optional: bool = False
    indirect: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Figures of a flow that an administrator may set; each flow declares its own with defaults."""


@dataclass(frozen=True)
class Flow:
    """`relations(case, actor)` names every relation in which an actor stands to a case. `desks` maps the desk
    rule of a state to a function giving the desk key (`unit:12`). `clocks` are the timers it may start.

    `private`: what is said in it is kept beside its steps and can be deleted; no plain hash of a request is kept.
    """

    key: str
    label: str
    states: tuple[State, ...]
    actions: tuple[Action, ...]
    relations: Callable[[Any, Actor], frozenset[str]]
    desks: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    clocks: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    version: int = 0
    private: bool = False

    @cached_property
    def state_by_key(self) -> dict[str, State]:
        return {state.key: state for state in self.states}

    @cached_property
    def action_by_key(self) -> dict[str, Action]:
        return {action.key: action for action in self.actions}

    def is_open(self, state: str) -> bool:
        return state == NEW or self.state_by_key[state].open

    def desk(self, case: Any) -> str:
        """Whose to-do list a case belongs on in its present state; empty when nobody's."""
        rule = self.state_by_key[case.state].desk
        return self.desks[rule](case) if rule else ""
