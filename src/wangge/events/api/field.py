"""What the phone of a grid worker asks for.

GET  /field/kit         everything needed without a network, in one document
GET  /field/homes       the homes of today's planned visits, to take along
GET  /field/today       what there is to do, with distances
POST /reports/nearby    cases a report would repeat, before it is filed
"""

from datetime import datetime
from hashlib import sha256
from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from ninja import Query, Router

from wangge.accounts.auth import ANY, actor_of, require
from wangge.core.flow.editions import flow_at
from wangge.core.http.documents import convert, json_response, read_json, refuse_unclean
from wangge.core.http.openapi import answer, body
from wangge.core.http.packed import Packed, serve
from wangge.events.case.views import state_named
from wangge.events.field import homes, kit, today
from wangge.events.intake import duplicates
from wangge.events.intake.duplicates import Seen
from wangge.events.labels import Named, item_named

router = Router(tags=["field"], auth=ANY)

Longitude = Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float | None, Query(ge=-90, le=90, allow_inf_nan=False)]


class NearbyView(msgspec.Struct, frozen=True):
    """An open case that may be the same matter: `distance` in metres, null where it has no point; `score` from 0
    to 1; `reasons` in words."""

    case_no: str
    excerpt: str
    state: Named
    item: Named | None
    distance: float | None
    score: float
    at: datetime
    version: int
    reasons: list[str]


class NearbyList(msgspec.Struct, frozen=True):
    items: list[NearbyView]


@router.get("/field/kit", summary="Everything the field app needs offline", openapi_extra=answer(kit.Kit))
def field_kit(request: HttpRequest) -> HttpResponseBase:
    """Changes seldom: ask with `If-None-Match`."""
    actor = require(request, "event.report")
    plain = msgspec.json.encode(kit.kit(actor))
    return serve(request, Packed.of(plain, sha256(plain).hexdigest()[:32]), "application/json")


@router.get("/field/today", summary="What I have to do today", openapi_extra=answer(today.Today))
def field_today(request: HttpRequest, lng: Longitude = None, lat: Latitude = None) -> HttpResponse:
    """The point is where the caller stands; it is used to say distances and not kept."""
    return json_response(today.today(actor_of(request), lng, lat))


@router.get("/field/homes", summary="Homes of today's visits", openapi_extra=answer(homes.TakenAlong))
def field_homes(request: HttpRequest) -> HttpResponse:
    """Masked, as the household card shows them. A phone keeps them encrypted, until `until` at the latest."""
    return json_response(homes.of_today(actor_of(request)))


@router.post(
    "/reports/nearby",
    summary="Cases a report would repeat",
    openapi_extra=body(Seen) | answer(NearbyList),
)
def nearby(request: HttpRequest) -> HttpResponse:
    actor = require(request, "event.report")
    seen = convert(read_json(request), Seen)
    refuse_unclean(msgspec.to_builtins(seen))
    return json_response(
        NearbyList(
            [
                NearbyView(
                    each.case_no,
                    each.text[:80],
                    state_named(flow_at("event", each.flow_version), each.state),
                    item_named(each.case.item_code, each.case.catalogue_version),
                    each.distance,
                    each.score,
                    each.case.opened_at,
                    each.case.version,
                    [gettext(reason) for reason in each.reasons],
                )
                for each in duplicates.nearby(seen, actor)
            ]
        )
    )
