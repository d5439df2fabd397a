"""Patrols and visits.

GET    /patrols                               those in my area, newest first
POST   /patrols                               plan one
GET    /patrols/{case_no}                     one, with what I may do
POST   /patrols/{case_no}/actions/{action}    take one action
POST   /patrols/{case_no}/findings            file what was found
POST   /patrols/{case_no}/track               points of the track, where the worker has one kept
GET    /patrols/{case_no}/track               the track; whoever is not the worker says why
DELETE /patrols/{case_no}/track               the worker deletes it
"""

from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from wangge.accounts.auth import ANY, actor_of
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
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
from wangge.events.api.hot import Receipt, receipt_of
from wangge.events.intake.reports import Report
from wangge.events.patrols import actions, queries, track
from wangge.events.patrols.actions import Plan
from wangge.events.patrols.queries import PatrolPage, PatrolView
from wangge.events.patrols.track import Points, Track

router = Router(tags=["patrols"], auth=ANY)


class Kept(msgspec.Struct, frozen=True):
    """How many points are new: the same minute is kept once."""

    kept: int


@router.get(
    "/patrols", summary="Patrols and visits in my area, newest first", openapi_extra=answer(PatrolPage)
)
def listed(
    request: HttpRequest,
    kind: Literal["", "patrol", "visit"] = "",
    cursor: str | None = None,
    limit: int = 50,
) -> HttpResponse:
    return json_response(queries.listed(actor_of(request), cursor, limit, kind))


@router.post(
    "/patrols", summary="Plan a patrol or visit", openapi_extra=body(Plan) | answer(ActionResult, 200, 201)
)
def plan(request: HttpRequest) -> HttpResponse:
    result = actions.plan(convert(read_json(request), Plan), actor_of(request), key=idempotency_key(request))
    return opened(result)


@router.get(
    "/patrols/{case_no}", summary="One patrol or visit and what I may do", openapi_extra=answer(PatrolView)
)
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.post(
    "/patrols/{case_no}/actions/{action}",
    summary="Act on a patrol or visit",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return acted(result)


@router.post(
    "/patrols/{case_no}/findings",
    summary="File what was found",
    openapi_extra=body(Report) | answer(Receipt, 200, 201),
)
def find(request: HttpRequest, case_no: str) -> HttpResponse:
    filed: Any = actions.find(
        case_no, convert(read_json(request), Report), actor_of(request), key=idempotency_key(request)
    )
    return json_response(receipt_of(filed), 200 if filed.replayed else 201)


@router.post(
    "/patrols/{case_no}/track", summary="Points of the track", openapi_extra=body(Points) | answer(Kept)
)
def add_points(request: HttpRequest, case_no: str) -> HttpResponse:
    """Taken while the patrol is walked by a worker who switched the track on; kept to 100 m and a minute."""
    sent = convert(read_json(request), Points)
    return json_response(Kept(track.add(case_no, sent, actor_of(request))))


@router.get("/patrols/{case_no}/track", summary="The track of a patrol", openapi_extra=answer(Track))
def read_track(request: HttpRequest, case_no: str, why: str = "") -> HttpResponse:
    """The worker sees it with everybody who looked; whoever plans there says why, which is logged and told."""
    return json_response(track.read(case_no, actor_of(request), why, address_of(request)))


@router.delete("/patrols/{case_no}/track", response={204: None}, summary="Delete my track")
def delete_track(request: HttpRequest, case_no: str) -> Status[None]:
    track.forget(case_no, actor_of(request))
    return Status(204, None)
