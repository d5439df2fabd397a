"""Patrols.

GET  /patrols                               patrols in my area, newest first
POST /patrols                               plan one
GET  /patrols/{case_no}                     one, with what I may do
POST /patrols/{case_no}/actions/{action}    take one action
POST /patrols/{case_no}/findings            file what was found
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import ANY, actor_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import body
from wangge.core.http.writes import ActionRequest, action_request, action_result, etag, idempotency_key
from wangge.events.api.hot import receipt_of
from wangge.events.intake import Report
from wangge.events.patrols import actions, queries
from wangge.events.patrols.actions import Plan

router = Router(tags=["patrols"], auth=ANY)


@router.get("/patrols", summary="Patrols in my area, newest first")
def listed(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> HttpResponse:
    return json_response(queries.listed(actor_of(request), cursor, limit))


@router.post("/patrols", summary="Plan a patrol", openapi_extra=body(Plan))
def plan(request: HttpRequest) -> HttpResponse:
    result = actions.plan(convert(read_json(request), Plan), actor_of(request), key=idempotency_key(request))
    return json_response(action_result(result), 200 if result.replayed else 201)


@router.get("/patrols/{case_no}", summary="One patrol and what I may do")
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/patrols/{case_no}/actions/{action}", summary="Act on a patrol", openapi_extra=body(ActionRequest)
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return json_response(action_result(result), ETag=etag(result.record.seq))


@router.post("/patrols/{case_no}/findings", summary="File what was found", openapi_extra=body(Report))
def find(request: HttpRequest, case_no: str) -> HttpResponse:
    filed: Any = actions.find(
        case_no, convert(read_json(request), Report), actor_of(request), key=idempotency_key(request)
    )
    return json_response(receipt_of(filed), 200 if filed.replayed else 201)
