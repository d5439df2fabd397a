"""One action on many cases, and the tree of regions that lists are narrowed by.

GET  /events/bulk     what may be done to all of these
POST /events/bulk     do it to each
GET  /regions/tree    what lies below a region, with how many open cases there are

Hot routes only because their addresses begin like that of one case, or one region, which would be tried first.
"""

from django.http import HttpRequest, HttpResponse

from wangge.accounts.auth import identify
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.hot import HotRoute
from wangge.core.http.writes import idempotency_key
from wangge.events.lists import tree
from wangge.events.lists.tree import Tree
from wangge.events.loop import bulk
from wangge.events.loop.bulk import BulkOffer, BulkRequest, BulkResults


def offer(request: HttpRequest) -> HttpResponse:
    """What every one of these cases offers, with its form; and their versions."""
    return json_response(bulk.offer(request.GET.getlist("case_no"), identify(request)))


def act(request: HttpRequest) -> HttpResponse:
    """Each case in a transaction of its own: the answer says of each what became of it."""
    actor = identify(request)
    asked = convert(read_json(request), BulkRequest)
    return json_response(BulkResults(bulk.act(asked, actor, idempotency_key(request))))


def region_tree(request: HttpRequest) -> HttpResponse:
    """What lies directly below a region (the caller's own if none is named), down to the grids."""
    return json_response(tree.tree(identify(request), request.GET.get("under", "")))


NUMBERS = (("case_no", "string", "A case number; up to 50 times"),)
HOT = (
    HotRoute("GET", "/events/bulk", offer, "What may be done to all of these cases", None, BulkOffer,
             tags=("events",), query=NUMBERS),
    HotRoute("POST", "/events/bulk", act, "Take one action on many cases", BulkRequest, BulkResults,
             tags=("events",)),
    HotRoute("GET", "/regions/tree", region_tree, "The regions below one, with their open cases", None, Tree,
             tags=("events",), query=(("under", "string", "Code of a region; without it, one's own"),)),
)  # fmt: skip
