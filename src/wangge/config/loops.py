"""How the loops and the calendar are set up, over HTTP.

GET  /flows                     the loops there are, as in force
GET  /flows/{key}               one, with states, actions and figures
GET  /flows/{key}/editions      what was published: who, when, why
POST /flows/{key}/editions      publish the next version of its settings
GET  /calendar/days             days that administrators settled
POST /calendar/days             settle one
"""

from datetime import date, datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import ANY, actor_of
from wangge.config.flow_view import EditionList, FlowList, FlowView, editions, flow_views, view
from wangge.core import problems, versions
from wangge.core.clocks import settled
from wangge.core.flow.edition import Edition
from wangge.core.flow.editions import installed, publish
from wangge.core.flow.table import Flow
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.http.pages import page
from wangge.core.models import CalendarDay
from wangge.core.problems import Problem
from wangge.network.scope import within

router = Router(tags=["set-up"], auth=ANY)


class Publication(msgspec.Struct, forbid_unknown_fields=True):
    """Settings to publish, and why; see `core.flow.edition`."""

    edition: Edition
    note: str = ""


class SettledDay(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a day is a working day here, and on which notice that rests."""

    day: date
    working: bool
    reason: str


class DayOut(msgspec.Struct, frozen=True):
    """A settled day; `by` is who settled it, `at` when."""

    day: date
    working: bool
    reason: str
    at: datetime
    by: str


class DayPage(msgspec.Struct, frozen=True):
    items: list[DayOut]
    next: str | None


class Published(msgspec.Struct, frozen=True):
    """The version of a loop's settings that is in force from now on."""

    flow: str
    number: int


@router.get("/flows", summary="The loops, as in force", openapi_extra=answer(FlowList))
def flows(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  who asks makes no difference
    return json_response(FlowList(flow_views()))


@router.get("/flows/{key}", summary="One loop", openapi_extra=answer(FlowView))
def one(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  who asks makes no difference
    return json_response(view(_flow(key), versions.current()[f"flow:{key}"]))


@router.get(
    "/flows/{key}/editions", summary="Settings of a loop, newest first", openapi_extra=answer(EditionList)
)
def published(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001  who asks makes no difference
    return json_response(EditionList(editions(_flow(key))))


@router.post(
    "/flows/{key}/editions",
    summary="Publish settings of a loop",
    openapi_extra=body(Publication) | answer(Published, 201),
)
def edition(request: HttpRequest, key: str) -> HttpResponse:
    asked = convert(read_json(request), Publication)
    made = publish(key, msgspec.to_builtins(asked.edition), asked.note, actor_of(request))
    return json_response(Published(made.flow, made.number), 201)


@router.get("/calendar/days", summary="Settled days, newest first", openapi_extra=answer(DayPage))
def days(request: HttpRequest, cursor: str | None = None, limit: int = 50) -> HttpResponse:
    rows = page(
        within(CalendarDay.objects.all(), actor_of(request)), order=("-id",), cursor=cursor, limit=limit
    )
    return json_response(DayPage([_day(row) for row in rows.items], rows.next))


@router.post("/calendar/days", summary="Settle a day", openapi_extra=body(SettledDay) | answer(DayOut, 201))
def settle(request: HttpRequest) -> HttpResponse:
    asked = convert(read_json(request), SettledDay)
    return json_response(_day(settled.settle(asked.day, asked.working, asked.reason, actor_of(request))), 201)


def _flow(key: str) -> Flow:
    found = next((each for each in installed() if each.key == key), None)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return found


def _day(row: CalendarDay) -> DayOut:
    return DayOut(row.day, row.working, row.reason, row.at, row.by)
