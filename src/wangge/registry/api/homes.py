"""Definitions, addresses and homes.

GET  /registry/definitions                     what may be held, with forms
GET  /registry/addresses                       the tree, or nodes by words
POST /registry/addresses                       add a node
GET  /registry/homes                           homes of my area
POST /registry/homes                           open a home at an address
GET  /registry/homes/{number}                  the household page
PUT  /registry/homes/{number}/facts/{key}      set the values of a group
POST /registry/homes/{number}/unchanged        nothing has changed
POST /registry/homes/{number}/reveal           one masked value, with a reason
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
from wangge.registry.actions import addresses, people, revealing
from wangge.registry.actions.addresses import AddressIn
from wangge.registry.actions.people import FactsIn
from wangge.registry.actions.revealing import Revealed, RevealIn
from wangge.registry.models import Dwelling
from wangge.registry.queries import homes
from wangge.registry.queries.described import Described, described
from wangge.registry.queries.homes import AddressView, HomeLine, HomeView

router = Router(tags=["registry"])


class AddressPage(msgspec.Struct, frozen=True):
    items: list[AddressView]
    next: str | None


class HomePage(msgspec.Struct, frozen=True):
    items: list[HomeLine]
    next: str | None


class HomeIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """At which node of the tree."""

    address: int


class UnchangedIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The version of the home that was looked at."""

    version: int


@router.get("/registry/definitions", summary="What the register may hold", openapi_extra=answer(Described))
def definitions(request: HttpRequest) -> HttpResponse:
    return json_response(described(actor_of(request)))


@router.get("/registry/addresses", summary="Standard addresses", openapi_extra=answer(AddressPage))
def listed_addresses(
    request: HttpRequest,
    parent: int | None = None,
    region: str = "",
    q: str = "",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    found = homes.addresses(
        actor_of(request), parent=parent, region=region, words=q, cursor=cursor, limit=limit
    )
    return json_response(AddressPage(found.items, found.next))


@router.post(
    "/registry/addresses", summary="Add an address", openapi_extra=body(AddressIn) | answer(AddressView, 201)
)
def add_address(request: HttpRequest) -> HttpResponse:
    made = addresses.add_address(convert(read_json(request), AddressIn), actor_of(request))
    return json_response(homes.address_view(made, None), 201)


@router.get("/registry/homes", summary="Homes of my area", openapi_extra=answer(HomePage))
def listed_homes(
    request: HttpRequest,
    address: str = "",
    region: str = "",
    use: str = "",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    found = homes.homes(
        actor_of(request), address=address, region=region, use=use, cursor=cursor, limit=limit
    )
    return json_response(HomePage(found.items, found.next))


@router.post("/registry/homes", summary="Open a home", openapi_extra=body(HomeIn) | answer(HomeView, 201))
def open_home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    made = addresses.open_home(convert(read_json(request), HomeIn).address, actor)
    return json_response(homes.home(made.pk, actor), 201, ETag=etag(made.version))


@router.get("/registry/homes/{number}", summary="A home and everybody in it", openapi_extra=answer(HomeView))
def home(request: HttpRequest, number: int) -> HttpResponse:
    found = homes.home(number, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.put(
    "/registry/homes/{number}/facts/{key}",
    summary="Set what is known of a home",
    openapi_extra=body(FactsIn) | answer(HomeView),
)
def change(request: HttpRequest, number: int, key: str) -> HttpResponse:
    actor = actor_of(request)
    asked = convert(read_json(request), FactsIn)
    row = people.change(Dwelling, number, key, asked, actor, idempotency_key(request))
    return json_response(homes.home(number, actor), ETag=etag(row.version))


@router.post(
    "/registry/homes/{number}/unchanged",
    summary="Nothing has changed in a home",
    openapi_extra=body(UnchangedIn) | answer(HomeView),
)
def unchanged(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    asked = convert(read_json(request), UnchangedIn)
    row = people.unchanged(number, asked.version, actor, idempotency_key(request))
    return json_response(homes.home(number, actor), ETag=etag(row.version))


@router.post(
    "/registry/homes/{number}/reveal",
    summary="One masked value of a home",
    openapi_extra=body(RevealIn) | answer(Revealed),
)
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    asked = convert(read_json(request), RevealIn)
    return json_response(
        revealing.reveal(Dwelling, number, asked, require_fresh(request), address_of(request))
    )
