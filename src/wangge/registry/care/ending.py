"""What ends by itself, and what is deleted when it has ended (PIPL §19, §47), every night.

The steps of an entry cannot be deleted, and its row stays as what they hang on. It is emptied: who it was about,
under which register, where, by whom; with the words, the salts and the readings gone, nothing leads to the person.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.timezone import now as clock_now

from wangge.core import audit, versions
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.clocks.settled import calendar_at
from wangge.core.deletions import deleted, rule
from wangge.core.flow import store
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.registry.care.keeping import CARE
from wangge.registry.care.models import CareEntry, CareReading, CareWords
from wangge.registry.care.offers import due_of
from wangge.registry.care.world import CareWorld, register_of
from wangge.registry.door import SEE
from wangge.registry.models import Person

BATCH = 200
ENTRIES = rule("registry.care", "registry.care", N_("Care entries"), N_("the entry has ended"), timedelta(0))
PROVINCE = 2  # digits of a region that stay: enough to stand in a column, too few to mean a place


def end_and_delete() -> Mapping[str, int]:
    """End what is over, follow those who moved, then empty everything that has ended.

    What was done, by kind; twice changes nothing.
    """
    done: Counter[str] = Counter()
    last = 0
    while entries := _some(Q(closed_at=None, pk__gt=last)):
        last = entries[-1].pk
        for entry in entries:
            done[_looked_at(entry)] += 1
    while entries := _some(Q(closed_at__isnull=False, person__isnull=False)):
        with guarded(job(CARE)):
            for entry in entries:
                _empty(entry)
            done["deleted"] += deleted(ENTRIES, len(entries))
    with transaction.atomic():
        deleted(ENTRIES, 0)
    del done[""]
    if done:
        audit.record(job(CARE), "care.deleted", rows=done["deleted"])
    return dict(done)


def _some(which: Q) -> list[CareEntry]:
    with guarded(job(CARE)):
        return list(CareEntry.objects.filter(which).order_by("pk")[:BATCH])


def _looked_at(entry: CareEntry) -> str:
    """End an entry that is over, or keep it in step with the person; what was done, "" for nothing."""
    person = _person(entry)
    if entry.double:
        with guarded(job(CARE)):
            others = CareEntry.objects.filter(person=person, register=entry.register, double=False)
            if not others.exists():
                CareEntry.objects.filter(pk=entry.pk).update(double=False)
    why = _over(entry, person)
    if why:
        with guarded(job(CARE)):
            current = versions.current()
            world = CareWorld(calendar_at(current["calendar"]), clock_now())
            store.perform("care", CareEntry.objects.all(), entry.case_no, why, job(CARE), {}, None, world)
        return why
    if person is not None and person.region_code != entry.region_code:
        with guarded(job(CARE)):
            CareEntry.objects.filter(pk=entry.pk).update(region_code=person.region_code)
        return "followed"
    return ""


def _over(entry: CareEntry, person: Person | None) -> str:
    """The action that ends an open entry now; "" where none does."""
    today = localdate()
    calendar = calendar_at(versions.current()["calendar"])
    if person is None or person.left:
        return "depart"
    if entry.state == "proposed":
        due = due_of(entry, "agree", calendar)
        return "lapse" if due is not None and due <= clock_now() else ""
    if entry.ends_on is not None and entry.ends_on < today:
        return "expire"
    due = due_of(entry, "review", calendar)
    missed = timedelta(days=register_of(entry).missed_days)
    return "lapse" if due is not None and due + missed <= clock_now() else ""


def _person(entry: CareEntry) -> Person | None:
    everywhere = Actor(
        kind=ActorKind.JOB, label=CARE, powers=frozenset({SEE}), region=entry.region_code[:PROVINCE]
    )
    with guarded(everywhere):
        return Person.objects.filter(pk=entry.person_id).first()


def _empty(entry: CareEntry) -> None:
    """Delete what says something of the person. The steps' commitments say nothing without the salts."""
    with guarded(job(CARE)):
        CareWords.objects.filter(entry=entry).delete()
        CareReading.objects.filter(entry=entry).delete()
        CareEntry.objects.filter(pk=entry.pk).update(
            person=None,
            register="",
            region_code=entry.region_code[:PROVINCE],
            responsible=None,
            workers=[],
            consent="",
            ends_on=None,
            double=False,
            clocks=[],
            source_key=None,
            source_digest="",
        )
