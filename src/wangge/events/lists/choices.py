"""Every closed list a face chooses or filters from, labelled in the caller's language."""

import msgspec
from django.utils.translation import gettext

from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.core import versions
from wangge.core.codes import Level
from wangge.core.flow.editions import flow_at
from wangge.events.case.views import state_named
from wangge.events.labels import (
    CLOCK_KINDS,
    CLOCK_LABELS,
    DUE,
    EMERGENCY,
    EVIDENCE,
    GRADES,
    KINDS,
    MEDIA,
    METHODS,
    RATINGS,
    REFUSALS,
    STEP_LABELS,
    Named,
    all_of,
)
from wangge.network import labels as places
from wangge.network import queries as network
from wangge.network import source


class UnitKindChoice(msgspec.Struct, frozen=True):
    """A kind of unit, and at which levels there are such units."""

    key: str
    label: str
    levels: list[str]


class Choices(msgspec.Struct, frozen=True):
    """`states` are those of events; `item_fields` those of the catalogue in force."""

    kinds: list[Named]
    states: list[Named]
    open_states: list[str]
    patrol_states: list[Named]
    appeal_states: list[Named]
    steps: list[Named]
    clocks: list[Named]
    clock_kinds: list[Named]
    channels: list[Named]
    grades: list[Named]
    due: list[Named]
    ratings: list[Named]
    check_methods: list[Named]
    refusal_reasons: list[Named]
    emergency: list[Named]
    media: list[Named]
    evidence: list[Named]
    item_fields: list[Named]
    levels: list[Named]
    unit_kinds: list[UnitKindChoice]
    grid_kinds: list[Named]


def choices() -> Choices:
    """Everything in one query (two when a catalogue version is read for the first time)."""
    numbers = versions.current()
    event = flow_at("event", numbers["flow:event"])
    return Choices(
        kinds=all_of(KINDS),
        states=_states("event", numbers),
        open_states=[state.key for state in event.states if state.open],
        patrol_states=_states("patrol", numbers),
        appeal_states=_states("appeal", numbers),
        steps=all_of(STEP_LABELS),
        clocks=all_of(CLOCK_LABELS),
        clock_kinds=all_of(CLOCK_KINDS),
        channels=[Named(key, gettext(label)) for key, label in CHANNELS.items()],
        grades=all_of(GRADES),
        due=all_of(DUE),
        ratings=all_of(RATINGS),
        check_methods=all_of(METHODS),
        refusal_reasons=all_of(REFUSALS),
        emergency=all_of(EMERGENCY),
        media=all_of(MEDIA),
        evidence=all_of(EVIDENCE),
        item_fields=_fields(numbers["catalogue"]),
        levels=[Named(level.value, places.level(level)) for level in Level],
        unit_kinds=[
            UnitKindChoice(key, places.unit_kind(key), list(levels))
            for key, levels in network.unit_kinds().items()
        ],
        grid_kinds=[Named(each.key, places.grid_kind(each.key)) for each in source.naming().grid_kinds],
    )


def _states(key: str, numbers: dict[str, int]) -> list[Named]:
    flow = flow_at(key, numbers[f"flow:{key}"])
    return [state_named(flow, state.key) for state in flow.states]


def _fields(version: int) -> list[Named]:
    """None before a catalogue is published."""
    if not version:
        return []
    names = {item.field: item.field_name for item in catalogue.items(version)}
    return [Named(key, name) for key, name in names.items()]
