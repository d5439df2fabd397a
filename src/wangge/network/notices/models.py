"""A notice of a centre to the people of a region."""

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from wangge.core.scope import Scope


class Notice(models.Model):
    """Shown to anybody at every place under `region_code`, from the first day to the last, both included.

    The scope is that of those who write notices; what is being shown is public.
    """

    scope = Scope(power="notice.publish", region="region_code")

    title = models.CharField(max_length=60)
    body = models.CharField(max_length=2000)
    region_code = models.CharField(max_length=15, db_collation="C")
    from_day = models.DateField()
    to_day = models.DateField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(from_day__lte=F("to_day")), name="notice_days")]
        indexes = [
            models.Index(fields=["region_code", "-from_day", "-id"], name="notice_region"),
            models.Index(fields=["-from_day", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return self.title
