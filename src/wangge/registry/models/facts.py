"""What is known, what was done with it, and who looked."""

from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from wangge.core.rows import Guard
from wangge.registry.keeping import JOBS
from wangge.registry.models.homes import SEEN

# Whoever sees the area; and the person themselves, with the code they were given.
ABOUT = replace(SEEN, subject="subject_id", subject_kind="subject")


def nothing() -> dict[str, object]:
    return {}


class Fact(models.Model):
    """The values of one group of one subject, from a moment until others replaced them (`ended_at`).

    Values are never rewritten: a change adds a row and ends the one before (`replaces`), so the rows are the
    history of what was known. `plain` are values by field; `sealed` those of sealed fields, as one JSON text
    sealed for this subject and group. `valid_until`: from then on people are asked again.
    """

    scope = ABOUT
    sensitive = Guard(jobs=JOBS)

    subject = models.CharField(max_length=12, db_collation="C")
    subject_id = models.BigIntegerField()
    region_code = models.CharField(max_length=15, db_collation="C")
    group = models.CharField(max_length=20, db_collation="C")
    plain = models.JSONField(default=nothing)
    sealed = models.BinaryField(null=True)
    source = models.CharField(max_length=12, db_collation="C")
    purpose = models.CharField(max_length=12, db_collation="C")
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    valid_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    replaces = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "group"], condition=Q(ended_at=None), name="fact_current"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_id", "group", "id"], name="fact_history"),
            models.Index(
                fields=["region_code", "valid_until"],
                condition=Q(ended_at=None, valid_until__isnull=False),
                name="fact_stale",
            ),
            models.Index(
                fields=["group", "ended_at"], condition=Q(ended_at__isnull=False), name="fact_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} of {self.subject} {self.subject_id}"


class History(models.Model):
    """What was done to a subject, by whom and when: added to, never changed. It holds no value of any fact, so the
    values can be deleted when their time is up. A row stays with the region where it was done.

    `key`: the caller's key, under which the same request again is known by its keyed `digest`.
    """

    append_only = True
    scope = SEEN
    sensitive = Guard()

    subject = models.CharField(max_length=12, db_collation="C")
    subject_id = models.BigIntegerField()
    region_code = models.CharField(max_length=15, db_collation="C")
    action = models.CharField(max_length=16, db_collation="C")
    group = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    fact = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField(default=now)
    person = models.BigIntegerField(null=True)
    by = models.CharField(max_length=80)
    key = models.CharField(max_length=80, null=True, db_collation="C")
    digest = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"], condition=Q(key__isnull=False), name="history_key"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="history_subject"),
            models.Index(fields=["region_code", "at"], name="history_region"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.subject_id}"


class Reading(models.Model):
    """Somebody saw a masked value in the clear: who, from which posting, when, which and what for, as
    the person concerned may know."""

    append_only = True
    scope = ABOUT
    sensitive = Guard()

    subject = models.CharField(max_length=12, db_collation="C")
    subject_id = models.BigIntegerField()
    region_code = models.CharField(max_length=15, db_collation="C")
    field = models.CharField(max_length=40, db_collation="C")
    at = models.DateTimeField(default=now)
    person = models.BigIntegerField(null=True)
    posting = models.BigIntegerField(null=True)
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id", "-id"], name="reading_subject")]

    def __str__(self) -> str:
        return f"{self.by}: {self.field} of {self.subject} {self.subject_id}"
