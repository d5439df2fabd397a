"""What the city adds to the register of processing, impact assessments, and the breach record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now

from wangge.core.flow.models import Case, Step, step_constraints
from wangge.core.rows import Guard
from wangge.core.scope import Closed, Open, Scope
from wangge.protection.keeping import FORGET
from wangge.protection.powers import DESK, SEE

SEEN = Scope(power=SEE, region="region_code")
WORKED_ON = Scope(power=DESK, region="region_code")


def none() -> list[str]:
    return []


def nobody() -> list[int]:
    return []


class ActivityNote(models.Model):
    """What the city says of one activity of the register of processing. Each change is a row of its own; the one with
    the highest `number` counts. `unit`: the number of the unit in charge. Words about processing, none of a
    person."""

    append_only = True
    scope = Open(
        "how the city handles data is no secret to anyone who may read its register; the route asks for that"
    )

    activity = models.CharField(max_length=40, db_collation="C")
    number = models.IntegerField()
    unit = models.BigIntegerField(null=True)
    processor = models.CharField(max_length=200, default="", blank=True)
    recipient = models.CharField(max_length=200, default="", blank=True)
    storage = models.CharField(max_length=200, default="", blank=True)
    abroad = models.BooleanField(default=False)
    note = models.CharField(max_length=1000, default="", blank=True)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="activity_note_number")]

    def __str__(self) -> str:
        return f"{self.activity} {self.number}"


class Assessment(Case):
    """An impact assessment of some activities (PIPL §55–56). `writers`: accounts of those who wrote it, none of whom
    may approve it. `complete`: all that §56 asks for is written. `risk`: a key of `flow.Risk`, "" until it is
    written."""

    scope = SEEN

    activities = ArrayField(models.CharField(max_length=40, db_collation="C"), default=none)
    writers = ArrayField(models.BigIntegerField(), default=nobody)
    writer = models.CharField(max_length=80, default="", blank=True)
    approver = models.CharField(max_length=80, default="", blank=True)
    complete = models.BooleanField(default=False)
    risk = models.CharField(max_length=8, default="", blank=True, db_collation="C")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="assessment_opened"),
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="assessment_due"),
        ]


class AssessmentStep(Step):
    """A step of an assessment; the steps keep hashes of its words."""

    scope = Closed("read through its assessment, by whoever may read that")

    case = models.ForeignKey(Assessment, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("assessment_step")


class AssessmentWords(models.Model):
    """One part of what an assessment says. Words about processing, none of a person. Deleted when its time is up."""

    scope = Closed("read with its assessment, by whoever may read that")

    case = models.ForeignKey(Assessment, models.PROTECT, related_name="words")
    part = models.CharField(max_length=12, db_collation="C")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="assessment_words_part")]

    def __str__(self) -> str:
        return f"{self.part} of {self.case_id}"


class Breach(Case):
    """Personal information leaked, was altered or lost, or may have been (PIPL §57). It names nobody: what happened
    is told in words that are sealed. `kinds`, `causes`, `harms`: keys of the choices of `flow`. `grave`: by the guide
    for grading incidents, larger or above. `affected`: how many people, as far as `counted` says it is known.
    `people`: "" while it is open, told or spared."""

    scope = SEEN
    sensitive = Guard(jobs=(FORGET,))

    found_at = models.DateTimeField()
    kinds = ArrayField(models.CharField(max_length=12, db_collation="C"), default=none)
    certain = models.BooleanField()
    grave = models.BooleanField(default=False)
    activities = ArrayField(models.CharField(max_length=40, db_collation="C"), default=none)
    causes = ArrayField(models.CharField(max_length=20, db_collation="C"), default=none)
    harms = ArrayField(models.CharField(max_length=20, db_collation="C"), default=none)
    affected = models.IntegerField(null=True)
    counted = models.CharField(max_length=8, default="", blank=True, db_collation="C")
    recorder = models.BigIntegerField(null=True)
    authority_at = models.DateTimeField(null=True)
    people = models.CharField(max_length=8, default="", blank=True, db_collation="C")
    people_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["region_code", "-opened_at", "-id"], name="breach_region"),
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="breach_due"),
        ]


class BreachStep(Step):
    """A step of a breach; it holds no word of what was said, but their hashes."""

    scope = Closed("read through its breach, by whoever may read that")
    # A step is added by the statement that opens its breach, which no policy can see yet.
    sensitive = Guard(through="case", jobs=(FORGET,), letterbox=True)

    case = models.ForeignKey(Breach, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("breach_step")


class BreachWords(models.Model):
    """One part of what is said of a breach, sealed: for those who work at the desk alone. Deleted when its time is
    up."""

    scope = Closed("read with its breach, by those who work at the desk")
    sensitive = Guard(WORKED_ON, through="case", jobs=(FORGET,))

    case = models.ForeignKey(Breach, models.PROTECT, related_name="words")
    part = models.CharField(max_length=12, db_collation="C")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="breach_words_part")]

    def __str__(self) -> str:
        return f"{self.part} of {self.case_id}"
