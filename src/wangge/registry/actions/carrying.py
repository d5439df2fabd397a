"""What goes along when two entries become one, and comes back when they are taken apart: what the person has objected
to, what they have asked for, the codes they look in with, and the care they are given.

Rows are moved and not copied: what is done with them meanwhile stays done. Who looked at the entry that went cannot
be moved, as nobody may change it: it is read with the entry that stays (`registry.merged`). Whoever merges need not
see any of it, so a job of the platform does it.
"""

from collections.abc import Iterable
from datetime import date

import msgspec
from django.db.models import QuerySet

from wangge.core.actors import job
from wangge.core.flow.editions import flow_at
from wangge.core.rows import guarded
from wangge.registry import facts, objections
from wangge.registry.keeping import MERGING
from wangge.registry.models import Access, CareEntry, Fact, Person, Restriction, RightsRequest


class Carried(msgspec.Struct):
    """Numbers of the rows that went along; `until`: by number of a fact of the entry that stayed, the day on which it
    would have been asked for again, had its group not been objected to at the other."""

    objections: list[int] = []
    requests: list[int] = []
    codes: list[int] = []
    care: list[int] = []
    until: dict[int, date] = {}


def along(kept: Person, gone: Person) -> Carried:
    """Let it go along; the facts have been taken over. The row of the entry that stays is saved by whoever calls."""
    with guarded(job(MERGING)):
        known = Restriction.objects.filter(person=kept).values_list("group", flat=True)
        carried = Carried(
            objections=_moved(Restriction.objects.filter(person=gone).exclude(group__in=list(known)), kept),
            requests=_asked_for(RightsRequest.objects.filter(subject_id=gone.pk), kept),
            codes=_moved(Access.objects.filter(person=gone), kept),
            care=_cared_for(CareEntry.objects.filter(person=gone), kept),
        )
    for group in objections.of([kept.pk]).get(kept.pk, {}):
        before = facts.current("person", [kept.pk]).get(kept.pk, {}).get(group)
        if before is not None and before.valid_until is not None:
            carried.until[before.pk] = before.valid_until
        objections.silence(kept, group)
    return carried


def back(carried: Carried, kept: Person, gone: Person) -> None:
    """Let it come back, as far as it is still with the entry that stayed; the facts have been given back."""
    with guarded(job(MERGING)):
        lifted = list(Restriction.objects.filter(pk__in=carried.objections).values_list("group", flat=True))
        _moved(Restriction.objects.filter(pk__in=carried.objections, person=kept), gone)
        _asked_for(RightsRequest.objects.filter(pk__in=carried.requests, subject_id=kept.pk), gone)
        _moved(Access.objects.filter(pk__in=carried.codes, person=kept), gone)
        _cared_for(CareEntry.objects.filter(pk__in=carried.care, person=kept), gone)
    own = objections.of([kept.pk]).get(kept.pk, {})
    held = facts.current("person", [kept.pk]).get(kept.pk, {})
    for group in {*lifted, *own}:
        if group in own:
            objections.silence(kept, group)
        else:
            _heard_again(kept, group, held.get(group), carried)


def _heard_again(kept: Person, group: str, fact: Fact | None, carried: Carried) -> None:
    """A group of the entry that stays which only the other had objected to."""
    facts.project(kept, group, facts.opened(fact))
    if fact is not None and fact.pk in carried.until:
        fact.valid_until = carried.until[fact.pk]
        fact.save(update_fields=["valid_until"])


def _moved(rows: QuerySet[Restriction] | QuerySet[Access], to: Person) -> list[int]:
    numbers = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=numbers).update(person=to, region_code=to.region_code)
    return numbers


def _asked_for(rows: Iterable[RightsRequest], to: Person) -> list[int]:
    """Requests go to the desk of where the person lives now; their steps, which name nobody, stay as they are."""
    numbers = []
    for each in rows:
        each.subject_id, each.region_code = to.pk, to.region_code
        each.desk = flow_at("rights", each.flow_version).desk(each)
        each.save(update_fields=["subject_id", "region_code", "desk"])
        numbers.append(each.pk)
    return numbers


def _cared_for(rows: Iterable[CareEntry], to: Person) -> list[int]:
    """Entries with all that is in them: consent, words, who looked. Two of one register go on side by side, each with
    its own people, who see nothing of the other."""
    there = set(CareEntry.objects.filter(person=to).values_list("register", flat=True))
    numbers = []
    for each in rows:
        each.person, each.region_code, each.double = to, to.region_code, each.register in there
        each.save(update_fields=["person", "region_code", "double"])
        numbers.append(each.pk)
    return numbers
