"""What is due, and what was deleted.

GET /protection/summary       what is due, what is missing, what the last night did
GET /protection/requests      the statutory clocks of requests, without whose they are
GET /protection/retention     every rule of deletion, and when it last looked
GET /protection/deletions     what was deleted, by night
"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of
from wangge.core.http.documents import json_response
from wangge.core.http.openapi import answer
from wangge.protection import deletions, summary
from wangge.protection.deletions import NightList, RuleList
from wangge.protection.summary import RequestClocks, Summary

router = Router(tags=["protection"])


@router.get("/protection/summary", summary="What the desk has to see to", openapi_extra=answer(Summary))
def head(request: HttpRequest) -> HttpResponse:
    return json_response(summary.summary(actor_of(request)))


@router.get(
    "/protection/requests",
    summary="The clocks of requests of those concerned",
    openapi_extra=answer(RequestClocks),
)
def requests(request: HttpRequest) -> HttpResponse:
    """Number, kind and time of each; not whose it is."""
    return json_response(summary.request_clocks(actor_of(request)))


@router.get("/protection/retention", summary="What is deleted when", openapi_extra=answer(RuleList))
def retention(request: HttpRequest) -> HttpResponse:
    return json_response(deletions.retention(actor_of(request)))


@router.get("/protection/deletions", summary="What was deleted, by night", openapi_extra=answer(NightList))
def nights(request: HttpRequest, until: date | None = None, limit: int = deletions.NIGHTS) -> HttpResponse:
    """The newest first; go on with `next` as `until`."""
    return json_response(deletions.nights(actor_of(request), until, limit))
