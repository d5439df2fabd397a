"""Overdue appeals.

POST /events/{case_no}/appeal               appeal, for the lead unit
GET  /appeals                               appeals I may see, newest first
GET  /appeals/{case_no}                     one, with what I may do
POST /appeals/{case_no}/actions/{action}    take one action
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import ANY, actor_of
from wangge.core.http.documents import json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.http.writes import (
    ActionRequest,
    ActionResult,
    acted,
    action_request,
    etag,
    idempotency_key,
    opened,
)
from wangge.events.appeals import actions, queries
from wangge.events.appeals.flow import Ask
from wangge.events.appeals.queries import AppealPage, AppealView

router = Router(tags=["appeals"], auth=ANY)


@router.post(
    "/events/{case_no}/appeal",
    summary="Appeal against an overdue mark",
    openapi_extra=body(Ask) | answer(ActionResult, 200, 201),
)
def appeal(request: HttpRequest, case_no: str) -> HttpResponse:
    result = actions.appeal(case_no, actor_of(request), read_json(request), key=idempotency_key(request))
    return opened(result)


@router.get("/appeals", summary="Appeals, newest first", openapi_extra=answer(AppealPage))
def listed(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> HttpResponse:
    return json_response(queries.listed(actor_of(request), cursor, limit))


@router.get("/appeals/{case_no}", summary="One appeal and what I may do", openapi_extra=answer(AppealView))
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/appeals/{case_no}/actions/{action}",
    summary="Act on an appeal",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return acted(result)
