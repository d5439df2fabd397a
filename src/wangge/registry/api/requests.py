"""Requests of those the register is about, and the codes they look in with; for workers and operators.

GET    /registry/people/{number}/access                 the codes somebody was given
POST   /registry/people/{number}/access                 give somebody a code; it is told once
DELETE /registry/people/{number}/access                 take it back
POST   /registry/people/{number}/requests               somebody asks, in person
GET    /registry/requests                               requests, newest first
GET    /registry/requests/{case_no}                     one, with what may be done
POST   /registry/requests/{case_no}/actions/{action}    take one action
"""

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.http.pages import LIMIT
from wangge.core.http.writes import (
    ActionRequest,
    ActionResult,
    acted,
    action_request,
    etag,
    idempotency_key,
    opened,
)
from wangge.core.named import Named
from wangge.registry import definitions
from wangge.registry.door import SEE, require
from wangge.registry.requests import access, actions, queries, rights
from wangge.registry.requests.access import Accesses, AccessIn, Given
from wangge.registry.requests.actions import AskIn
from wangge.registry.requests.queries import RightsPage, RightsView

router = Router(tags=["requests"])


class RightKind(msgspec.Struct, frozen=True):
    """A kind of request; `whole`: it may be about everything, else a group of facts is named."""

    key: str
    label: str
    law: str
    whole: bool


class RightsDescribed(msgspec.Struct, frozen=True):
    """What may be asked for, and the groups of facts it may be about."""

    kinds: list[RightKind]
    groups: list[Named]


@router.get(
    "/registry/people/{number}/access",
    summary="The codes somebody was given to look with",
    openapi_extra=answer(Accesses),
)
def given(request: HttpRequest, number: int) -> HttpResponse:
    return json_response(access.given(number, actor_of(request)))


@router.post(
    "/registry/people/{number}/access",
    summary="Give somebody a code to look with",
    openapi_extra=body(AccessIn) | answer(Given, 201),
)
def give(request: HttpRequest, number: int) -> HttpResponse:
    """The code is told this once. It takes the place of those given before."""
    asked = convert(read_json(request), AccessIn)
    return json_response(access.give(number, asked, actor_of(request), address_of(request)), 201)


@router.delete(
    "/registry/people/{number}/access",
    summary="Take back the code somebody looks with",
    openapi_extra=answer(Accesses),
)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    access.take_back(number, actor, address_of(request))
    return json_response(access.given(number, actor))


@router.get(
    "/registry/rights",
    summary="What somebody may ask for of what is held about them",
    openapi_extra=answer(RightsDescribed),
)
def described(request: HttpRequest) -> HttpResponse:
    require(actor_of(request), SEE)
    kinds = [RightKind(each.key, each.label, each.law, each.about == "all") for each in rights.source().kinds]
    groups = [each.named() for each in definitions.groups("person").values()]
    return json_response(RightsDescribed(kinds, groups))


@router.post(
    "/registry/people/{number}/requests",
    summary="Take somebody's request about what is held",
    openapi_extra=body(AskIn) | answer(ActionResult, 200, 201),
)
def ask(request: HttpRequest, number: int) -> HttpResponse:
    asked = convert(read_json(request), AskIn)
    result = actions.ask(number, asked, actor_of(request), key=idempotency_key(request))
    return opened(result)


@router.get("/registry/requests", summary="Requests, newest first", openapi_extra=answer(RightsPage))
def listed(
    request: HttpRequest, ended: bool = False, cursor: str | None = None, limit: int = LIMIT
) -> HttpResponse:
    """Those that are open; with `ended`, those that are not."""
    return json_response(queries.listed(actor_of(request), ended, cursor, limit))


@router.get(
    "/registry/requests/{case_no}",
    summary="One request and what I may do",
    openapi_extra=answer(RightsView),
)
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/registry/requests/{case_no}/actions/{action}",
    summary="Act on a request",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return acted(result)
