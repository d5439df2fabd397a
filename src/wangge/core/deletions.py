"""What the platform deletes by itself is counted where it is deleted: by which rule, how many, when. Never whose.

A job says it through one door, `deleted`, inside the transaction of the deletion: what was not deleted was not
counted, and what was deleted was. The counts cannot be changed or deleted by the application, so that they outlast
the three years for which records of processing are kept (PIPL §56). The data protection desk shows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils.timezone import localtime, now

from wangge.core.scope import Closed


@dataclass(frozen=True, slots=True)
class Rule:
    """What is deleted when. `job`: the row of the timetable that does it. `what`: how people call the data, as an
    English message, or a function that says it in the language in force. `since`: an English message that says from
    when on it is kept for `keep`."""

    key: str
    job: str
    what: str | Callable[[], str]
    since: str
    keep: timedelta


_rules: dict[str, Rule] = {}


def rule(key: str, job: str, what: str | Callable[[], str], since: str, keep: timedelta) -> Rule:
    """Declare a rule. A second declaration of the same key is a programming error."""
    if key in _rules:
        raise ValueError(f"the rule {key} is declared twice")
    _rules[key] = Rule(key, job, what, since, keep)
    return _rules[key]


def rules() -> dict[str, Rule]:
    """Every rule there is, by its key."""
    return dict(_rules)


class Deletion(models.Model):
    """So many rows went by a rule, at once. `keep` is what the rule said then. `count` 0: nothing was due."""

    append_only = True
    scope = Closed("read through the data protection desk, as numbers by night")

    at = models.DateTimeField(default=now)
    job = models.CharField(max_length=60, db_collation="C")
    rule = models.CharField(max_length=60, db_collation="C")
    keep = models.DurationField()
    count = models.IntegerField()

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(fields=["at"], name="deletion_at"),
            models.Index(fields=["rule", "at"], name="deletion_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.count}"


def deleted(by: Rule, count: int) -> int:
    """Note that a rule deleted so many rows, in the transaction that deleted them; `count` again. That nothing was
    due is noted once a day. RuntimeError outside of a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{by.key}: what is deleted is counted in the transaction that deletes it")
    at = now()
    if count or not _noted(by, localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)):
        Deletion.objects.create(at=at, job=by.job, rule=by.key, keep=by.keep, count=count)
    return count


def _noted(by: Rule, since: datetime) -> bool:
    return Deletion.objects.filter(rule=by.key, at__gte=since).exists()
