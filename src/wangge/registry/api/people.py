"""People.

POST /registry/search                           find people
POST /registry/people                           enter somebody
GET  /registry/people/{number}                  everything about somebody, masked
PUT  /registry/people/{number}/facts/{key}      set the values of a group
POST /registry/people/{number}/move             to another home
POST /registry/people/{number}/leave            no longer here
POST /registry/people/{number}/reveal           one masked value, with a reason
POST /registry/people/{number}/copy             everything in the clear, for that person
GET  /registry/people/{number}/history          what was done
GET  /registry/people/{number}/readings         who looked
POST /registry/people/{number}/merge            another entry is the same person
POST /registry/merges/{number}/undo             it was not
"""

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of, require_fresh
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.limits import Limit
from wangge.core.http.openapi import answer, body
from wangge.core.http.writes import etag, idempotency_key
from wangge.registry.actions import copying, merging, people, revealing
from wangge.registry.actions.copying import Copy, CopyIn
from wangge.registry.actions.merging import MergeIn
from wangge.registry.actions.people import FactsIn, LeaveIn, MoveIn, PersonIn
from wangge.registry.actions.revealing import Revealed, RevealIn
from wangge.registry.looks import ReadingLine
from wangge.registry.models import Person
from wangge.registry.queries import people as queries
from wangge.registry.queries.people import FoundPerson, Line, PersonView, Search

router = Router(tags=["registry"])


class FoundPage(msgspec.Struct, frozen=True):
    items: list[FoundPerson]
    next: str | None


class HistoryPage(msgspec.Struct, frozen=True):
    items: list[Line]
    next: str | None


class ReadingPage(msgspec.Struct, frozen=True):
    items: list[ReadingLine]
    next: str | None


@router.post("/registry/search", summary="Find people", openapi_extra=body(Search) | answer(FoundPage))
def search(request: HttpRequest) -> HttpResponse:
    asked = convert(read_json(request), Search)
    found = queries.search(asked, actor_of(request), address_of(request))
    return json_response(FoundPage(found.items, found.next))


@router.post(
    "/registry/people", summary="Enter somebody", openapi_extra=body(PersonIn) | answer(PersonView, 201)
)
def collect(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    made = people.collect(convert(read_json(request), PersonIn), actor, idempotency_key(request))
    return _told(made.pk, request, 201)


@router.get("/registry/people/{number}", summary="A person, masked", openapi_extra=answer(PersonView))
def person(request: HttpRequest, number: int) -> HttpResponse:
    return _told(number, request)


@router.put(
    "/registry/people/{number}/facts/{key}",
    summary="Set what is known of a person",
    openapi_extra=body(FactsIn) | answer(PersonView),
)
def change(request: HttpRequest, number: int, key: str) -> HttpResponse:
    asked = convert(read_json(request), FactsIn)
    people.change(Person, number, key, asked, actor_of(request), idempotency_key(request))
    return _told(number, request)


@router.post(
    "/registry/people/{number}/move",
    summary="A person lives in another home",
    openapi_extra=body(MoveIn) | answer(PersonView),
)
def move(request: HttpRequest, number: int) -> HttpResponse:
    asked = convert(read_json(request), MoveIn)
    people.move(number, asked, actor_of(request), idempotency_key(request))
    return _told(number, request)


@router.post(
    "/registry/people/{number}/leave",
    summary="A person is no longer here",
    openapi_extra=body(LeaveIn) | answer(PersonView),
)
def leave(request: HttpRequest, number: int) -> HttpResponse:
    asked = convert(read_json(request), LeaveIn)
    people.leave(number, asked, actor_of(request), idempotency_key(request))
    return _told(number, request)


@router.post(
    "/registry/people/{number}/reveal",
    summary="One masked value of a person",
    openapi_extra=body(RevealIn) | answer(Revealed),
)
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    asked = convert(read_json(request), RevealIn)
    return json_response(revealing.reveal(Person, number, asked, require_fresh(request), address_of(request)))


@router.post(
    "/registry/people/{number}/copy",
    summary="A copy of all that is held about a person",
    openapi_extra=body(CopyIn) | answer(Copy),
)
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """For the person, who has a right to it; logged, and listed among the readings."""
    asked = convert(read_json(request), CopyIn)
    return json_response(copying.copy(number, asked, require_fresh(request), address_of(request)))


@router.get(
    "/registry/people/{number}/history",
    summary="What was done to a person",
    openapi_extra=answer(HistoryPage),
)
def history(
    request: HttpRequest, number: int, cursor: str | None = None, limit: Limit = pages.LIMIT
) -> HttpResponse:
    found = queries.history(number, actor_of(request), cursor, limit)
    return json_response(HistoryPage(found.items, found.next))


@router.get(
    "/registry/people/{number}/readings",
    summary="Who saw masked values of a person",
    openapi_extra=answer(ReadingPage),
)
def readings(
    request: HttpRequest, number: int, cursor: str | None = None, limit: Limit = pages.LIMIT
) -> HttpResponse:
    found = queries.readings(number, actor_of(request), cursor, limit)
    return json_response(ReadingPage(found.items, found.next))


@router.post(
    "/registry/people/{number}/merge",
    summary="Make two entries one",
    openapi_extra=body(MergeIn) | answer(PersonView),
)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    merging.merge(number, convert(read_json(request), MergeIn), actor_of(request))
    return _told(number, request)


@router.post("/registry/merges/{number}/undo", summary="Take a merge apart", openapi_extra=answer(PersonView))
def undo(request: HttpRequest, number: int) -> HttpResponse:
    made = merging.undo(number, actor_of(request))
    return _told(made.kept_id, request)


def _told(number: int, request: HttpRequest, status: int = 200) -> HttpResponse:
    found = queries.person(number, actor_of(request))
    return json_response(found, status, ETag=etag(found.version))
