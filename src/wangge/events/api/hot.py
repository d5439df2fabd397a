"""The hot routes of events: file a report, read the to-do list, list, read, and move a case.

POST /reports                              file a report, from anyone
GET  /todo                                 my to-do list
GET  /events                               events by filter, newest first
GET  /events/{case_no}                     one case
GET  /events/{case_no}/steps               its steps
GET  /events/{case_no}/duplicates          what may be the same matter
GET  /events/{case_no}/similar             closed cases like it, and what was done
POST /events/{case_no}/actions/{action}    take one action
"""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from wangge.accounts.auth import SESSION, TOKEN, identify
from wangge.catalogue import queries as catalogue
from wangge.core import rates
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at, refuse_indirect
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.hot import HotRoute
from wangge.core.http.writes import (
    ActionRequest,
    ActionResult,
    acted,
    action_request,
    etag,
    idempotency_key,
)
from wangge.core.problems import invalid
from wangge.core.shapes import ready
from wangge.core.words import N_
from wangge.events.case import detail, follow, similar, timeline
from wangge.events.case.detail import EventView
from wangge.events.case.similar import SimilarList
from wangge.events.case.story import StepView
from wangge.events.case.views import SuggestionView, state_named
from wangge.events.intake import duplicates
from wangge.events.intake.reports import Filed, Report, file
from wangge.events.labels import Named, item_named
from wangge.events.lists import queries, todo
from wangge.events.lists.filters import Filters
from wangge.events.lists.queries import EventPage
from wangge.events.lists.rows import EXCERPT
from wangge.events.lists.todo import TodoPage
from wangge.events.loop import actions


class Receipt(msgspec.Struct, frozen=True):
    """What whoever reported gets: the number and the secret to follow the case, where it was placed, which item
    the text suggests and why, whom to call at once in an emergency, and the control rule it fell under."""

    case_no: str
    secret: str
    state: Named
    version: int
    region_code: str
    item: Named | None
    suggestions: list[SuggestionView]
    emergency: list[str]
    muted_because: str
    replayed: bool


class StepList(msgspec.Struct, frozen=True):
    items: list[StepView]


class DuplicateView(msgspec.Struct, frozen=True):
    """`distance` in metres, null where a point is missing; `score` from 0 to 1."""

    case_no: str
    excerpt: str
    state: Named
    score: float
    distance: float | None
    hours: float
    reasons: list[str]


class DuplicateList(msgspec.Struct, frozen=True):
    items: list[DuplicateView]


def report(request: HttpRequest) -> HttpResponse:
    filed = file(convert(read_json(request), Report), _reporter(request), idempotency_key(request))
    receipt = receipt_of(filed)
    return json_response(
        receipt,
        200 if filed.replayed else 201,
        ETag=etag(filed.event.version),
        Location=f"/api/v1/events/{receipt.case_no}",
    )


def receipt_of(filed: Filed) -> Receipt:
    event = filed.event
    item = item_named(event.item_code, event.catalogue_version)
    # The item it was filed under first, whoever named it, then whatever else the text may mean.
    codes = dict.fromkeys((event.item_code, *(each.code for each in filed.suggestions)))
    named = [catalogue.find(code, event.catalogue_version) for code in codes if code]
    urgent = [number for found in named if found for number in found.emergency]
    return Receipt(
        case_no=event.case_no,
        secret=follow.secret_of(event.case_no),
        state=state_named(flow_at("event", event.flow_version), event.state),
        version=event.version,
        region_code=event.region_code,
        item=item,
        suggestions=[
            SuggestionView(each.code, each.name, each.score, list(each.reasons)) for each in filed.suggestions
        ],
        emergency=list(dict.fromkeys(urgent)),
        muted_because=filed.muted_because,
        replayed=filed.replayed,
    )


def my_todo(request: HttpRequest) -> HttpResponse:
    actor = identify(request)
    filters = convert_query(request, Filters)
    limit = _number(request, "limit", 20)
    return json_response(todo.todo(actor, request.GET.get("cursor"), limit, filters))


def event_list(request: HttpRequest) -> HttpResponse:
    actor = identify(request)
    filters = convert_query(request, Filters)
    limit = _number(request, "limit", 50)
    return json_response(queries.listed(actor, filters, request.GET.get("cursor"), limit))


def event(request: HttpRequest, case_no: str) -> HttpResponse:
    found = detail.one(case_no, identify(request), steps=_flag(request, "steps"))
    return json_response(found, ETag=etag(found.version))


def event_steps(request: HttpRequest, case_no: str) -> HttpResponse:
    after = _number(request, "after", 0)
    return json_response(StepList(timeline.steps(case_no, identify(request), after)))


def event_duplicates(request: HttpRequest, case_no: str) -> HttpResponse:
    found = duplicates.alike(case_no, identify(request))
    return json_response(DuplicateList([_duplicate(each) for each in found]))


def _duplicate(found: duplicates.Alike) -> DuplicateView:
    return DuplicateView(
        case_no=found.case_no,
        excerpt=found.text[:EXCERPT],
        state=state_named(flow_at("event", found.flow_version), found.state),
        score=found.score,
        distance=found.distance,
        hours=round(found.hours, 1),
        reasons=[gettext(reason) for reason in found.reasons],
    )


def event_similar(request: HttpRequest, case_no: str) -> HttpResponse:
    return json_response(SimilarList(similar.similar(case_no, identify(request))))


def act(request: HttpRequest, case_no: str, action: str) -> HttpResponse:
    actor = identify(request)
    asked = action_request(request)
    refuse_indirect("event", action)
    result = actions.act(case_no, action, actor, asked.data, asked.version, key=idempotency_key(request))
    return acted(result)


def convert_query(request: HttpRequest, shape: type[Any]) -> Any:
    """The query parameters as a struct; unknown ones, and values that do not fit, are named."""
    known = {*shape.__struct_fields__, "cursor", "limit"}
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise invalid(**{unknown[0]: N_("There is no such filter")})
    given = {name: request.GET[name] for name in shape.__struct_fields__ if request.GET.get(name)}
    ready(shape)
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("`$.")[2].rstrip("`") or "query"
        raise invalid(**{field: N_("This value does not fit")}) from error


def _reporter(request: HttpRequest) -> Actor:
    """Whoever is logged in or shows a token; otherwise somebody without an account, so often from one address."""
    if "Authorization" in request.headers:
        return identify(request)
    known = SESSION(request) or TOKEN(request)
    if known is None:
        rates.hit("report", address_of(request))
    return known or follow.anonymous()


def _flag(request: HttpRequest, name: str) -> bool:
    text = request.GET.get(name, "false")
    if text not in ("true", "false"):
        raise invalid(**{name: N_("This value does not fit")})
    return text == "true"


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise invalid(**{name: N_("Must be a whole number")})
    return int(text)


PAGES = (
    ("cursor", "string", "The cursor of the next page, as the page before gave it"),
    ("limit", "integer", "Rows of a page, at most 100"),
)
FILTERS = (
    ("region", "string", "Prefix of a region or grid code"),
    ("state", "string", "Key of a state"),
    ("item", "string", "Item code"),
    ("channel", "string", "Key of a channel"),
    ("unit", "integer", "Lead unit"),
    ("due", "string", "How near the due time is: overdue, soon, later or none"),
    ("open", "boolean", "Only open or only ended cases"),
    ("overdue", "boolean", "Only overdue cases, or only others"),
    ("due_before", "string", "Due before this moment (ISO 8601)"),
    ("since", "string", "Opened at or after this moment (ISO 8601)"),
    ("until", "string", "Opened before this moment (ISO 8601)"),
    ("q", "string", "Words the text contains, or part of a case number"),
)
TAGS = ("events",)

HOT = (
    HotRoute("POST", "/reports", report, "File a report; no account is needed", Report, Receipt, auth=(),
             status=201, tags=TAGS),
    HotRoute("GET", "/todo", my_todo, "My to-do list, soonest due first", None, TodoPage, tags=TAGS,
             query=FILTERS + PAGES),
    HotRoute("GET", "/events", event_list, "Events, newest first", None, EventPage, tags=TAGS,
             query=FILTERS + PAGES),
    HotRoute("GET", "/events/<str:case_no>", event, "One case and what I may do", None, EventView, tags=TAGS,
             query=(("steps", "boolean", "Its steps as well"),)),
    HotRoute("GET", "/events/<str:case_no>/steps", event_steps, "The steps of a case", None, StepList,
             tags=TAGS, query=(("after", "integer", "Only the steps after this number"),)),
    HotRoute("GET", "/events/<str:case_no>/duplicates", event_duplicates, "Cases that may be the same matter",
             None, DuplicateList, tags=TAGS),
    HotRoute("GET", "/events/<str:case_no>/similar", event_similar, "Closed cases like it, and what was done",
             None, SimilarList, tags=TAGS),
    HotRoute("POST", "/events/<str:case_no>/actions/<str:action>", act, "Take one action on a case",
             ActionRequest, ActionResult, tags=TAGS),
)  # fmt: skip
