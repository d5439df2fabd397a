"""The rows of a list: found by its filter, opened some thousand at a time, without what people objected to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from wangge.core.actors import Actor
from wangge.network.scope import within
from wangge.registry import facts, objections, values
from wangge.registry.definitions import Subject
from wangge.registry.exports.purposes import field_of
from wangge.registry.models import Dwelling, Fact, Organisation, Person
from wangge.registry.queries.homes import below

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Filter:
    """Whom a list is of: a region; a kind of person or place, or a use of homes, and a group of facts that is known
    of them, "" for all."""

    subject: Subject
    region: str
    kind: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: whom it is of, and its cells in words, the address (and the name of a place) first."""

    of: Person | Dwelling | Organisation
    address: str
    cells: list[str]


def matching(asked: Filter, actor: Actor) -> QuerySet[Any]:
    """Those who are here, in the actor's area and the region; the caller stands inside `guarded(actor)`."""
    rows: QuerySet[Any]
    match asked.subject:
        case "person":
            rows = Person.objects.filter(left="").select_related("dwelling__address")
        case "dwelling":
            rows = Dwelling.objects.select_related("address")
        case _:
            rows = Organisation.objects.filter(closed_on=None).select_related("address")
    rows = within(rows, actor).filter(below(asked.region))
    if asked.kind:
        rows = rows.filter(**{"use" if asked.subject == "dwelling" else "kind": asked.kind})
    if asked.group:
        known = Fact.objects.filter(
            below(asked.region), subject=asked.subject, group=asked.group, ended_at=None
        )
        rows = rows.filter(pk__in=known.values("subject_id"))
    return rows


def read(asked: Filter, names: Sequence[str], actor: Actor) -> Iterator[list[ListRow]]:
    """All rows with these fields (`group.field`), in chunks, by region and number; facts somebody objected to the use
    of stay empty. The caller stands inside `guarded(actor)`."""
    fields = [field_of(asked.subject, name) for name in names]
    last: tuple[str, int] = ("", 0)
    rows = matching(asked, actor).order_by("region_code", "id")
    while chunk := list(rows.filter(_behind(*last))[:CHUNK]):
        last = (chunk[-1].region_code, chunk[-1].pk)
        numbers = [each.pk for each in chunk]
        held = facts.current(asked.subject, numbers)
        barred = objections.of(numbers) if asked.subject == "person" else {}
        told = []
        for row in chunk:
            usable = {
                key: facts.opened(fact)
                for key, fact in held.get(row.pk, {}).items()
                if key not in barred.get(row.pk, {})
            }
            cells = [row.name] if isinstance(row, Organisation) else []
            for group, field in fields:
                value = usable.get(group.key, {}).get(field.key)
                cells.append("" if value is None else values.shown(field, value))
            told.append(ListRow(row, _address(row), cells))
        yield told


def _behind(region: str, number: int) -> Q:
    return Q(region_code__gt=region) | Q(region_code=region, pk__gt=number)


def _address(row: Person | Dwelling | Organisation) -> str:
    node = row.dwelling.address if isinstance(row, Person) else row.address
    return node.text if node else ""
