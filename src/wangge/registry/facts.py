"""Facts as rows: put, read, confirmed, ended. Every value of the register goes in and out here.

The caller stands inside `guarded(actor)` and has locked the subject.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from wangge.core.actors import Actor
from wangge.core.crypto import Sealer, open_
from wangge.registry import definitions, values
from wangge.registry.definitions import Group, Subject
from wangge.registry.models import Dwelling, Fact, Organisation, Person

KINDS: Mapping[type, Subject] = {Person: "person", Dwelling: "dwelling", Organisation: "organisation"}
Row = Person | Dwelling | Organisation


@dataclass(frozen=True, slots=True)
class About:
    """Whom facts are about: the kind of subject, its number, the region it lies in."""

    subject: Subject
    number: int
    region: str


def about(row: Row) -> About:
    return About(KINDS[type(row)], row.pk, row.region_code)


def current(subject: Subject, numbers: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """The facts in force, by subject's number and group. One query."""
    found: dict[int, dict[str, Fact]] = {}
    for fact in Fact.objects.filter(subject=subject, subject_id__in=list(numbers), ended_at=None):
        found.setdefault(fact.subject_id, {})[fact.group] = fact
    return found


def opened(fact: Fact | None) -> dict[str, Any]:
    """All values of a fact by field, the sealed ones in the clear."""
    if fact is None:
        return {}
    hidden = (
        json.loads(open_(fact.sealed, context(fact.subject, fact.subject_id, fact.group)))
        if fact.sealed
        else {}
    )
    return {**fact.plain, **hidden}


def context(subject: str, number: int, group: str) -> str:
    """What a sealed value is bound to: moved to another row it does not open."""
    return f"registry.fact:{subject}:{number}:{group}"


def made(
    whose: About,
    group: Group,
    held: Mapping[str, Any],
    source: str,
    actor: Actor,
    at: datetime,
    sealer: Sealer | None = None,
) -> Fact:
    """A fact that is not saved yet, of values that have been checked. `sealer`: that of many."""
    hidden = {field.key: held[field.key] for field in group.fields if field.sealed and field.key in held}
    return Fact(
        subject=whose.subject,
        subject_id=whose.number,
        region_code=whose.region,
        group=group.key,
        plain={
            field.key: held[field.key] for field in group.fields if not field.sealed and field.key in held
        },
        sealed=(sealer or Sealer()).seal(
            json.dumps(hidden, ensure_ascii=False), context(whose.subject, whose.number, group.key)
        )
        if hidden
        else None,
        source=source,
        purpose=group.purpose,
        at=at,
        by=actor.label,
        valid_until=valid_until(group, at),
    )


def put(
    whose: About,
    group: Group,
    held: Mapping[str, Any],
    source: str,
    actor: Actor,
    at: datetime,
    before: Fact | None,
) -> Fact:
    """Write the values of a group. Equal values are confirmed, others end the row before and add one."""
    if before is not None:
        if opened(before) == held:
            before.valid_until = valid_until(group, at)
            before.save(update_fields=["valid_until"])
            return before
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    fact = made(whose, group, held, source, actor, at)
    fact.replaces = before.pk if before else None
    fact.save(force_insert=True)
    return fact


def confirm(subject: Subject, numbers: Iterable[int], at: datetime) -> int:
    """Nothing has changed: facts that grow old are valid anew. How many; one statement a group that does."""
    count = 0
    for group in definitions.groups(subject).values():
        if group.valid_days is not None:
            count += Fact.objects.filter(
                # What never grows old though its group does has been objected to: nobody is to ask for it again.
                subject=subject,
                subject_id__in=list(numbers),
                group=group.key,
                ended_at=None,
                valid_until__isnull=False,
            ).update(valid_until=valid_until(group, at))
    return count


def move(subject: Subject, number: int, region: str) -> None:
    """The facts of a subject go along with it, the ended ones too."""
    Fact.objects.filter(subject=subject, subject_id=number).update(region_code=region)


def end(subject: Subject, number: int, at: datetime) -> None:
    """The subject is no longer here: its facts are no longer in force, and kept as long as their group says."""
    Fact.objects.filter(subject=subject, subject_id=number, ended_at=None).update(ended_at=at)


def valid_until(group: Group, at: datetime) -> date | None:
    return localdate(at) + timedelta(days=group.valid_days) if group.valid_days is not None else None


def stale(today: date | None = None) -> Q:
    """Which facts are to be asked for again."""
    return Q(ended_at=None, valid_until__lte=today or localdate())


def project(row: Row, group: str, held: Mapping[str, Any]) -> None:
    """Repeat on the row what it is found by. The row is saved by whoever calls."""
    match group:
        case "identity":
            assert isinstance(row, Person)
            number, born = held.get("identity_number"), held.get("birth_date")
            row.name = held["name"]
            row.born = int(born[:4]) if born else None
            row.identity_index = values.index("identity_number", number) if number else None
            row.birth_index = values.birth_index(row.name, born) if born else None
        case "residence":
            assert isinstance(row, Person)
            row.kind, row.relation = held["kind"], held["relation"]
        case "contact":
            assert isinstance(row, Person)
            phone = held.get("phone")
            row.phone_index = values.index("phone", phone) if phone else None
        case "home":
            assert isinstance(row, Dwelling)
            row.use = held["use"]
