"""GET /map/days    how many cases were opened on which day"""

import msgspec
from django.http import HttpRequest, HttpResponse

from wangge.accounts.auth import identify
from wangge.core.http.documents import json_response
from wangge.core.http.hot import HotRoute
from wangge.events.api.hot import convert_query
from wangge.events.filters import Filters, Moment
from wangge.insight import daily
from wangge.insight.api.mapping import QUERY


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of the map, without its window."""

    since: Moment | None = None
    until: Moment | None = None
    state: str = ""
    item: str = ""
    channel: str = ""
    region: str = ""
    open: bool | None = None
    overdue: bool | None = None


def map_days(request: HttpRequest) -> HttpResponse:
    actor = identify(request)
    asked: Asked = convert_query(request, Asked)
    return json_response(daily.days(actor, Filters(**msgspec.structs.asdict(asked))))


HOT = (
    HotRoute("GET", "/map/days", map_days, "Cases on the map, counted by day", None, daily.Days, tags=("map",),
             query=tuple(each for each in QUERY if each[0] not in ("bbox", "zoom"))),
)  # fmt: skip
