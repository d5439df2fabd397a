"""Control rules: an item may be muted in an area and time window, such as a licensed night market."""

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from wangge.core.scope import Open


class ControlRule(models.Model):
    """Muted: reports of `item_code` under `region_code` seen between `starts_at` and `ends_at`, and, when a
    daily window is set, only between `daily_from` and `daily_until` (local time, may pass midnight)."""

    append_only = True
    scope = Open("what is muted where, and on what basis, is told to everyone whose report it touches")

    item_code = models.CharField(max_length=12, db_collation="C")
    region_code = models.CharField(max_length=15, db_collation="C")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    daily_from = models.TimeField(null=True)
    daily_until = models.TimeField(null=True)
    reason = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="control_window"),
            models.CheckConstraint(
                condition=Q(daily_from__isnull=True, daily_until__isnull=True)
                | Q(daily_from__isnull=False, daily_until__isnull=False),
                name="control_daily",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code} in {self.region_code}"
