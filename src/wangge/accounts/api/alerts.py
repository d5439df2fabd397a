"""`/audit/alerts`: odd reading of personal data, for those who hold `audit.read`."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from wangge.accounts import labels
from wangge.accounts.api.named import NamedOut, out
from wangge.accounts.auth import SESSION, require
from wangge.core import audit
from wangge.core.audit.watch import AuditAlert, mark_seen
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.core.problems import invalid
from wangge.core.words import N_

router = Router(tags=["audit"], auth=SESSION)


class AlertOut(Schema):
    """`kind`: `many` readings in an hour or a day, by `night`, `outside` one's own area. `who`: `person:3` or
    `token:4`; `label`: as the log calls them. `count` readings from `first_at` to `last_at`; `seen_at` is null until
    somebody has looked into it, and again when it has grown since."""

    id: int
    kind: NamedOut
    day: date
    who: str
    label: str
    count: int
    first_at: datetime
    last_at: datetime
    seen_at: datetime | None
    seen_by: str
    note: str


class AlertPage(Schema):
    items: list[AlertOut]
    next: str | None


class SeenIn(Schema):
    note: str = Field(min_length=1, max_length=500)


@router.get("", response=AlertPage, summary="Odd reading")
def listed(
    request: HttpRequest,
    unseen: bool = False,
    cursor: str | None = None,
    limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST),
) -> AlertPage:
    """Newest first; `unseen` leaves out what somebody has looked into."""
    require(request, "audit.read")
    rows = AuditAlert.objects.filter(seen_at=None) if unseen else AuditAlert.objects.all()
    found = pages.page(rows, order=("-day", "-id"), cursor=cursor, limit=limit)
    return AlertPage(items=[_out(each) for each in found.items], next=found.next)


@router.put("/{number}", response=AlertOut, summary="Say what came of an alert")
def seen(request: HttpRequest, number: int, said: SeenIn) -> AlertOut:
    """That it was looked into, and what was found; an entry of the log itself."""
    actor = require(request, "audit.read")
    if not said.note.strip():
        raise invalid(note=N_("Say what you found"))
    alert = mark_seen(number, actor, said.note.strip())
    audit.record(actor, "audit.alert_seen", ("alert", number), said.note.strip(), address=address_of(request))
    return _out(alert)


def _out(alert: AuditAlert) -> AlertOut:
    return AlertOut(
        id=alert.pk,
        kind=out(labels.audited(labels.ALERTS, alert.kind)),
        day=alert.day,
        who=alert.who,
        label=alert.label,
        count=alert.count,
        first_at=alert.first_at,
        last_at=alert.last_at,
        seen_at=alert.seen_at,
        seen_by=alert.seen_by,
        note=alert.note,
    )
