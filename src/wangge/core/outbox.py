"""The outbox: what others must hear is written in the transaction that did it, and delivered afterwards.

Delivery is at least once and in order of writing per run; a handler must be safe to repeat. A handler that
fails is tried again later and later, and what is stuck can be counted.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils.timezone import now

from wangge.core import deletions
from wangge.core.scope import Closed
from wangge.core.words import N_

log = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any]], None]
KEEP = timedelta(days=7)
DELIVERED = deletions.rule(
    "core.messages",
    "events.forget",
    N_("Messages between parts of the platform"),
    N_("it was delivered"),
    KEEP,
)
LONGEST_WAIT = timedelta(hours=6)


class Outbox(models.Model):
    """One message. `next_at` moves on with every failed attempt; `done_at` is set once all handlers ran."""

    scope = Closed("the platform's own mail; consumers read it, people do not")

    topic = models.CharField(max_length=60, db_collation="C")
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)
    next_at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    error = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(fields=["next_at", "id"], condition=models.Q(done_at=None), name="outbox_waiting"),
            models.Index(fields=["done_at"], condition=models.Q(done_at__isnull=False), name="outbox_done"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


def post(topic: str, **payload: Any) -> None:
    """Write one message; call inside the transaction it belongs to."""
    Outbox.objects.create(topic=topic, payload=payload)


def drain(handlers: Mapping[str, tuple[Handler, ...]], limit: int = 200) -> int:
    """Deliver up to `limit` waiting messages, each in a transaction of its own; the number delivered.

    Several drains may run at once: rows are taken with SKIP LOCKED. Topics nobody listens to are done at once.
    """
    delivered = 0
    for _ in range(limit):
        with transaction.atomic():
            message = (
                Outbox.objects.select_for_update(skip_locked=True)
                .filter(done_at=None, next_at__lte=now())
                .order_by("next_at", "id")
                .first()
            )
            if message is None:
                break
            try:
                with transaction.atomic():
                    for handler in handlers.get(message.topic, ()):
                        handler(message.payload)
            except Exception as error:
                log.exception("outbox %s failed", message)
                message.attempts += 1
                wait = timedelta(seconds=2 ** min(message.attempts, 15))
                message.next_at = now() + min(wait, LONGEST_WAIT)
                message.error = storable(f"{type(error).__name__}: {error}")[:500]
                message.save(update_fields=["attempts", "next_at", "error"])
                continue
            message.done_at = now()
            message.save(update_fields=["done_at"])
            delivered += 1
    return delivered


def storable(text: str) -> str:
    """Text as a column can hold it: what another system answered may be quoted in an error, whatever it was.
    A complaint that cannot be stored would leave its message first in line for ever."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def purge() -> int:
    """Delete what was delivered more than `KEEP` ago; the number of rows."""
    with transaction.atomic():
        rows, _ = Outbox.objects.filter(done_at__lt=now() - KEEP).delete()
        return deletions.deleted(DELIVERED, rows)


def stuck(attempts: int = 5) -> int:
    """How many messages failed this often and still wait."""
    return Outbox.objects.filter(done_at=None, attempts__gte=attempts).count()
