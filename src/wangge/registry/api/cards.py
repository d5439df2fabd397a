"""What a worker needs at the door: the card of a home, and the code of its plate.

GET /registry/homes/{number}/card         a home with everybody in it and their facts, masked
GET /registry/addresses/{number}          one node of the tree, the home that stands at it, and its code
GET /registry/addresses/{number}/code     the code as a picture for the plate
GET /registry/addresses/{number}/plates   the plates of a node, or of all of a kind below it, to be printed
"""

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of
from wangge.core.http import pages
from wangge.core.http.documents import json_response
from wangge.core.http.limits import Limit
from wangge.core.http.openapi import answer, file_answer
from wangge.core.http.writes import etag
from wangge.registry import plates
from wangge.registry.queries import cards
from wangge.registry.queries import plates as printed
from wangge.registry.queries.cards import Card
from wangge.registry.queries.homes import AddressView
from wangge.registry.queries.plates import PlateBatch

router = Router(tags=["registry"])

SVG = "image/svg+xml"


class PlateView(msgspec.Struct, frozen=True):
    """A node of the tree and the code of its door plate, as people type it."""

    address: AddressView
    code: str


@router.get("/registry/homes/{number}/card", summary="The card of a home", openapi_extra=answer(Card))
def card(request: HttpRequest, number: int) -> HttpResponse:
    """Everything a visit needs, masked, in one answer: also what a phone keeps for a planned visit."""
    found = cards.card(number, actor_of(request))
    return json_response(found, ETag=etag(found.version))


@router.get(
    "/registry/addresses/{number}", summary="One address and its code", openapi_extra=answer(PlateView)
)
def address(request: HttpRequest, number: int) -> HttpResponse:
    """What the code of a plate leads to. `dwelling` is told only in the caller's area."""
    return json_response(PlateView(cards.address(number, actor_of(request)), plates.code_of(number)))


@router.get(
    "/registry/addresses/{number}/code", summary="The code of a door plate", openapi_extra=file_answer(SVG)
)
def code(request: HttpRequest, number: int) -> HttpResponse:
    """A QR picture that says the number of the address and a check digit, and nothing about anybody."""
    found = cards.address(number, actor_of(request))
    response = HttpResponse(plates.picture(number, found.text), content_type=SVG)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@router.get(
    "/registry/addresses/{number}/plates", summary="Door plates to print", openapi_extra=answer(PlateBatch)
)
def batch(
    request: HttpRequest,
    number: int,
    kind: str = "",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    """Codes and addresses of one batch. Nothing is told of who lives there, nor whether anybody does."""
    return json_response(printed.batch(number, actor_of(request), kind=kind, cursor=cursor, limit=limit))
