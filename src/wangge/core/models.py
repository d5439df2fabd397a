"""The platform's own tables: settings published in versions, the outbox, the audit log, what was deleted."""

from django.db import models
from django.utils.timezone import now

from wangge.core.audit import AuditEntry
from wangge.core.audit.chain import AuditLink
from wangge.core.audit.watch import AuditAlert
from wangge.core.deletions import Deletion
from wangge.core.outbox import Outbox
from wangge.core.rates import RateCount
from wangge.core.scope import Open

__all__ = [
    "AuditAlert",
    "AuditEntry",
    "AuditLink",
    "CalendarDay",
    "Deletion",
    "FlowEdition",
    "Outbox",
    "RateCount",
]


class FlowEdition(models.Model):
    """One published version of what administrators may set in a flow (`flow.edition`)."""

    append_only = True
    scope = Open("how a loop is set up is no secret to anyone who works in it")

    flow = models.CharField(max_length=40, db_collation="C")
    number = models.IntegerField()
    edition = models.JSONField()
    note = models.CharField(max_length=200, default="", blank=True)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow", "number"], name="flow_edition_number")]

    def __str__(self) -> str:
        return f"{self.flow} v{self.number}"


class CalendarDay(models.Model):
    """A day an administrator settled, against the published calendar. The latest word on a day counts."""

    append_only = True
    scope = Open("which days are working days is public")

    day = models.DateField()
    working = models.BooleanField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["day", "id"], name="calendar_day")]

    def __str__(self) -> str:
        return f"{self.day} {'working' if self.working else 'off'}"
