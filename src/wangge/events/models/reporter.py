"""What a resident gave us of themselves: kept apart from the case, so that it can be deleted (PIPL §19, §47)."""

from django.db import models
from django.utils.timezone import now

from wangge.core.rows import Guard
from wangge.core.scope import Closed
from wangge.events.models.event import Event


class Contact(models.Model):
    """How to reach the reporter: sealed, shown masked, revealed with a reason, deleted when the case is done."""

    scope = Closed(
        "shown masked with its case; revealed one at a time, with a reason, by an action of its own"
    )
    sensitive = Guard(through="event", jobs=("events.forget",), letterbox=True)

    event = models.OneToOneField(Event, models.PROTECT, related_name="contact")
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"contact of {self.event_id}"


class Addition(models.Model):
    """Words a reporter added later. The step keeps their hash; these rows can be deleted."""

    scope = Closed("read through its case, by whoever may read the case")

    event = models.ForeignKey(Event, models.PROTECT, related_name="additions")
    sha256 = models.CharField(max_length=64, db_collation="C")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.text[:20]
