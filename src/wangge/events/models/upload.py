"""A file on its way here in pieces."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from wangge.core.scope import Closed
from wangge.events.models.attachment import Attachment


class Upload(models.Model):
    """`have` of `size` bytes are on the disk; whole when they are equal and the digest is right. `owner` is who
    began it (`person:7`, `token:3`, `case:2026…`), and nobody else may go on or use it. `attachment` is what it
    became, so that asking again gives the same answer."""

    scope = Closed("reached by its own random number, by whoever began it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=120)
    size = models.IntegerField()
    have = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, db_collation="C")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(have__gte=0, have__lte=F("size")), name="upload_have"),
            models.UniqueConstraint(
                fields=["owner", "sha256"], condition=Q(attachment=None), name="upload_once"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="upload_at")]

    def __str__(self) -> str:
        return f"{self.name}: {self.have} of {self.size}"
