"""Notices over HTTP, for those who publish them; what is shown to everybody is at `/public/notices`.

GET    /notices            those for my area, ended ones too
POST   /notices            publish one
GET    /notices/{number}   one
PUT    /notices/{number}   write it anew
DELETE /notices/{number}   take it back
"""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from ninja import Router, Status

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.http import pages
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.limits import Limit
from wangge.core.http.openapi import answer, body
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.network.notices import actions, queries
from wangge.network.notices.actions import NoticeIn
from wangge.network.notices.models import Notice
from wangge.network.queries.places import names

router = Router(tags=["notices"])


class PlaceNamed(msgspec.Struct, frozen=True):
    code: str
    name: str


class NoticeState(msgspec.Struct, frozen=True):
    """`upcoming`, `showing` or `ended`, and what people call it."""

    key: str
    label: str


class NoticeOut(msgspec.Struct, frozen=True):
    """A notice. `by` is who published or last changed it; both days are included."""

    id: int
    title: str
    body: str
    region: PlaceNamed
    from_day: date
    to_day: date
    state: NoticeState
    by: str
    at: datetime
    version: int


class NoticePage(msgspec.Struct, frozen=True):
    items: list[NoticeOut]
    next: str | None


@router.get("/notices", summary="The notices for my area, newest first", openapi_extra=answer(NoticePage))
def published(request: HttpRequest, cursor: str | None = None, limit: Limit = pages.LIMIT) -> HttpResponse:
    found = queries.published(_writer(request), cursor, limit)
    return json_response(NoticePage(as_out(found.items), found.next))


@router.post("/notices", summary="Publish a notice", openapi_extra=body(NoticeIn) | answer(NoticeOut, 201))
def publish(request: HttpRequest) -> HttpResponse:
    actor = _writer(request)
    made = actions.publish(convert(read_json(request), NoticeIn), actor)
    return json_response(as_out([made])[0], 201)


@router.get("/notices/{number}", summary="One notice", openapi_extra=answer(NoticeOut))
def one(request: HttpRequest, number: int) -> HttpResponse:
    return json_response(as_out([queries.one(_small(number), _writer(request))])[0])


@router.put("/notices/{number}", summary="Change a notice", openapi_extra=body(NoticeIn) | answer(NoticeOut))
def change(request: HttpRequest, number: int) -> HttpResponse:
    actor = _writer(request)
    changed = actions.change(_small(number), convert(read_json(request), NoticeIn), actor)
    return json_response(as_out([changed])[0])


@router.delete("/notices/{number}", response={204: None}, summary="Take a notice back")
def withdraw(request: HttpRequest, number: int) -> Status[None]:
    actions.withdraw(_small(number), _writer(request))
    return Status(204, None)


def as_out(rows: Iterable[Notice]) -> list[NoticeOut]:
    """Notices as they are read, each with the name of its place: one query for all of them."""
    rows = list(rows)
    called = names({row.region_code for row in rows})
    return [
        NoticeOut(
            row.pk,
            row.title,
            row.body,
            PlaceNamed(row.region_code, called.get(row.region_code, "")),
            row.from_day,
            row.to_day,
            state_of(row),
            gettext(row.by),
            row.at,
            row.version,
        )
        for row in rows
    ]


def state_of(row: Notice) -> NoticeState:
    today = localdate()
    if row.from_day > today:
        return NoticeState("upcoming", gettext(N_("Not yet shown")))
    if row.to_day < today:
        return NoticeState("ended", gettext(N_("No longer shown")))
    return NoticeState("showing", gettext(N_("Being shown")))


def _writer(request: HttpRequest) -> Actor:
    """Who is asking is found out where this router is mounted, a floor above; only writers come in here."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise Problem(problems.UNAUTHENTICATED)
    if not actor.may(actions.POWER):
        raise Problem(problems.FORBIDDEN)
    return actor


def _small(number: int) -> int:
    """A table keeps 64 bits: a larger number is no notice's, and must not reach the database."""
    if not 0 < number < 2**63:
        raise Problem(problems.NOT_FOUND)
    return number
