"""Every look at an entry is written down: in the audit log, which names the entry and not the person, and beside the
entry, so that the person may be told."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.utils.translation import gettext

from wangge.core import audit
from wangge.core.actors import Actor
from wangge.core.words import N_
from wangge.registry.care.models import CareEntry, CareReading
from wangge.registry.care.world import register_of

LIST, WHOLE = "list", "entry"
SEEN = {LIST: N_("Name and register, in a list"), WHOLE: N_("The whole entry")}


class CareReadingLine(msgspec.Struct, frozen=True):
    """One look at an entry: what was seen, by whom, and for what where a masked value was revealed."""

    at: datetime
    by: str
    seen: str
    reason: str


def listed(entries: Iterable[CareEntry], actor: Actor, address: str) -> None:
    """These entries stood in the actor's list: one entry of the log, and one reading of each a day."""
    rows = [reading_of(each, LIST, actor) for each in entries]
    if rows:
        CareReading.objects.bulk_create(rows, ignore_conflicts=True)
        audit.record(
            actor, "care.listed", address=address, cases=[each.entry.case_no for each in rows], rows=len(rows)
        )


def read(entry: CareEntry, actor: Actor, address: str) -> None:
    """The whole of it."""
    reading_of(entry, WHOLE, actor).save(force_insert=True)
    audit.record(actor, "care.read", ("care", entry.case_no), address=address)


def revealed(entry: CareEntry, field: str, reason: str, actor: Actor, address: str) -> None:
    """One masked value, in the clear."""
    reading_of(entry, field, actor, reason).save(force_insert=True)
    audit.record(actor, "care.reveal", ("care", entry.case_no), reason, address=address, field=field)


def reading_of(entry: CareEntry, seen: str, actor: Actor, reason: str = "") -> CareReading:
    assert actor.person is not None  # nobody else works on an entry
    return CareReading(
        entry=entry, seen=seen, person=actor.person, posting=actor.posting, by=actor.label[:80], reason=reason
    )


def seen(entry: CareEntry, reading: CareReading) -> str:
    """What was looked at, in words."""
    field = register_of(entry).field(reading.seen)
    return field.label if field else gettext(SEEN[reading.seen])


def line(entry: CareEntry, reading: CareReading) -> CareReadingLine:
    return CareReadingLine(reading.at, reading.by, seen(entry, reading), reading.reason)
