"""Events on the map.

GET /map/events    clusters of cases in the window on the screen
GET /map/heat      how many cases there are where
"""

import math

import msgspec
from django.http import HttpRequest, HttpResponse

from wangge.accounts.auth import identify
from wangge.core.http.documents import json_response
from wangge.core.http.hot import HotRoute
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.api.hot import convert_query
from wangge.events.lists.filters import Filters, Moment
from wangge.insight import mapping
from wangge.insight.cells import Window
from wangge.insight.mapping import Clusters, Heat

DEEPEST = 24.0


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of a map, which mean what they mean in every list of events."""

    since: Moment | None = None
    until: Moment | None = None
    state: str = ""
    item: str = ""
    channel: str = ""
    region: str = ""
    open: bool | None = None
    overdue: bool | None = None


class Asked(Narrowed, frozen=True, kw_only=True):
    """The window, too."""

    bbox: str
    zoom: float


def map_events(request: HttpRequest) -> HttpResponse:
    actor = identify(request)
    window, filters = _asked(request)
    return json_response(mapping.clusters(actor, window, filters))


def map_heat(request: HttpRequest) -> HttpResponse:
    actor = identify(request)
    window, filters = _asked(request)
    return json_response(mapping.heat(actor, window, filters))


def _asked(request: HttpRequest) -> tuple[Window, Filters]:
    """What is asked for; a Problem names the parameter at fault."""
    for needed in ("bbox", "zoom"):
        if not request.GET.get(needed):
            raise invalid(**{needed: N_("This is required")})
    asked: Asked = convert_query(request, Asked)
    if not (math.isfinite(asked.zoom) and 0 <= asked.zoom <= DEEPEST):
        raise invalid(zoom=N_("Must be from 0 to 24"))
    given = msgspec.structs.asdict(asked)
    filters = Filters(**{name: given[name] for name in given if name not in ("bbox", "zoom")})
    return _window(asked.bbox, asked.zoom), filters


def _window(bbox: str, zoom: float) -> Window:
    try:
        west, south, east, north = (float(each) for each in bbox.split(","))
    except ValueError:
        raise invalid(bbox=N_("Four numbers: west, south, east, north")) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise invalid(bbox=N_("Four numbers: west, south, east, north"))
    return Window(west, south, east, north, zoom)


QUERY = (
    ("bbox", "string", "West, south, east, north in degrees, separated by commas"),
    ("zoom", "number", "Zoom of the map, 0 to 24; a tile of 512 pixels at zoom 0 is the world"),
    ("since", "string", "Opened at or after this moment (ISO 8601)"),
    ("until", "string", "Opened before this moment (ISO 8601)"),
    ("state", "string", "Key of a state"),
    ("item", "string", "Item code"),
    ("channel", "string", "Key of a channel"),
    ("region", "string", "Prefix of a region or grid code"),
    ("open", "boolean", "Only open or only ended cases"),
    ("overdue", "boolean", "Only overdue cases, or only others"),
)

HOT = (
    HotRoute("GET", "/map/events", map_events, "Cases on the map, in clusters", None, Clusters, tags=("map",),
             query=QUERY),
    HotRoute("GET", "/map/heat", map_heat, "Cases on the map, as heat", None, Heat, tags=("map",), query=QUERY),
)  # fmt: skip
