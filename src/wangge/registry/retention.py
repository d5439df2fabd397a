"""What has served its purpose is deleted, by the terms of the definitions, every night (PIPL §19)."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from operator import attrgetter

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate, now

from wangge.core import audit
from wangge.core.actors import job
from wangge.core.deletions import Rule, deleted, rule
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.registry import definitions
from wangge.registry.keeping import RETENTION
from wangge.registry.models import Fact, Household, Person, Table

TABLES_KEPT = timedelta(days=30)  # imported tables, with the lines that could not be entered
BATCH = 2000  # rows a transaction: nobody waits for the job
JOB = "registry.retention"
ENDED = N_("the fact has ended")
FACTS = {
    group.key: rule(
        f"registry.fact.{group.key}",
        JOB,
        partial(attrgetter("label"), group),
        ENDED,
        timedelta(days=group.keep_days),
    )
    for group in definitions.source().groups
}
LONGEST = timedelta(days=max(group.keep_days for group in definitions.groups("person").values()))
PEOPLE = rule("registry.people", JOB, N_("People in the register"), N_("the person has left"), LONGEST)
TABLES = rule("registry.tables", JOB, N_("Imported tables"), N_("the table was read in"), TABLES_KEPT)
HOUSEHOLDS = rule(
    "registry.households", JOB, N_("Households nobody is in"), N_("the household has ended"), timedelta(0)
)


def delete_expired() -> Mapping[str, int]:
    """Delete ended facts whose group's time is up, then people who left longer ago than any group of theirs is kept,
    then households nobody is in. What went, by group, is returned and stands in the audit log; twice changes nothing.
    """
    gone: Counter[str] = Counter()
    at = now()
    for group in definitions.source().groups:
        ended = Fact.objects.filter(group=group.key, ended_at__lt=at - timedelta(days=group.keep_days))
        gone[group.key] += _delete(ended, FACTS[group.key])
    left = Person.objects.filter(left_on__lt=localdate() - LONGEST, merged=None)
    while numbers := _some(left):
        with guarded(job(RETENTION)):
            # Those who were merged into another entry still hold facts of their own.
            facts = Fact.objects.filter(subject="person", subject_id__in=numbers)
            for group, count in Counter(facts.values_list("group", flat=True)).items():
                gone["facts"] += deleted(FACTS[group], count)
            facts.delete()
            Person.objects.filter(pk__in=numbers).delete()
            gone["people"] += deleted(PEOPLE, len(numbers))
    with transaction.atomic():
        deleted(PEOPLE, 0)
    gone["tables"] += _delete(Table.objects.filter(at__lt=at - TABLES_KEPT), TABLES)
    gone["households"] += _delete(Household.objects.filter(ended_on__isnull=False, people=None), HOUSEHOLDS)
    told = {what: count for what, count in gone.items() if count}
    if told:
        audit.record(job(RETENTION), "registry.deleted", **told)
    return told


def _delete(rows: QuerySet[Fact] | QuerySet[Household] | QuerySet[Table], by: Rule) -> int:
    """Delete these rows in transactions of `BATCH`, each counted where it is done; how many."""
    count = 0
    while numbers := _some(rows):
        with guarded(job(RETENTION)):
            rows.model.objects.filter(pk__in=numbers).delete()
            count += deleted(by, len(numbers))
    if not count:
        with transaction.atomic():
            deleted(by, 0)
    return count


def _some(rows: QuerySet[Fact] | QuerySet[Household] | QuerySet[Person] | QuerySet[Table]) -> list[int]:
    with guarded(job(RETENTION)):
        return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
