"""A patrol or visit, its steps, and what is kept of it for a while only."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from wangge.core.flow.models import Case, Step, on_desk, step_constraints
from wangge.core.rows import Guard
from wangge.core.scope import Closed, Scope


def no_lines() -> list[str]:
    return []


class Kind(models.TextChoices):
    """Walking a grid, or calling on somebody (走访)."""

    PATROL = "patrol"
    VISIT = "visit"


# Who walked it, and who plans in the area: what the three tables below are guarded by.
WALKED_OR_PLANNED = Scope(power="patrol.plan", region="region_code", person="worker_id")
FORGOTTEN_BY = ("events.forget",)


class Patrol(Case):
    """A task for the worker of one grid: what to look at or whom to call on, by when. No track is kept unless
    the worker switches it on for this one patrol; then a coarse one, for some days (`TrackPoint`)."""

    scope = Scope(power="event.see", region="region_code", person="worker_id", desk="desk")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PATROL, db_collation="C")
    title = models.CharField(max_length=100)
    checklist = models.JSONField(default=no_lines)
    finish_by = models.DateTimeField()
    # Where a visit goes: in words, as a point (CGCS2000 degrees), or both.
    place = models.CharField(max_length=200, default="", blank=True)
    lng = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    # The home of the register it goes to, by its number there: who may not read the register learns only an address.
    home = models.BigIntegerField(null=True)
    worker_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    tracking = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lng__isnull=True, lat__isnull=True) | Q(lng__isnull=False, lat__isnull=False),
                name="patrol_point",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="patrol_kind"),
        ]
        indexes = [
            on_desk("patrol_desk_due"),
            models.Index(fields=["region_code", "-opened_at", "-id"], name="patrol_region"),
        ]


class PatrolStep(Step):
    """A step of a patrol."""

    scope = Closed("read through its case, by whoever may read the case")

    case = models.ForeignKey(Patrol, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("patrol_step")


class VisitWords(models.Model):
    """What was asked for on a visit and what was offered, sealed; the step keeps their hashes. Deleted when its
    time is up (`events.keeping`)."""

    scope = Closed("read with its visit, by the worker and by those who plan in the area")
    sensitive = Guard(WALKED_OR_PLANNED, through="visit", jobs=FORGOTTEN_BY, letterbox=True)

    visit = models.OneToOneField(Patrol, models.PROTECT, related_name="words")
    asked_sealed = models.BinaryField(null=True)
    offered_sealed = models.BinaryField(null=True)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"words of {self.visit_id}"


class TrackPoint(models.Model):
    """Where a worker who wished it was in one minute of a patrol: to a thousandth of a degree (some 100 m),
    sealed, deleted when its time is up. Sensitive personal data (PIPL §28)."""

    scope = Closed(
        "read with its patrol; whoever but the worker reads it says why and is named to the worker"
    )
    sensitive = Guard(WALKED_OR_PLANNED, through="patrol", jobs=FORGOTTEN_BY)

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="track", db_index=False)
    minute = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patrol", "minute"], name="track_minute")]
        indexes = [models.Index(fields=["minute"], name="track_age")]

    def __str__(self) -> str:
        return f"{self.patrol_id} at {self.minute:%H:%M}"


class TrackReading(models.Model):
    """Somebody but the worker looked at a track, and why; shown to the worker."""

    scope = Closed("shown to the worker whose track it was")
    sensitive = Guard(WALKED_OR_PLANNED, through="patrol", jobs=FORGOTTEN_BY)

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="track_readings")
    person = models.BigIntegerField()
    name = models.CharField(max_length=80)
    why = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="track_reading_at")]

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"
