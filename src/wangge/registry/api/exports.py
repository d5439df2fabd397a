"""Lists that leave the register.

GET  /registry/export-purposes                         what may be asked for, and which fields each purpose has
GET  /registry/exports                                 my lists, or those that wait for me to decide
POST /registry/exports                                 ask for one
GET  /registry/exports/{case_no}                       one, with what I may do
POST /registry/exports/{case_no}/actions/{action}      approve, refuse, withdraw
POST /registry/exports/{case_no}/file                  fetch it
"""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of, require_fresh
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
from wangge.registry.exports import actions, queries
from wangge.registry.exports.actions import ExportIn, FileIn
from wangge.registry.exports.queries import ExportPage, ExportPurposes, ExportView

router = Router(tags=["exports"])

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILE = {
    "responses": {
        200: {
            "description": "The file",
            "content": {
                kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for kind in TYPES.values()
            },
        }
    }
}


@router.get(
    "/registry/export-purposes",
    summary="What lists may be asked for",
    openapi_extra=answer(ExportPurposes),
)
def purposes(request: HttpRequest) -> HttpResponse:
    return json_response(queries.choices(actor_of(request)))


@router.get("/registry/exports", summary="Lists out of the register", openapi_extra=answer(ExportPage))
def listed(
    request: HttpRequest,
    which: Literal["mine", "waiting"] = "mine",
    cursor: str | None = None,
    limit: Limit = LIMIT,
) -> HttpResponse:
    return json_response(queries.listed(actor_of(request), which, cursor, limit))


@router.post(
    "/registry/exports",
    summary="Ask for a list out of the register",
    openapi_extra=body(ExportIn) | answer(ActionResult, 200, 201),
)
def ask(request: HttpRequest) -> HttpResponse:
    asked = convert(read_json(request), ExportIn)
    result = actions.ask(asked, actor_of(request), key=idempotency_key(request), address=address_of(request))
    return opened(result)


@router.get(
    "/registry/exports/{case_no}", summary="A list out of the register", openapi_extra=answer(ExportView)
)
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/registry/exports/{case_no}/actions/{action}",
    summary="Decide on a list out of the register, or withdraw it",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    """Approving hands values out, so it asks for a fresh proof."""
    actor = require_fresh(request) if action == "approve" else actor_of(request)
    asked = action_request(request)
    result = actions.act(
        case_no,
        action,
        actor,
        asked.data,
        asked.version,
        key=idempotency_key(request),
        address=address_of(request),
    )
    return acted(result)


@router.post(
    "/registry/exports/{case_no}/file",
    summary="Fetch a list out of the register",
    openapi_extra=body(FileIn) | FILE,
)
def fetch(request: HttpRequest, case_no: str) -> HttpResponse:
    """For whoever asked for it alone. Each time counts; the same Idempotency-Key again does not."""
    asked = convert(read_json(request), FileIn)
    name, content = actions.fetch(
        case_no, asked, require_fresh(request), key=idempotency_key(request), address=address_of(request)
    )
    answered = HttpResponse(content, content_type=TYPES[asked.format])
    answered["Content-Disposition"] = f'attachment; filename="{name}"'
    answered["Cache-Control"] = "no-store"
    return answered
