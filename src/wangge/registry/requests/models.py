"""Requests of those whom the register is about, their steps, the words of them; the codes people look in with; and
what they have objected to."""

from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from wangge.core.flow.models import Case, Step, on_desk, step_constraints
from wangge.core.rows import Guard
from wangge.core.scope import Closed, Scope
from wangge.registry.keeping import JOBS, MERGING, RIGHTS_WATCH
from wangge.registry.models.homes import SEEN
from wangge.registry.models.people import Person

RIGHTS = "registry.rights"


class RightsRequest(Case):
    """Somebody asks for something of what is held about them. `subject_id` is their number in the register, which
    may outlive them there, and None once the request is so old that nobody need know whose it was. `group`: the
    facts that are meant, "" for all. `outcome`: granted, partly or refused, once that is decided; `reason`: a key of
    the refusals. `warned_for` and `overdue_for`: the due time that was last marked."""

    scope = Scope(power=RIGHTS, region="region_code", subject="subject_id")
    sensitive = Guard(jobs=(*JOBS, RIGHTS_WATCH, MERGING))

    subject_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12, db_collation="C")
    group = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    outcome = models.CharField(max_length=8, default="", blank=True, db_collation="C")
    reason = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    warned_for = models.DateTimeField(null=True)
    overdue_for = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            on_desk("rights_desk_due"),
            models.Index(fields=["region_code", "-opened_at", "-id"], name="rights_region"),
            models.Index(fields=["subject_id", "-id"], name="rights_subject"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="rights_due"),
        ]


class RightsStep(Step):
    """A step of a request; it says nothing of what was asked but which kind."""

    scope = Closed("read through its request, by whoever may read that")
    # A step is added by the statement that opens its request, which no policy can see yet.
    sensitive = Guard(through="case", jobs=(*JOBS, RIGHTS_WATCH), letterbox=True)

    case = models.ForeignKey(RightsRequest, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("rights_step")


class RightsWords(models.Model):
    """What somebody asked for and what they were answered, sealed; the steps keep hashes. Deleted when their time is
    up (`requests.keeping`)."""

    scope = Closed("read with their request, by whoever may read that")
    sensitive = Guard(through="case", jobs=JOBS)

    case = models.OneToOneField(RightsRequest, models.PROTECT, related_name="words")
    asked_sealed = models.BinaryField(null=True)
    decided_sealed = models.BinaryField(null=True)
    done_sealed = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"words of {self.case_id}"


class Access(models.Model):
    """A code with which somebody looks at what is held about them. `code` is a keyed hash of it: the code itself was
    shown once and is nowhere. It ends by itself, when it is taken back, or after too many wrong proofs (`wrong`)."""

    scope = replace(SEEN, subject="person_id", case="code")
    sensitive = Guard(jobs=(*JOBS, MERGING))

    person = models.ForeignKey(Person, models.CASCADE, related_name="accesses")
    region_code = models.CharField(max_length=15, db_collation="C")
    code = models.CharField(max_length=64, unique=True, db_collation="C")
    given_at = models.DateTimeField(default=now)
    given_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    wrong = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"access {self.pk}"


class Restriction(models.Model):
    """Somebody objected to a group of facts, and it was granted: they are neither used nor asked for."""

    scope = replace(SEEN, subject="person_id")
    sensitive = Guard(jobs=(*JOBS, MERGING))

    person = models.ForeignKey(Person, models.CASCADE, related_name="restrictions")
    region_code = models.CharField(max_length=15, db_collation="C")
    group = models.CharField(max_length=20, db_collation="C")
    case_no = models.CharField(max_length=24, db_collation="C")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="restriction_once")]

    def __str__(self) -> str:
        return f"{self.group} of {self.person_id}"
