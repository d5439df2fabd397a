"""Organisations and small places.

GET  /registry/organisations                          places of my area
POST /registry/organisations                          enter one
GET  /registry/organisations/{number}                 one, masked
PUT  /registry/organisations/{number}                 describe it anew
PUT  /registry/organisations/{number}/facts/{key}     set the values of a group
POST /registry/organisations/{number}/close           no longer there
POST /registry/organisations/{number}/reveal          one masked value, with a reason
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
from wangge.registry.actions import people, places, revealing
from wangge.registry.actions.people import FactsIn
from wangge.registry.actions.places import CloseIn, OrganisationIn
from wangge.registry.actions.revealing import Revealed, RevealIn
from wangge.registry.models import Organisation
from wangge.registry.queries import places as queries
from wangge.registry.queries.places import OrganisationLine, OrganisationView

router = Router(tags=["registry"])


class OrganisationPage(msgspec.Struct, frozen=True):
    items: list[OrganisationLine]
    next: str | None


@router.get(
    "/registry/organisations",
    summary="Organisations and small places of my area",
    openapi_extra=answer(OrganisationPage),
)
def listed(
    request: HttpRequest,
    q: str = "",
    kind: str = "",
    region: str = "",
    closed: bool = False,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    found = queries.organisations(
        actor_of(request), q=q, kind=kind, region=region, closed=closed, cursor=cursor, limit=limit
    )
    return json_response(OrganisationPage(found.items, found.next))


@router.post(
    "/registry/organisations",
    summary="Enter an organisation",
    openapi_extra=body(OrganisationIn) | answer(OrganisationView, 201),
)
def add(request: HttpRequest) -> HttpResponse:
    made = places.add_organisation(convert(read_json(request), OrganisationIn), actor_of(request))
    return _told(made.pk, request, 201)


@router.get(
    "/registry/organisations/{number}", summary="An organisation", openapi_extra=answer(OrganisationView)
)
def one(request: HttpRequest, number: int) -> HttpResponse:
    return _told(number, request)


@router.put(
    "/registry/organisations/{number}",
    summary="Describe an organisation anew",
    openapi_extra=body(OrganisationIn) | answer(OrganisationView),
)
def describe(request: HttpRequest, number: int) -> HttpResponse:
    places.change_organisation(number, convert(read_json(request), OrganisationIn), actor_of(request))
    return _told(number, request)


@router.put(
    "/registry/organisations/{number}/facts/{key}",
    summary="Set what is known of an organisation",
    openapi_extra=body(FactsIn) | answer(OrganisationView),
)
def change(request: HttpRequest, number: int, key: str) -> HttpResponse:
    asked = convert(read_json(request), FactsIn)
    people.change(Organisation, number, key, asked, actor_of(request), idempotency_key(request))
    return _told(number, request)


@router.post(
    "/registry/organisations/{number}/close",
    summary="An organisation is no longer there",
    openapi_extra=body(CloseIn) | answer(OrganisationView),
)
def close(request: HttpRequest, number: int) -> HttpResponse:
    places.close_organisation(number, convert(read_json(request), CloseIn), actor_of(request))
    return _told(number, request)


@router.post(
    "/registry/organisations/{number}/reveal",
    summary="One masked value of an organisation",
    openapi_extra=body(RevealIn) | answer(Revealed),
)
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    asked = convert(read_json(request), RevealIn)
    return json_response(
        revealing.reveal(Organisation, number, asked, require_fresh(request), address_of(request))
    )


def _told(number: int, request: HttpRequest, status: int = 200) -> HttpResponse:
    found = queries.organisation(number, actor_of(request))
    return json_response(found, status, ETag=etag(found.version))
