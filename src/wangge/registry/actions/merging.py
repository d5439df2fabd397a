"""Two entries that are one person, made one; and taken apart again."""

import msgspec
from django.utils.timezone import localdate, now

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import definitions, facts
from wangge.registry.actions import carrying
from wangge.registry.actions.people import end_if_empty, refuse_head, step, touch
from wangge.registry.door import MERGE, SEE, found, locked, require, seen, write
from wangge.registry.models import Fact, Household, Merge, Person
from wangge.registry.problems import CANNOT_MERGE, MERGED_SINCE, NOT_MERGED

KEPT = ("residence",)  # how somebody belongs to a home says nothing about the other entry's home


class MergeIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Entry `gone` becomes part of the entry it is merged into, whose `version` was seen."""

    gone: int
    reason: str
    version: int | None = None


def merge(number: int, asked: MergeIn, actor: Actor) -> Merge:
    """Make two entries one. What the kept one lacks is taken over; where both know something, the kept one's newer
    or equal word stands. The other keeps its own facts and is marked as merged, so that it can come back; what
    belongs to the person beside facts goes along (`carrying`)."""
    require(actor, SEE, MERGE)
    refuse_unclean(msgspec.to_builtins(asked))
    reason = asked.reason.strip()
    if not 2 <= len(reason) <= 200:
        raise invalid(reason=N_("Say in 2 to 200 characters why they are one person"))
    with guarded(actor):
        if asked.gone < number:
            # The lower number first, whichever goes: two who merge them either way round would wait for each other.
            found(Person.objects.select_for_update(), asked.gone, actor)
        kept = locked(Person, number, actor, asked.version)
        gone = found(Person.objects.select_for_update(), asked.gone, actor)
        if gone is None:
            raise invalid(gone=N_("There is no such person in your area"))
        if gone.pk == kept.pk or kept.left or gone.left:
            raise Problem(CANNOT_MERGE)
        added = _taken_over(kept, gone, actor)
        carried = carrying.along(kept, gone)
        gone.left, gone.left_on, gone.merged_into = "merged", localdate(), kept
        for each in (kept, gone):
            step(each)
        end_if_empty(gone.household)
        touch(gone.dwelling)
        made = Merge.objects.create(
            region_code=kept.region_code,
            kept=kept,
            gone=gone,
            facts=added,
            carried=msgspec.to_builtins(carried, str_keys=True),
            by=actor.label,
            reason=reason,
        )
        write(kept, "merged", actor)
        write(gone, "merged", actor)
        audit.record(actor, "registry.merge", ("registry_person", kept.pk), reason, merged=gone.pk)
    return made


def undo(number: int, actor: Actor) -> Merge:
    """Take a merge apart: the entry that went comes back as it was, and facts taken over from it go, where nobody
    has said anything newer since. What they had replaced is in force again. MERGED_SINCE where the entry that stayed
    has been merged itself: that comes first."""
    require(actor, SEE, MERGE)
    with guarded(actor):
        made = seen(Merge.objects.select_for_update(of=("self",)), number, actor)
        if made.undone_at is not None:
            raise Problem(NOT_MERGED)
        people = Person.objects.select_for_update().order_by("pk")
        both = within(people, actor).in_bulk([made.kept_id, made.gone_id])
        if len(both) < 2:  # one of them is no longer of this area
            raise Problem(problems.NOT_FOUND)
        kept, gone = both[made.kept_id], both[made.gone_id]
        if kept.merged_into_id is not None:
            raise Problem(MERGED_SINCE)
        if gone.relation == "head":
            refuse_head(gone.household_id, "head", gone.pk)
        _given_back(made, kept)
        carrying.back(msgspec.convert(made.carried, carrying.Carried, strict=False), kept, gone)
        gone.left, gone.left_on, gone.merged_into = "", None, None
        for each in (kept, gone):
            step(each)
        Household.objects.filter(pk=gone.household_id).update(ended_on=None)
        touch(gone.dwelling)
        made.undone_at = now()
        made.save(update_fields=["undone_at"])
        write(kept, "unmerged", actor)
        write(gone, "unmerged", actor)
        audit.record(actor, "registry.merge_undone", ("registry_person", kept.pk), merged=gone.pk)
    return made


def _taken_over(kept: Person, gone: Person, actor: Actor) -> list[int]:
    """Facts of the entry that goes, put on the one that stays; the numbers of the new rows."""
    held = facts.current("person", [kept.pk, gone.pk])
    mine, theirs, added, at = held.get(kept.pk, {}), held.get(gone.pk, {}), [], now()
    for key, fact in theirs.items():
        group, before = definitions.groups("person").get(key), mine.get(key)
        if group is None or key in KEPT:
            continue
        first, second = facts.opened(fact), facts.opened(before)
        newer = before is not None and fact.at > before.at
        both = second | first if newer else first | second
        if both == second:
            continue
        row = facts.put(facts.about(kept), group, both, fact.source, actor, at, before)
        facts.project(kept, key, both)
        added.append(row.pk)
    return added


def _given_back(made: Merge, kept: Person) -> None:
    for fact in Fact.objects.filter(pk__in=made.facts, ended_at=None):
        before = Fact.objects.filter(pk=fact.replaces or 0).first()
        fact.ended_at = now()
        fact.save(update_fields=["ended_at"])
        if before is not None:
            before.ended_at = None
            before.save(update_fields=["ended_at"])
            facts.project(kept, fact.group, facts.opened(before))
        elif fact.group == "contact":
            kept.phone_index = None
