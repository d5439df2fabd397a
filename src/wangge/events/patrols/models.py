"""A patrol task and its steps."""

from django.db import models

from wangge.core.flow.models import Case, Step, on_desk, step_constraints
from wangge.core.scope import Closed, Scope


def no_lines() -> list[str]:
    return []


class Patrol(Case):
    """A task for the worker of one grid: what to look at, by when. No track is kept."""

    scope = Scope(power="event.see", region="region_code", person="worker_id", desk="desk")

    title = models.CharField(max_length=100)
    checklist = models.JSONField(default=no_lines)
    finish_by = models.DateTimeField()
    worker_id = models.BigIntegerField(null=True)

    class Meta:
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
