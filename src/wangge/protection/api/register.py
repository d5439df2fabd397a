"""The register of processing.

GET /protection/activities            every activity, with what it needs
GET /protection/activities/{key}      one of them whole
PUT /protection/activities/{key}      what the city adds to it
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.http.writes import etag
from wangge.protection.register import notes, queries
from wangge.protection.register.notes import NoteIn
from wangge.protection.register.queries import ActivityList, ActivityView

router = Router(tags=["protection"])


@router.get(
    "/protection/activities", summary="The register of processing", openapi_extra=answer(ActivityList)
)
def listed(request: HttpRequest) -> HttpResponse:
    return json_response(queries.listed(actor_of(request)))


@router.get(
    "/protection/activities/{key}", summary="One activity of processing", openapi_extra=answer(ActivityView)
)
def one(request: HttpRequest, key: str) -> HttpResponse:
    found = queries.one(key, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.put(
    "/protection/activities/{key}",
    summary="Say what the definitions cannot",
    openapi_extra=body(NoteIn) | answer(ActivityView),
)
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Who is in charge, to whom it is entrusted or given, where it is stored. All of it each time."""
    actor = actor_of(request)
    notes.write(key, convert(read_json(request), NoteIn), actor, address_of(request))
    found = queries.one(key, actor)
    return json_response(found, ETag=etag(found.version))
