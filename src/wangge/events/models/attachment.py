"""A file that belongs to an event: a photo, a recording, a document."""

from django.db import models
from django.utils.timezone import now

from wangge.core.scope import Closed
from wangge.events.models.event import Event


class Attachment(models.Model):
    """`file` is what others see: for photos, re-written without position or camera data. Its hash is in a step,
    so that an exchanged file is noticed. The reporter sees their own, and what is `for_reporter`: a result that
    whoever attached it wants them to see."""

    scope = Closed("fetched through its case, by whoever may read the case")

    event = models.ForeignKey(Event, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=12, db_collation="C")
    media_type = models.CharField(max_length=100, db_collation="C")
    name = models.CharField(max_length=120)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    file = models.FileField(max_length=200)
    by = models.CharField(max_length=80)
    from_reporter = models.BooleanField(default=False)
    for_reporter = models.BooleanField(default=False)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name
