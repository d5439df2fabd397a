"""A copy of all that is held about somebody, for that person (PIPL §45): in the clear, with why and since when."""

from datetime import date, datetime

import msgspec

from wangge.core.actors import Actor
from wangge.core.rows import guarded
from wangge.registry import definitions, facts, merged, values
from wangge.registry.definitions import Group
from wangge.registry.door import REVEAL, SEE, require, seen
from wangge.registry.labels import WHOLE
from wangge.registry.looks import ReadingLine, line, look, reason_of
from wangge.registry.models import Fact, Person, Reading


class CopyIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who asked for it, and how that was made sure of."""

    reason: str


class CopiedValue(msgspec.Struct, frozen=True):
    label: str
    value: str


class CopiedGroup(msgspec.Struct, frozen=True):
    """What is, or was, held in one group: for what, by which law, from where, since when; until when it is valid,
    and since when it no longer counts (`ended_at`), after which it is kept for `keep_days`."""

    label: str
    purpose: str
    law: str
    source: str
    at: datetime
    valid_until: date | None
    ended_at: datetime | None
    keep_days: int
    values: list[CopiedValue]


class Copy(msgspec.Struct, frozen=True):
    """Everything about a person, with everybody who saw a masked value of it in the clear."""

    name: str
    groups: list[CopiedGroup]
    readings: list[ReadingLine]


def copy(number: int, asked: CopyIn, actor: Actor, address: str = "") -> Copy:
    """The whole of it; the copy is itself a reading and an audit entry. NOT_FOUND outside the actor's area, FORBIDDEN
    to whoever may not reveal every group, a problem naming `reason`."""
    groups = definitions.groups("person")
    require(
        actor,
        SEE,
        REVEAL,
        *(power for group in groups.values() for power in (group.see, group.reveal) if power),
    )
    reason = reason_of(asked.reason)
    with guarded(actor):
        person = seen(Person.objects.all(), number, actor)
        held = Fact.objects.filter(subject="person", subject_id=number, group__in=groups).order_by(
            "group", "-id"
        )
        told = [_group(fact, groups[fact.group]) for fact in held]
        entries = [number, *merged.into(number)]
        readings = Reading.objects.filter(subject="person", subject_id__in=entries).order_by("-id")
        looked = [line(each) for each in readings]
        look(person, WHOLE, reason, actor, address)
    return Copy(person.name, told, looked)


def _group(fact: Fact, group: Group) -> CopiedGroup:
    held = facts.opened(fact)
    return CopiedGroup(
        label=group.label,
        purpose=definitions.purposes()[fact.purpose].label,
        law=group.law,
        source=definitions.sources()[fact.source].label,
        at=fact.at,
        valid_until=fact.valid_until,
        ended_at=fact.ended_at,
        keep_days=group.keep_days,
        values=[
            CopiedValue(each.label, values.shown(each, held[each.key]))
            for each in group.fields
            if each.key in held
        ],
    )
