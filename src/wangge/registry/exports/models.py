"""A list that leaves the register, and its steps."""

from django.db import models
from django.db.models import Q

from wangge.core.flow.models import Case, Step, step_constraints
from wangge.core.rows import Guard
from wangge.core.scope import Closed, Scope
from wangge.registry.keeping import EXPORTS

ASK, APPROVE = "registry.export", "registry.approve_export"


def no_fields() -> list[str]:
    return []


class RegisterExport(Case):
    """A list somebody asks for: of `region_code`, of one kind of subject (`kind`, "" for all), of those of whom a
    `group` of facts is known ("" for all), with some `fields` of its purpose. It holds no value of the register: the
    file does, sealed, while the list is ready. `rows` were found when it was asked for, `made_rows` are in the files
    (`csv`, `xlsx`: their names), which have been `fetched` so often and go when `ends_at` has come."""

    scope = Scope(power=APPROVE, region="region_code", person="asked_by")
    sensitive = Guard(jobs=(EXPORTS,))

    purpose = models.CharField(max_length=20, db_collation="C")
    kind = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    group = models.CharField(max_length=20, default="", blank=True, db_collation="C")
    fields = models.JSONField(default=no_fields)
    reason = models.CharField(max_length=200)
    receiver = models.CharField(max_length=100)
    asked_by = models.BigIntegerField()
    asker = models.CharField(max_length=80)
    approver = models.CharField(max_length=80, default="", blank=True)
    rows = models.IntegerField()
    made_rows = models.IntegerField(null=True)
    csv = models.CharField(max_length=40, default="", blank=True, db_collation="C")
    xlsx = models.CharField(max_length=40, default="", blank=True, db_collation="C")
    fetched = models.IntegerField(default=0)
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["region_code", "-opened_at", "-id"], name="export_region"),
            models.Index(fields=["asked_by", "-opened_at", "-id"], name="export_asker"),
            models.Index(fields=["ends_at"], condition=Q(closed_at=None), name="export_open"),
        ]

    @property
    def counted(self) -> int:
        """The rows of the list as it was made; until then, as it was asked for."""
        return self.rows if self.made_rows is None else self.made_rows


class RegisterExportStep(Step):
    """A step of such a list."""

    scope = Closed("read through its case, by whoever may read the case")
    # A step is added by the statement that opens its case, which no policy can see yet.
    sensitive = Guard(through="case", jobs=(EXPORTS,), letterbox=True)

    case = models.ForeignKey(RegisterExport, models.PROTECT, related_name="steps")

    class Meta:
        constraints = step_constraints("register_export_step")
