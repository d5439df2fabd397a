"""Care entries over HTTP: for those who work on them; counts for whoever supervises.

GET  /care                              what I care for
POST /care                              open an entry
GET  /care/counts                       how many there are, by register
GET  /care/choices/{number}             what may be opened for a person of my area
GET  /care/{case_no}                    an entry, and what I may do
PUT  /care/{case_no}/fields             set the register's fields
POST /care/{case_no}/actions/{action}   take one action
POST /care/{case_no}/reveal             one masked value, with a reason
GET  /care/{case_no}/readings           who looked
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import SESSION, actor_of, require_fresh
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
from wangge.registry.care import actions, queries
from wangge.registry.care.actions import CareFieldsIn, CareIn, CareRevealed, CareRevealIn
from wangge.registry.care.views import CareChoices, CareCounts, CareEntryView, CareList, CareReadings

router = Router(tags=["care"], auth=SESSION)


@router.get("/care", summary="What I care for", openapi_extra=answer(CareList))
def mine(request: HttpRequest) -> HttpResponse:
    return json_response(queries.mine(actor_of(request), address_of(request)))


@router.post(
    "/care", summary="Open a care entry", openapi_extra=body(CareIn) | answer(ActionResult, 200, 201)
)
def open_entry(request: HttpRequest) -> HttpResponse:
    asked = convert(read_json(request), CareIn)
    result = actions.open_entry(asked, actor_of(request), key=idempotency_key(request))
    return opened(result)


@router.get("/care/counts", summary="Care entries by register", openapi_extra=answer(CareCounts))
def counts(request: HttpRequest, region: str = "") -> HttpResponse:
    return json_response(queries.counts(actor_of(request), region))


@router.get("/care/choices/{number}", summary="What care may be opened", openapi_extra=answer(CareChoices))
def choices(request: HttpRequest, number: int) -> HttpResponse:
    return json_response(queries.choices(number, actor_of(request)))


@router.get("/care/{case_no}", summary="A care entry", openapi_extra=answer(CareEntryView))
def one(request: HttpRequest, case_no: str) -> HttpResponse:
    found = queries.one(case_no, actor_of(request), address_of(request))
    return json_response(found, ETag=etag(found.version))


@router.put(
    "/care/{case_no}/fields",
    summary="Set what is held in a care entry",
    openapi_extra=body(CareFieldsIn) | answer(ActionResult),
)
def correct(request: HttpRequest, case_no: str) -> HttpResponse:
    asked = convert(read_json(request), CareFieldsIn)
    result = actions.correct(case_no, asked, actor_of(request), key=idempotency_key(request))
    return acted(result)


@router.post(
    "/care/{case_no}/actions/{action}",
    summary="Act on a care entry",
    openapi_extra=body(ActionRequest) | answer(ActionResult),
)
def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    asked = action_request(request)
    result = actions.act(
        case_no, action, actor_of(request), asked.data, asked.version, key=idempotency_key(request)
    )
    return acted(result)


@router.post(
    "/care/{case_no}/reveal",
    summary="One masked value of a care entry",
    openapi_extra=body(CareRevealIn) | answer(CareRevealed),
)
def reveal(request: HttpRequest, case_no: str) -> HttpResponse:
    asked = convert(read_json(request), CareRevealIn)
    return json_response(actions.reveal(case_no, asked, require_fresh(request), address_of(request)))


@router.get(
    "/care/{case_no}/readings", summary="Who looked at a care entry", openapi_extra=answer(CareReadings)
)
def readings(request: HttpRequest, case_no: str) -> HttpResponse:
    return json_response(queries.looked(case_no, actor_of(request)))
