"""Impact assessments.

GET  /protection/assessments                                those that go on, or are over
POST /protection/assessments                                begin one
GET  /protection/assessments/{case_no}                      one, with what I may do
POST /protection/assessments/{case_no}/actions/{action}     take one action
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
from wangge.protection.assessments import actions, queries
from wangge.protection.assessments.actions import AssessmentIn
from wangge.protection.assessments.queries import AssessmentPage, AssessmentView

router = Router(tags=["protection"])


@router.get("/protection/assessments", summary="Impact assessments", openapi_extra=answer(AssessmentPage))
def listed(
    request: HttpRequest,
    which: Literal["open", "ended"] = "open",
    cursor: str | None = None,
    limit: Limit = LIMIT,
) -> HttpResponse:
    """Those that are written, decided on or in force; or those that are over."""
    return json_response(queries.listed(actor_of(request), which, cursor, limit))


@router.post(
    "/protection/assessments",
    summary="Begin an impact assessment",
    openapi_extra=body(AssessmentIn) | answer(ActionResult, 200, 201),
)
def begin(request: HttpRequest) -> HttpResponse:
    asked = convert(read_json(request), AssessmentIn)
    return opened(actions.begin(asked, actor_of(request), key=idempotency_key(request)))


@router.get(
    "/protection/assessments/{case_no}", summary="One impact assessment", openapi_extra=answer(AssessmentView)
)
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/protection/assessments/{case_no}/actions/{action}",
    summary="Act on an impact assessment",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    """Approving and giving back are for somebody who did not write it."""
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
