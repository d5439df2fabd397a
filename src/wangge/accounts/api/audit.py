"""`/audit`: the audit log, for those who hold `audit.read` and nobody else; reading it is an entry itself."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, gettext
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from wangge.accounts import extract, labels
from wangge.accounts.api.named import NamedOut, out
from wangge.accounts.auth import SESSION, require, require_fresh
from wangge.accounts.logbook import reading
from wangge.core import audit
from wangge.core.audit import AuditEntry, entries
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.core.http.openapi import file_answer
from wangge.core.problems import invalid
from wangge.core.words import N_

router = Router(tags=["audit"], auth=SESSION)
CSV = "text/csv; charset=utf-8"


class LineOut(Schema):
    label: str
    value: str


class EntryOut(Schema):
    """`place`: where the actor served then; `object_name`: the person, unit or token by name, where it is one;
    `lines`: the data as people read it."""

    id: int
    at: datetime
    actor_kind: NamedOut
    actor_label: str
    person: int | None
    posting: int | None
    role: str
    place: str
    token: int | None
    action: NamedOut
    object_kind: NamedOut | None
    object_no: str
    object_name: str
    reason: str
    address: str
    lines: list[LineOut]
    data: dict[str, Any]


class EntryPage(Schema):
    items: list[EntryOut]
    next: str | None


class AuditChoices(Schema):
    actions: list[NamedOut]
    object_kinds: list[NamedOut]


class Filters(Schema):
    action: str | None = None
    person: int | None = None
    object_kind: str | None = None
    object_no: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class ExportIn(Filters):
    reason: str = Field(min_length=2, max_length=500)


@router.get("", response=EntryPage, summary="The audit log")
def listed(
    request: HttpRequest,
    filters: Query[Filters],
    cursor: str | None = None,
    limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST),
) -> EntryPage:
    """Newest first; every filter narrows. Opening the log is an entry, going on to its next page is not."""
    actor = require(request, "audit.read")
    found = pages.page(entries(**filters.dict(exclude_none=True)), order=("-id",), cursor=cursor, limit=limit)
    if not cursor:
        audit.record(actor, "audit.read", address=address_of(request), filters=_told(filters))
    return EntryPage(items=_out(found.items), next=found.next)


@router.get("/choices", response=AuditChoices, summary="What the log may be narrowed to")
def choices(request: HttpRequest) -> AuditChoices:
    """Every action and every kind of object, labelled."""
    require(request, "audit.read")
    return AuditChoices(
        actions=[out(labels.audited(labels.AUDIT_ACTIONS, key)) for key in labels.AUDIT_ACTIONS],
        object_kinds=[out(labels.audited(labels.AUDIT_OBJECTS, key)) for key in labels.AUDIT_OBJECTS],
    )


@router.post("/exports", summary="Take the audit log out", openapi_extra=file_answer("text/csv"))
def export(request: HttpRequest, asked: ExportIn) -> HttpResponse:
    """A table of at most 50,000 entries, newest first, each with its link in the chain. The reason and the filters
    are an entry of the log."""
    require(request, "audit.read")
    actor = require_fresh(request)
    if len(asked.reason.strip()) < 2:
        raise invalid(reason=N_("Say what you need it for"))
    # As it was before this entry, and whatever is added while it is read.
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    found = entries(**asked.dict(exclude_none=True, exclude={"reason"})).filter(pk__lte=last)
    rows, cut = extract.rows(found)
    audit.record(
        actor, "audit.exported", reason=asked.reason.strip(), address=address_of(request), filters=_told(asked),
        rows=rows, cut=cut,
    )  # fmt: skip
    response = StreamingHttpResponse(extract.as_csv(found, get_language() or ""), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="wangge-audit-{last}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _told(filters: Filters) -> dict[str, Any]:
    return filters.model_dump(mode="json", exclude_none=True, exclude={"reason"})


def _out(found: list[AuditEntry]) -> list[EntryOut]:
    """Entries with every name in them: five queries at most."""
    names = reading(found)
    return [
        EntryOut(
            id=each.pk,
            at=each.at,
            actor_kind=out(labels.audited(labels.ACTORS, each.actor_kind)),
            actor_label=gettext(each.actor_label) if each.actor_kind == "job" else each.actor_label,
            person=each.person,
            posting=each.posting,
            role=names.role(each.posting),
            place=names.place(each.posting),
            token=each.token,
            action=out(labels.audited(labels.AUDIT_ACTIONS, each.action)),
            object_kind=out(labels.audited(labels.AUDIT_OBJECTS, each.object_kind))
            if each.object_kind
            else None,
            object_no=each.object_no,
            object_name=names.object(each),
            reason=each.reason,
            address=each.address,
            lines=[LineOut(label=label, value=value) for label, value in names.lines(each)],
            data=each.data,
        )
        for each in found
    ]
