"""Control rules.

GET  /control-rules    the rules there are, newest first
POST /control-rules    publish one for an area of mine
"""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from wangge.accounts.auth import ANY, actor_of
from wangge.core import versions
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import body
from wangge.core.http.pages import page
from wangge.events import control
from wangge.events.control import Draft
from wangge.events.models import ControlRule
from wangge.network.scope import within

router = Router(tags=["control rules"], auth=ANY)


class RuleOut(Schema):
    """A rule as published; `replaces` is the number of the rule it ended."""

    id: int
    item_code: str
    region_code: str
    starts_at: datetime
    ends_at: datetime
    daily_from: time | None
    daily_until: time | None
    reason: str
    basis: str
    by: str
    at: datetime
    replaces: int | None = None


class RulePage(Schema):
    items: list[RuleOut]
    next: str | None


@router.get("/control-rules", response=RulePage, summary="Control rules, newest first")
def listed(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> Any:
    rows = within(ControlRule.objects.all(), actor_of(request))
    found = page(rows, order=("-id",), cursor=cursor, limit=limit)
    return {"items": [_out(rule) for rule in found.items], "next": found.next}


@router.post("/control-rules", response={201: RuleOut}, summary="Publish one", openapi_extra=body(Draft))
def publish(request: HttpRequest) -> HttpResponse:
    draft = convert(read_json(request), Draft)
    rule = control.publish(draft, actor_of(request), versions.current()["catalogue"])
    return json_response(_out(rule), 201)


def _out(rule: ControlRule) -> dict[str, Any]:
    asked = {name: getattr(rule, name) for name in Draft.__struct_fields__ if name != "replaces"}
    return {"id": rule.pk, **asked, "by": rule.by, "at": rule.at, "replaces": rule.replaces_id}
