"""For the round: homes to call on, and components.

GET  /registry/visits                 homes that somebody should call on, and why
GET  /registry/components             components of my area
POST /registry/components             enter one
GET  /registry/components/{number}    one
PUT  /registry/components/{number}    describe it anew
"""

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import actor_of
from wangge.core.http import pages
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.limits import Limit
from wangge.core.http.openapi import answer, body
from wangge.core.http.writes import etag
from wangge.registry.actions import components as actions
from wangge.registry.actions.components import ComponentIn
from wangge.registry.queries import components, visits
from wangge.registry.queries.components import ComponentView
from wangge.registry.queries.visits import NeededVisits

router = Router(tags=["registry"])


class ComponentPage(msgspec.Struct, frozen=True):
    items: list[ComponentView]
    next: str | None


@router.get("/registry/visits", summary="Homes to call on, by need", openapi_extra=answer(NeededVisits))
def needed(request: HttpRequest, region: str = "") -> HttpResponse:
    return json_response(visits.needed(actor_of(request), region))


@router.get("/registry/components", summary="Components of my area", openapi_extra=answer(ComponentPage))
def listed(
    request: HttpRequest,
    code: str = "",
    region: str = "",
    state: str = "",
    cursor: str | None = None,
    limit: Limit = pages.LIMIT,
) -> HttpResponse:
    found = components.components(
        actor_of(request), code=code, region=region, state=state, cursor=cursor, limit=limit
    )
    return json_response(ComponentPage(found.items, found.next))


@router.post(
    "/registry/components",
    summary="Enter a component",
    openapi_extra=body(ComponentIn) | answer(ComponentView, 201),
)
def add(request: HttpRequest) -> HttpResponse:
    made = actions.add_component(convert(read_json(request), ComponentIn), actor_of(request))
    return _told(made.pk, request, 201)


@router.get("/registry/components/{number}", summary="A component", openapi_extra=answer(ComponentView))
def one(request: HttpRequest, number: int) -> HttpResponse:
    return _told(number, request)


@router.put(
    "/registry/components/{number}",
    summary="Describe a component anew",
    openapi_extra=body(ComponentIn) | answer(ComponentView),
)
def change(request: HttpRequest, number: int) -> HttpResponse:
    actions.change_component(number, convert(read_json(request), ComponentIn), actor_of(request))
    return _told(number, request)


def _told(number: int, request: HttpRequest, status: int = 200) -> HttpResponse:
    found = components.component(number, actor_of(request))
    return json_response(found, status, ETag=etag(found.version))
