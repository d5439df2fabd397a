"""The record of breaches.

GET  /protection/breach-choices                         what one may be recorded with
GET  /protection/breaches                               those that are open, or over
POST /protection/breaches                               record one
GET  /protection/breaches/{case_no}                     one, with what I may do
POST /protection/breaches/{case_no}/actions/{action}    take one action
"""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.limits import Limit
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
from wangge.protection.breaches import actions, queries
from wangge.protection.breaches.actions import BreachIn
from wangge.protection.breaches.queries import BreachChoices, BreachPage, BreachView

router = Router(tags=["protection"])


@router.get(
    "/protection/breach-choices",
    summary="What a breach may be recorded with",
    openapi_extra=answer(BreachChoices),
)
def choices(request: HttpRequest) -> HttpResponse:
    return json_response(queries.choices(actor_of(request)))


@router.get(
    "/protection/breaches", summary="Breaches of personal information", openapi_extra=answer(BreachPage)
)
def listed(
    request: HttpRequest,
    which: Literal["open", "ended"] = "open",
    cursor: str | None = None,
    limit: Limit = LIMIT,
) -> HttpResponse:
    """Those that are open, or those that are over."""
    return json_response(queries.listed(actor_of(request), which, cursor, limit))


@router.post(
    "/protection/breaches",
    summary="Record a breach",
    openapi_extra=body(BreachIn) | answer(ActionResult, 200, 201),
)
def record(request: HttpRequest) -> HttpResponse:
    asked = convert(read_json(request), BreachIn)
    return opened(
        actions.record(asked, actor_of(request), key=idempotency_key(request), address=address_of(request))
    )


@router.get("/protection/breaches/{case_no}", summary="One breach", openapi_extra=answer(BreachView))
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/protection/breaches/{case_no}/actions/{action}",
    summary="Act on a breach",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no,
        action,
        actor_of(request),
        asked.data,
        asked.version,
        key=idempotency_key(request),
        address=address_of(request),
    )
    return acted(result)
