"""The shapes in which people, homes and their facts are read: labelled in the caller's language, masked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from django.utils.timezone import localdate

from wangge.core.actors import Actor
from wangge.core.named import Named
from wangge.registry import definitions, facts, values
from wangge.registry.definitions import Field, Group, Subject
from wangge.registry.models import Fact, Person

NOTHING: Mapping[str, datetime] = {}


class FieldView(msgspec.Struct, frozen=True):
    """One value as it is shown, "" for none. `sealed`: masked here; who may, asks for it with a reason."""

    key: str
    label: str
    shown: str
    sealed: bool


class GroupView(msgspec.Struct, frozen=True):
    """One group of facts. `data` are the values that are not sealed, to fill the form in with; `at` is None where
    nothing has been asked yet; `stale`: to be asked for again. `objected_at`: since then, by the wish of the person,
    the facts are neither shown nor asked for."""

    key: str
    label: str
    purpose: str
    law: str
    source: Named | None
    at: datetime | None
    by: str
    valid_until: date | None
    stale: bool
    objected_at: datetime | None
    fields: list[FieldView]
    data: dict[str, Any]


class PersonLine(msgspec.Struct, frozen=True):
    """Somebody in a list. `born` is a year; `stale`: something is to be asked for again."""

    number: int
    name: str
    kind: Named
    relation: Named
    born: int | None
    version: int
    stale: bool


def groups(
    subject: Subject,
    held: Mapping[str, Fact],
    actor: Actor,
    kind: str = "",
    objected: Mapping[str, datetime] = NOTHING,
) -> list[GroupView]:
    """The groups of a subject that this actor may see, in the order they are asked in; those of which nothing is
    known as well, without values. `kind`: of a person, whom some groups are not asked of; `objected`: since when
    groups are objected to (`registry.objections`), of which nothing is shown."""
    return [
        _group(group, held.get(key) if key not in objected else None, objected.get(key))
        for key, group in definitions.groups(subject).items()
        if actor.may(group.see) and (key in held or not group.kinds or kind in group.kinds)
    ]


def _group(group: Group, fact: Fact | None, objected_at: datetime | None) -> GroupView:
    known = facts.opened(fact)
    source = definitions.sources().get(fact.source) if fact else None
    until = fact.valid_until if fact else None
    return GroupView(
        key=group.key,
        label=group.label,
        purpose=definitions.purposes()[group.purpose].label,
        law=group.law,
        source=source.named() if source else None,
        at=fact.at if fact else None,
        by=fact.by if fact else "",
        valid_until=until,
        stale=until is not None and until <= localdate(),
        objected_at=objected_at,
        fields=[_field(field, known.get(field.key)) for field in group.fields],
        data=fact.plain if fact else {},
    )


def _field(field: Field, value: Any) -> FieldView:
    return FieldView(field.key, field.label, shown(field, value), field.sealed)


def shown(field: Field, value: Any) -> str:
    """A value as people see it, masked if it is sealed; "" for none."""
    show = values.masked if field.sealed else values.shown
    return "" if value is None else show(field, value)


def lines(people: Iterable[Person], stale: set[int]) -> list[PersonLine]:
    """People as a list shows them; `stale` are those of whom something is to be asked for again."""
    return [
        PersonLine(
            number=each.pk,
            name=each.name,
            kind=definitions.named("person_kind", each.kind) or Named(each.kind, each.kind),
            relation=definitions.named("relation", each.relation) or Named(each.relation, each.relation),
            born=each.born,
            version=each.version,
            stale=each.pk in stale,
        )
        for each in people
    ]


def stale_among(people: Iterable[int]) -> set[int]:
    """Those of some people of whom something is to be asked for again. One query."""
    found = Fact.objects.filter(facts.stale(), subject="person", subject_id__in=list(people))
    return set(found.values_list("subject_id", flat=True))
