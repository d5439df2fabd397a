"""A care entry, its steps, what is said in it, and who looked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate, now

from wangge.core.flow.models import Case, Step, step_constraints
from wangge.core.rows import Guard
from wangge.core.scope import Closed, Scope
from wangge.registry.care.keeping import JOBS
from wangge.registry.keeping import MERGING
from wangge.registry.models.people import Person


def nobody() -> list[int]:
    return []


class Consent(models.TextChoices):
    """Whether the person agrees; nothing where the law does not make it depend on that."""

    NONE = ""
    ASKED = "asked"
    GIVEN = "given"


class CareEntry(Case):
    """Somebody is cared for under one register, by `workers` (numbers of accounts), of whom one is `responsible`.

    They alone see it, wherever else others work. When it has ended, the nightly job empties every column that says
    something of the person (`ending`): what stays is a number with its steps, so that the chain still holds.
    `double`: came along when two entries of the person were merged, and there was one of this register.
    """

    scope = Scope(people="workers")
    sensitive = Guard(jobs=(*JOBS, MERGING))

    register = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="care")
    responsible = models.BigIntegerField(null=True)
    workers = ArrayField(models.BigIntegerField(), default=nobody)
    consent = models.CharField(
        max_length=8, choices=Consent.choices, default=Consent.NONE, blank=True, db_collation="C"
    )
    ends_on = models.DateField(null=True)
    double = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "register"],
                condition=Q(person__isnull=False, double=False),
                name="care_once",
            ),
            models.CheckConstraint(
                condition=Q(person=None, workers=[]) | Q(person__isnull=False, responsible__isnull=False),
                name="care_emptied",
            ),
        ]
        indexes = [
            models.Index(fields=["register", "region_code"], condition=Q(closed_at=None), name="care_count"),
            models.Index(fields=["closed_at"], condition=Q(person__isnull=False), name="care_over"),
        ]


class CareStep(Step):
    """A step of a care entry. It holds no word of what was said: a commitment to it, which says nothing once the
    words are gone (`world`)."""

    scope = Closed("read through its entry, by whoever works on it")
    # The step is written in the statement that writes its entry, which no policy of the step's own could see yet.
    sensitive = Guard(through="case", jobs=JOBS, letterbox=True)

    case = models.ForeignKey(CareEntry, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("care_step")


class CareWords(models.Model):
    """What was said in one step (`seq`), or the values of the register's fields (`seq` 0), sealed, with the salt of
    the commitment that stands in the step."""

    scope = Closed("read with its entry, by whoever works on it")
    sensitive = Guard(through="entry", jobs=JOBS)

    entry = models.ForeignKey(CareEntry, models.PROTECT, related_name="words")
    seq = models.IntegerField()
    salt = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "seq"], name="care_words_seq")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.seq}"


class CareReading(models.Model):
    """Somebody read an entry: in a list (`seen` "list", once a day), whole ("entry"), or one masked value by its key.
    It goes with the entry; until then the person may be told."""

    scope = Closed("read with its entry, and by the person it is about")
    sensitive = Guard(through="entry", jobs=JOBS)

    entry = models.ForeignKey(CareEntry, models.PROTECT, related_name="readings")
    seen = models.CharField(max_length=40, db_collation="C")
    person = models.BigIntegerField()
    posting = models.BigIntegerField(null=True)
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField(default=now)
    day = models.DateField(default=localdate)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person", "day"], condition=Q(seen="list"), name="care_listed_once"
            )
        ]
        indexes = [models.Index(fields=["entry", "-id"], name="care_reading_entry")]

    def __str__(self) -> str:
        return f"{self.by}: {self.seen}"
