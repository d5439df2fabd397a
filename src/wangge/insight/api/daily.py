"""GET /map/days    how many cases were opened on which day"""

import msgspec
from django.http import HttpRequest, HttpResponse

from wangge.accounts.auth import identify
from wangge.core.http.documents import json_response
from wangge.core.http.hot import HotRoute
from wangge.events.api.hot import convert_query
from wangge.events.lists.filters import Filters
from wangge.insight import daily
from wangge.insight.api.mapping import QUERY, Narrowed


def map_days(request: HttpRequest) -> HttpResponse:
    actor = identify(request)
    asked: Narrowed = convert_query(request, Narrowed)
    return json_response(daily.days(actor, Filters(**msgspec.structs.asdict(asked))))


HOT = (
    HotRoute("GET", "/map/days", map_days, "Cases on the map, counted by day", None, daily.Days, tags=("map",),
             query=tuple(each for each in QUERY if each[0] not in ("bbox", "zoom"))),
)  # fmt: skip
