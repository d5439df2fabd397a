"""What residents read without an account. It tells only what is public, and is limited by address.

GET /public/city              the city, its middle and its bounds
GET /public/locate            the grid a point lies in
GET /public/places            places by words
GET /public/grids/{code}      the public card of a grid
GET /public/notices           what is announced at a place
POST /public/suggest          items a text may mean
"""

from datetime import date
from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Query, Router

from wangge.accounts import labels as accounts_labels
from wangge.accounts import queries as accounts
from wangge.catalogue import queries as catalogue
from wangge.catalogue.suggest import suggest
from wangge.core import problems, rates
from wangge.core.codes import checked
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.case.views import Named, SuggestionView
from wangge.network import labels, public
from wangge.network.notices import queries as notices
from wangge.network.problems import OUTSIDE
from wangge.network.queries import names
from wangge.network.queries.places import Place

router = Router(tags=["public"])

Degrees = Annotated[float, Query(allow_inf_nan=False)]
# The city's own service line answers for whoever has no number of its own (domain.md §4).
HOTLINE = "12345"
# A public fact changes seldom; a phone that asks again within this time is not answered anew.
BRIEFLY = "public, max-age=60"


class PlaceNamed(msgspec.Struct, frozen=True):
    code: str
    name: str


class CityOut(msgspec.Struct, frozen=True):
    """`center` is longitude and latitude; `bounds` are west, south, east, north."""

    code: str
    name: str
    center: tuple[float, float]
    bounds: tuple[float, float, float, float]
    hotline: str


class LocatedOut(msgspec.Struct, frozen=True):
    """`grid` is its code, `full_name` begins at the county."""

    grid: str
    name: str
    full_name: str
    community: PlaceNamed
    township: PlaceNamed


class PlaceOut(msgspec.Struct, frozen=True):
    code: str
    name: str
    full_name: str
    level: Named


class PlaceList(msgspec.Struct, frozen=True):
    items: list[PlaceOut]


class Server(msgspec.Struct, frozen=True):
    """Somebody who serves at a grid."""

    name: str
    role: Named


class CardOut(msgspec.Struct, frozen=True):
    """`office` says whose number `phone` is. `generated`: the outline is plausible, not surveyed."""

    code: str
    name: str
    full_name: str
    community: PlaceNamed
    township: PlaceNamed
    workers: list[Server]
    party: str
    phone: str
    office: str
    lng: float
    lat: float
    generated: bool


class NoticeShown(msgspec.Struct, frozen=True):
    """Both days are included; `region` is where it holds."""

    id: int
    title: str
    body: str
    region: PlaceNamed
    from_day: date
    to_day: date


class NoticeList(msgspec.Struct, frozen=True):
    items: list[NoticeShown]


class SuggestIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a report."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Suggested(msgspec.Struct, frozen=True):
    """`emergency`: numbers to call at once if it is what the first of them says."""

    items: list[SuggestionView]
    emergency: list[str]


@router.get("/public/city", summary="The city", openapi_extra=answer(CityOut), auth=None)
def city(request: HttpRequest) -> HttpResponse:
    _counted(request)
    found = public.city()
    if found is None:
        raise Problem(problems.UNAVAILABLE)
    told = CityOut(found.code, found.name, found.centre, found.bounds, HOTLINE)
    return json_response(told, Cache_Control=BRIEFLY)


@router.get("/public/locate", summary="The grid a point lies in", openapi_extra=answer(LocatedOut), auth=None)
def locate(request: HttpRequest, lng: Degrees, lat: Degrees) -> HttpResponse:
    _counted(request)
    found = public.located(lng, lat)
    if found is None:
        outside = N_("Outside the city")
        raise Problem(OUTSIDE, fields={"lng": outside, "lat": outside})
    return json_response(
        LocatedOut(
            found.grid.code,
            found.grid.name,
            found.full_name,
            _named(found.community),
            _named(found.township),
        )
    )


@router.get("/public/places", summary="Places by words", openapi_extra=answer(PlaceList), auth=None)
def places(request: HttpRequest, q: str = "", under: str = "") -> HttpResponse:
    """The places the words may mean; or, without words, what lies directly in the region `under`."""
    _counted(request)
    if bool(q) == bool(under):
        raise invalid(q=N_("Say which words or which region"))
    named = public.places(q) if q else public.inside(checked(under, "under"))
    found = [
        PlaceOut(each.code, each.name, each.full_name, Named(each.level, labels.level(each.level)))
        for each in named
    ]
    return json_response(PlaceList(found))


@router.get(
    "/public/grids/{code}", summary="The public card of a grid", openapi_extra=answer(CardOut), auth=None
)
def card(request: HttpRequest, code: str) -> HttpResponse:
    _counted(request)
    found = public.card(code)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    roles = accounts.roles({each.role for each in found.workers})
    workers = [
        Server(each.name, Named(each.role, accounts_labels.role_name(roles[each.role])))
        for each in found.workers
        if each.role in roles
    ]
    return json_response(
        CardOut(
            code=found.code,
            name=found.name,
            full_name=found.full_name,
            community=_named(found.community),
            township=_named(found.township),
            workers=workers,
            party=found.party,
            phone=found.phone or HOTLINE,
            office=found.office or gettext(N_("City service line")),
            lng=found.lng,
            lat=found.lat,
            generated=found.generated,
        ),
        Cache_Control=BRIEFLY,
    )


@router.get(
    "/public/notices", summary="What is announced at a place", openapi_extra=answer(NoticeList), auth=None
)
def announced(request: HttpRequest, grid: str = "", region: str = "") -> HttpResponse:
    """The notices for a grid or region and for all regions above it, the newest first; one of the two is asked."""
    _counted(request)
    if bool(grid) == bool(region):
        raise invalid(grid=N_("Say which grid or which region"))
    place = checked(grid, "grid") if grid else checked(region, "region")
    found = notices.shown_at(place)
    called = names({each.region_code for each in found})
    shown = [
        NoticeShown(
            each.pk,
            each.title,
            each.body,
            PlaceNamed(each.region_code, called.get(each.region_code, "")),
            each.from_day,
            each.to_day,
        )
        for each in found
    ]
    return json_response(NoticeList(shown), Cache_Control=BRIEFLY)


@router.post(
    "/public/suggest",
    summary="Items a text may mean",
    openapi_extra=body(SuggestIn) | answer(Suggested),
    auth=None,
)
def suggested(request: HttpRequest) -> HttpResponse:
    """Asked with a body: the words of a report in an address would stand in every log on the way."""
    rates.hit("public.suggest", address_of(request))
    asked = convert(read_json(request), SuggestIn)
    number = catalogue.current_number()
    found = suggest(asked.text, number)
    first = catalogue.find(found[0].code, number) if found else None
    return json_response(
        Suggested(
            [SuggestionView(each.code, each.name, each.score, list(each.reasons)) for each in found],
            list(first.emergency) if first else [],
        )
    )


def _counted(request: HttpRequest) -> None:
    rates.hit("public.read", address_of(request))


def _named(place: Place) -> PlaceNamed:
    return PlaceNamed(place.code, place.name)
