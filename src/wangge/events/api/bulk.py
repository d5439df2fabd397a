"""One action on many cases.

GET  /events/bulk    what may be done to all of these
POST /events/bulk    do it to each

Hot routes only because their address begins like that of one case, which is tried first.
"""

from django.http import HttpRequest, HttpResponse

from wangge.accounts.auth import identify
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.hot import HotRoute
from wangge.core.http.writes import idempotency_key
from wangge.events import bulk
from wangge.events.bulk import BulkOffer, BulkRequest, BulkResults


def offer(request: HttpRequest) -> HttpResponse:
    """What every one of these cases offers, with its form; and their versions."""
    return json_response(bulk.offer(request.GET.getlist("case_no"), identify(request)))


def act(request: HttpRequest) -> HttpResponse:
    """Each case in a transaction of its own: the answer says of each what became of it."""
    actor = identify(request)
    asked = convert(read_json(request), BulkRequest)
    return json_response(BulkResults(bulk.act(asked, actor, idempotency_key(request))))


NUMBERS = (("case_no", "string", "A case number; up to 50 times"),)
HOT = (
    HotRoute("GET", "/events/bulk", offer, "What may be done to all of these cases", None, BulkOffer,
             tags=("events",), query=NUMBERS),
    HotRoute("POST", "/events/bulk", act, "Take one action on many cases", BulkRequest, BulkResults,
             tags=("events",)),
)  # fmt: skip
