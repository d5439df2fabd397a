"""What has served its purpose is deleted, by the terms of the definitions, every night (PIPL §19)."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate, now

from wangge.core import audit
from wangge.core.actors import job
from wangge.core.rows import guarded
from wangge.registry import definitions
from wangge.registry.keeping import RETENTION
from wangge.registry.models import Fact, Household, Person, Table

TABLES_KEPT = timedelta(days=30)  # imported tables, with the lines that could not be entered
BATCH = 2000  # rows a transaction: nobody waits for the job


def delete_expired() -> Mapping[str, int]:
    """Delete ended facts whose group's time is up, then people who left longer ago than any group of theirs is kept,
    then households nobody is in. What went, by group, is returned and stands in the audit log; twice changes nothing.
    """
    gone: Counter[str] = Counter()
    at = now()
    for group in definitions.source().groups:
        ended = Fact.objects.filter(group=group.key, ended_at__lt=at - timedelta(days=group.keep_days))
        gone[group.key] += _delete(ended)
    longest = max(group.keep_days for group in definitions.groups("person").values())
    left = Person.objects.filter(left_on__lt=localdate() - timedelta(days=longest), merged=None)
    while numbers := _some(left):
        with guarded(job(RETENTION)):
            # Those who were merged into another entry still hold facts of their own.
            facts = Fact.objects.filter(subject="person", subject_id__in=numbers)
            gone["facts"] += facts.delete()[0]
            Person.objects.filter(pk__in=numbers).delete()
        gone["people"] += len(numbers)
    gone["tables"] += _delete(Table.objects.filter(at__lt=at - TABLES_KEPT))
    gone["households"] += _delete(Household.objects.filter(ended_on__isnull=False, people=None))
    told = {what: count for what, count in gone.items() if count}
    if told:
        audit.record(job(RETENTION), "registry.deleted", **told)
    return told


def _delete(rows: QuerySet[Fact] | QuerySet[Household] | QuerySet[Table]) -> int:
    count = 0
    while numbers := _some(rows):
        with guarded(job(RETENTION)):
            rows.model.objects.filter(pk__in=numbers).delete()
        count += len(numbers)
    return count


def _some(rows: QuerySet[Fact] | QuerySet[Household] | QuerySet[Person] | QuerySet[Table]) -> list[int]:
    with guarded(job(RETENTION)):
        return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
