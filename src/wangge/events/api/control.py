"""Control rules.

GET  /control-rules                 the rules there are, newest first
POST /control-rules                 publish one for an area of mine
PUT  /control-rules/{number}/end    end one early
"""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now as clock_now
from ninja import Field, Router, Schema

from wangge.accounts.api.named import NamedOut
from wangge.accounts.auth import ANY, actor_of
from wangge.catalogue import queries as catalogue
from wangge.core import versions
from wangge.core.actors import Actor
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import body
from wangge.core.http.pages import page
from wangge.events.labels import RULE_STATES, named
from wangge.events.loop import control
from wangge.events.loop.control import Draft
from wangge.events.models import ControlRule
from wangge.network import queries as network
from wangge.network.scope import within

router = Router(tags=["control rules"], auth=ANY)


class RuleOut(Schema):
    """A rule as published; `replaces` is the number of the rule it ended. `state`: `to_come`, `in_force`, `ended` or
    `replaced`; `may_end`: the caller may end it early."""

    id: int
    item_code: str
    item_name: str
    region_code: str
    region_name: str
    state: NamedOut
    starts_at: datetime
    ends_at: datetime
    daily_from: time | None
    daily_until: time | None
    reason: str
    basis: str
    by: str
    at: datetime
    replaces: int | None = None
    may_end: bool


class RulePage(Schema):
    items: list[RuleOut]
    next: str | None


class EndIn(Schema):
    reason: str = Field(max_length=300)


@router.get("/control-rules", response=RulePage, summary="Control rules, newest first")
def listed(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> Any:
    actor = actor_of(request)
    found = page(within(ControlRule.objects.all(), actor), order=("-id",), cursor=cursor, limit=limit)
    return {"items": _out(found.items, actor), "next": found.next}


@router.post("/control-rules", response={201: RuleOut}, summary="Publish one", openapi_extra=body(Draft))
def publish(request: HttpRequest) -> HttpResponse:
    draft, actor = convert(read_json(request), Draft), actor_of(request)
    rule = control.publish(draft, actor, versions.current()["catalogue"])
    return json_response(_out([rule], actor)[0], 201)


@router.put("/control-rules/{number}/end", response=RuleOut, summary="End a rule early")
def end(request: HttpRequest, number: int, why: EndIn) -> HttpResponse:
    """The answer is the rule published in its place, which has ended."""
    actor = actor_of(request)
    return json_response(_out([control.end(number, why.reason, actor)], actor)[0])


def _out(rules: list[ControlRule], actor: Actor) -> list[dict[str, Any]]:
    """Rules with every name in them: three queries."""
    now, number = clock_now(), versions.current()["catalogue"]
    replaced = set(
        ControlRule.objects.filter(replaces__in=[rule.pk for rule in rules]).values_list(
            "replaces", flat=True
        )
    )
    regions = network.names(rule.region_code for rule in rules)
    return [
        {name: getattr(rule, name) for name in Draft.__struct_fields__ if name != "replaces"}
        | {
            "id": rule.pk,
            "item_name": _item(rule.item_code, number),
            "region_name": regions.get(rule.region_code, ""),
            "state": named(RULE_STATES, state := _state(rule, rule.pk in replaced, now)),
            "by": rule.by,
            "at": rule.at,
            "replaces": rule.replaces_id,
            "may_end": state in ("to_come", "in_force")
            and actor.may("event.control")
            and actor.covers(rule.region_code),
        }
        for rule in rules
    ]


def _item(code: str, version: int) -> str:
    """What the item is called today; one that the catalogue no longer has keeps its code."""
    item = catalogue.find(code, version)
    return item.name if item else code


def _state(rule: ControlRule, replaced: bool, now: datetime) -> str:
    if replaced:
        return "replaced"
    if rule.ends_at <= now:
        return "ended"
    return "in_force" if rule.starts_at <= now else "to_come"
