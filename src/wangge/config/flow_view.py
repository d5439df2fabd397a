"""A loop as administrators read and set it: its states, actions and figures in words, each with what is usual."""

from datetime import datetime
from typing import Any, cast

import msgspec
from django.utils.translation import gettext
from msgspec import inspect

from wangge.core import versions
from wangge.core.clocks.kinds import Span
from wangge.core.flow.edition import Edition
from wangge.core.flow.editions import flow_at, installed
from wangge.core.flow.table import Flow
from wangge.core.http.documents import convert
from wangge.core.models import FlowEdition
from wangge.events.labels import CLOCK_KINDS, STEP_LABELS


class Named(msgspec.Struct, frozen=True):
    key: str
    label: str


class Figure(msgspec.Struct, frozen=True):
    """A figure that may be set: a count, or an amount of time on one kind of clock. `usual` is what it is where
    nobody has set it; `least` and `most` bound a count."""

    key: str
    label: str
    value: int | Span
    usual: int | Span
    least: int | None
    most: int | None


class StateView(msgspec.Struct, frozen=True):
    """`usual` is what the state is called where nobody calls it otherwise; `off`: no case comes here now."""

    key: str
    label: str
    usual: str
    open: bool
    off: bool


class ActionView(msgspec.Struct, frozen=True):
    """`to` is the state it leads to; null stays. `off`: optional, and switched off."""

    key: str
    label: str
    usual: str
    step: Named
    from_: list[str] = msgspec.field(name="from")
    to: str | None
    optional: bool
    off: bool


class FlowView(msgspec.Struct, frozen=True):
    """`edition` is what was published last, as it is sent to publish the next one."""

    key: str
    label: str
    version: int
    figures: list[Figure]
    clock_kinds: list[Named]
    states: list[StateView]
    actions: list[ActionView]
    edition: Edition


class FlowList(msgspec.Struct, frozen=True):
    items: list[FlowView]


class Change(msgspec.Struct, frozen=True):
    """What an edition sets otherwise than the loop as it is shipped: `kind` is label, figure or off."""

    kind: str
    name: str
    usual: str
    now: str


class EditionView(msgspec.Struct, frozen=True):
    number: int
    at: datetime
    by: str
    note: str
    current: bool
    changes: list[Change]


class EditionList(msgspec.Struct, frozen=True):
    """Newest first; an administrator publishes a few a year. Version 0, the loop as shipped, is not among them."""

    items: list[EditionView]


def flow_views() -> list[FlowView]:
    numbers = versions.current()
    return [view(each, numbers[f"flow:{each.key}"]) for each in installed()]


def view(usual: Flow, number: int) -> FlowView:
    """The loop in force beside the loop as shipped: what is switched off is still named."""
    now = flow_at(usual.key, number)
    return FlowView(
        key=usual.key,
        label=gettext(usual.label),
        version=now.version,
        figures=_figures(usual, now),
        clock_kinds=[Named(key, gettext(label)) for key, label in CLOCK_KINDS.items()],
        states=[
            StateView(
                state.key,
                gettext(now.state_by_key.get(state.key, state).label),
                gettext(state.label),
                state.open,
                state.key not in now.state_by_key,
            )
            for state in usual.states
        ],
        actions=[
            ActionView(
                key=action.key,
                label=gettext(now.action_by_key.get(action.key, action).label),
                usual=gettext(action.label),
                step=Named(action.step, gettext(STEP_LABELS[action.step])),
                from_=list(action.source),
                to=action.target,
                optional=action.optional,
                off=action.key not in now.action_by_key,
            )
            for action in usual.actions
        ],
        edition=_edition(usual.key, number),
    )


def editions(usual: Flow) -> list[EditionView]:
    """One query."""
    current = versions.current()[f"flow:{usual.key}"]
    return [
        EditionView(row.number, row.at, row.by, row.note, row.number == current, _changes(usual, row))
        for row in FlowEdition.objects.filter(flow=usual.key).order_by("-number")
    ]


def _edition(key: str, number: int) -> Edition:
    stored = FlowEdition.objects.filter(flow=key, number=number).first() if number else None
    return convert(stored.edition, Edition) if stored else Edition()


def _figures(usual: Flow, now: Flow) -> list[Figure]:
    found = []
    shape = cast(inspect.StructType, inspect.type_info(type(usual.settings)))
    for each in shape.fields:
        title, kind = _described(each.type)
        found.append(
            Figure(
                each.name,
                gettext(title),
                getattr(now.settings, each.name),
                getattr(usual.settings, each.name),
                getattr(kind, "ge", None),
                getattr(kind, "le", None),
            )
        )
    return found


def _described(kind: Any) -> tuple[str, Any]:
    """The title of a field's type, and the type beneath its annotations."""
    title = ""
    while isinstance(kind, inspect.Metadata):
        title = (kind.extra_json_schema or {}).get("title", "") or title
        kind = kind.type
    return title, kind


def _changes(usual: Flow, row: FlowEdition) -> list[Change]:
    edition = convert(row.edition, Edition)
    then = flow_at(usual.key, row.number)
    named = {f"state.{state.key}": state.label for state in usual.states}
    named |= {f"action.{action.key}": action.label for action in usual.actions}
    changes = [
        Change("label", gettext(named[key]), gettext(named[key]), label)
        for key, label in edition.labels.items()
        if key in named
    ]
    changes += [
        Change("figure", figure.label, _words(figure.usual), _words(figure.value))
        for figure in _figures(usual, then)
        if figure.value != figure.usual
    ]
    changes += [
        Change("off", gettext(usual.action_by_key[key].label), "", "")
        for key in edition.off
        if key in usual.action_by_key
    ]
    return changes


def _words(value: int | Span) -> str:
    if isinstance(value, Span):
        return f"{value.amount:g} · {gettext(CLOCK_KINDS[value.kind.value])}"
    return str(value)
