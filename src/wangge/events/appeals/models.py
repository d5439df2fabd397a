"""An appeal against an overdue mark, and its steps."""

from django.db import models

from wangge.core.flow.models import Case, Step, on_desk, step_constraints
from wangge.core.scope import Closed, Scope


class Appeal(Case):
    """A unit says that being overdue was not its doing. If granted, statistics exempt the event; the overdue
    fact stays visible."""

    scope = Scope(
        power="event.see", region="region_code", unit="unit_id", unit_power="event.see_unit", desk="desk"
    )

    event = models.OneToOneField("events.Event", models.PROTECT, related_name="appeal")
    unit = models.ForeignKey("network.Unit", models.PROTECT, related_name="+")
    owner = models.CharField(max_length=12, db_collation="C")
    reviewed_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            on_desk("appeal_desk_due"),
            models.Index(fields=["region_code", "-opened_at", "-id"], name="appeal_region"),
        ]


class AppealStep(Step):
    """A step of an appeal."""

    scope = Closed("read through its case, by whoever may read the case")

    case = models.ForeignKey(Appeal, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("appeal_step")
