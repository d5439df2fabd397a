"""Who did what to what, from where and why; written once, never changed.

What happens to a case is in its steps (`core.flow`). Here stands what is no step of a case: logging in and
failing to, tokens given and taken, looking at something that is masked, an administrator's changes. Kept six
months at least (domain.md §6); the application's database role can add to it and read it, nothing else.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.timezone import now

from wangge.core.actors import Actor
from wangge.core.scope import Closed


class AuditEntry(models.Model):
    """One thing done. Numbers, not foreign keys: an entry outlives what it speaks of."""

    append_only = True
    scope = Closed("read whole, by audit administrators only, at a route of its own")

    at = models.DateTimeField(default=now)
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    posting = models.BigIntegerField(null=True)
    token = models.BigIntegerField(null=True)
    action = models.CharField(max_length=40, db_collation="C")
    object_kind = models.CharField(max_length=40, default="", blank=True, db_collation="C")
    object_no = models.CharField(max_length=80, default="", blank=True, db_collation="C")
    reason = models.CharField(max_length=500, default="", blank=True)
    address = models.CharField(max_length=45, default="", blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "core"
        indexes = [
            models.Index(fields=["object_kind", "object_no", "id"], name="audit_object"),
            models.Index(fields=["person", "id"], name="audit_person"),
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.action} {self.object_kind} {self.object_no}".rstrip()


def record(
    actor: Actor,
    action: str,
    obj: tuple[str, str | int] = ("", ""),
    reason: str = "",
    *,
    address: str = "",
    **data: Any,
) -> AuditEntry:
    """Add one entry, in the caller's transaction: `obj` is (kind, number), as `("case", "WG2026…")`.

    `data` is what a reader needs to understand the entry: short, JSON, and nothing that would itself have to
    be hidden from an audit administrator (no password, secret, phone number or text of a report). A `region`
    that lies outside the actor's area is marked: `outside_area`.
    """
    kind, number = obj
    region = data.get("region", "")
    if region and actor.region and not (region.startswith(actor.region) or actor.region.startswith(region)):
        data["outside_area"] = True
    return AuditEntry.objects.create(
        actor_kind=actor.kind.value,
        actor_label=actor.label[:80],
        person=actor.person,
        posting=actor.posting,
        token=actor.token,
        action=action,
        object_kind=kind,
        object_no=str(number),
        reason=reason[:500],
        address=address,
        data=data,
    )


def entries(
    *, since: datetime | None = None, until: datetime | None = None, **equal: str | int
) -> models.QuerySet[AuditEntry]:
    """The entries from `since` (included) to `until` (not), whose columns equal those given."""
    found = AuditEntry.objects.filter(**equal)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return found
