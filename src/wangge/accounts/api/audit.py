"""`/audit`: the audit log, for those who hold `audit.read` and nobody else."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from wangge.accounts import labels
from wangge.accounts.api.named import NamedOut, out
from wangge.accounts.auth import SESSION, require
from wangge.accounts.logbook import reading
from wangge.core.audit import AuditEntry, entries
from wangge.core.http import pages

router = Router(tags=["audit"], auth=SESSION)


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


@router.get("", response=EntryPage, summary="The audit log")
def listed(
    request: HttpRequest,
    filters: Query[Filters],
    cursor: str | None = None,
    limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST),
) -> EntryPage:
    """Newest first; every filter narrows."""
    require(request, "audit.read")
    found = pages.page(entries(**filters.dict(exclude_none=True)), order=("-id",), cursor=cursor, limit=limit)
    return EntryPage(items=_out(found.items), next=found.next)


@router.get("/choices", response=AuditChoices, summary="What the log may be narrowed to")
def choices(request: HttpRequest) -> AuditChoices:
    """Every action and every kind of object, labelled."""
    require(request, "audit.read")
    return AuditChoices(
        actions=[out(labels.audited(labels.AUDIT_ACTIONS, key)) for key in labels.AUDIT_ACTIONS],
        object_kinds=[out(labels.audited(labels.AUDIT_OBJECTS, key)) for key in labels.AUDIT_OBJECTS],
    )


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
