"""`/audit`: the audit log, for those who hold `audit.read` and nobody else."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from wangge.accounts.auth import SESSION, require
from wangge.core.audit import entries
from wangge.core.http import pages

router = Router(tags=["audit"], auth=SESSION)


class EntryOut(Schema):
    id: int
    at: datetime
    actor_kind: str
    actor_label: str
    person: int | None
    posting: int | None
    token: int | None
    action: str
    object_kind: str
    object_no: str
    reason: str
    address: str
    data: dict[str, Any]


class EntryPage(Schema):
    items: list[EntryOut]
    next: str | None


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
    return EntryPage(items=[EntryOut.from_orm(each) for each in found.items], next=found.next)
