"""Who lives where and with whom."""

from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from wangge.core.rows import Guard
from wangge.registry.keeping import JOBS, MERGING
from wangge.registry.models.homes import SEEN, Dwelling


def no_numbers() -> list[int]:
    return []


class Household(models.Model):
    """People who live together in a home; a home may hold several. It ends when nobody is left in it."""

    scope = SEEN
    sensitive = Guard(jobs=JOBS)

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households")
    region_code = models.CharField(max_length=15, db_collation="C")
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"household {self.pk}"


class Person(models.Model):
    """Somebody who lives, or lived, in a home of this city.

    Beside what ties a person to a home stands only what people are found by: the name, the year of birth, and
    blind indexes (equal for equal values, saying nothing else) of identity number, phone and day of birth. They
    repeat facts and go with them. `left` is why somebody is no longer here; `merged_into` the entry that stayed.
    """

    scope = replace(SEEN, subject="id")
    sensitive = Guard(jobs=JOBS)

    region_code = models.CharField(max_length=15, db_collation="C")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="people")
    household = models.ForeignKey(Household, models.PROTECT, related_name="people")
    relation = models.CharField(max_length=20, db_collation="C")
    kind = models.CharField(max_length=20, db_collation="C")
    name = models.CharField(max_length=40, db_collation="C")
    born = models.SmallIntegerField(null=True)
    identity_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    birth_index = models.BinaryField(null=True)
    left = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    left_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left="", left_on=None) | (~Q(left="") & Q(left_on__isnull=False)),
                name="person_left",
            ),
            models.CheckConstraint(condition=Q(merged_into=None) | Q(left="merged"), name="person_merged"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(relation="head", left=""), name="person_one_head"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "region_code", "id"], name="person_name"),
            models.Index(fields=["region_code", "name", "id"], name="person_region"),
            models.Index(
                fields=["identity_index"], condition=Q(identity_index__isnull=False), name="person_identity"
            ),
            models.Index(fields=["phone_index"], condition=Q(phone_index__isnull=False), name="person_phone"),
            models.Index(fields=["birth_index"], condition=Q(birth_index__isnull=False), name="person_birth"),
            models.Index(fields=["left_on"], condition=Q(left_on__isnull=False), name="person_gone"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Merge(models.Model):
    """Two entries found to be one person: `kept` stayed, `gone` was marked as merged and keeps its own facts.

    `facts` are those that were added to the kept entry; with what each of them replaced the merge can be undone.
    `carried`: what went along with them, by number (`actions.carrying`).
    """

    scope = SEEN
    sensitive = Guard(jobs=(*JOBS, MERGING))

    region_code = models.CharField(max_length=15, db_collation="C")
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Person, models.CASCADE, related_name="+")
    facts = models.JSONField(default=no_numbers)
    carried = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
