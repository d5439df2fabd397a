"""Importing tables of people.

GET    /registry/tables                             tables of my area
POST   /registry/tables                             read a CSV or Excel file
GET    /registry/tables/{number}                    how far it is
DELETE /registry/tables/{number}                    forget it
PUT    /registry/tables/{number}/mapping            what the columns stand for
POST   /registry/tables/{number}/compare            the next rows, compared; again until the state moves on
POST   /registry/tables/{number}/enter              the next rows, entered; again until the state moves on
GET    /registry/tables/{number}/rows               lines, with what differs or is wrong
PUT    /registry/tables/{number}/rows/{line}        settle a double
"""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Router, Status

from wangge.accounts.auth import actor_of
from wangge.core import problems
from wangge.core.http import pages
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.limits import Limit
from wangge.core.http.openapi import answer, body
from wangge.core.problems import Problem, invalid
from wangge.core.text import unclean
from wangge.core.words import N_
from wangge.registry.actions import tables as actions
from wangge.registry.actions.tables import DecisionIn, MappingIn
from wangge.registry.door import IMPORT, SEE, require
from wangge.registry.queries import tables as queries
from wangge.registry.queries.tables import RowView, TableView

router = Router(tags=["registry"])

MOST_BYTES = 20 * 1024 * 1024
FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "region"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "region": {"type": "string"},
                    },
                }
            }
        },
    }
}


class TablePage(msgspec.Struct, frozen=True):
    items: list[TableView]
    next: str | None


class RowPage(msgspec.Struct, frozen=True):
    items: list[RowView]
    next: str | None


@router.get("/registry/tables", summary="Tables being imported", openapi_extra=answer(TablePage))
def listed(request: HttpRequest, cursor: str | None = None, limit: Limit = pages.LIMIT) -> HttpResponse:
    found = queries.tables(actor_of(request), cursor, limit)
    return json_response(TablePage(found.items, found.next))


@router.post("/registry/tables", summary="Read a table", openapi_extra=FILE | answer(TableView, 201))
def read(request: HttpRequest) -> HttpResponse:
    """CSV (UTF-8 or GB 18030) or Excel, 20 MB and 100,000 rows at most; the first line names the columns."""
    actor = actor_of(request)
    require(actor, SEE, IMPORT)
    if request.content_type != "multipart/form-data":
        raise Problem(problems.UNSUPPORTED, N_("Send the file as multipart/form-data"))
    try:
        sent, region = request.FILES.get("file"), str(request.POST.get("region", ""))
    except MultiPartParserError as error:
        raise Problem(problems.BAD_REQUEST) from error
    if sent is None:
        raise invalid(file=N_("This is required"))
    if (sent.size or 0) > MOST_BYTES:
        raise Problem(problems.TOO_LARGE)
    name = str(sent.name or "")
    if unclean(name) or unclean(region):
        raise invalid(file=N_("Holds a character that is not text (NUL, control, surrogate)"))
    made = actions.read(name, sent.read(), region, actor)
    return json_response(queries.table(made.pk, actor), 201)


@router.get("/registry/tables/{number}", summary="A table being imported", openapi_extra=answer(TableView))
def one(request: HttpRequest, number: int) -> HttpResponse:
    return json_response(queries.table(number, actor_of(request)))


@router.delete("/registry/tables/{number}", response={204: None}, summary="Forget a table")
def discard(request: HttpRequest, number: int) -> Status[None]:
    actions.discard(number, actor_of(request))
    return Status(204, None)


@router.put(
    "/registry/tables/{number}/mapping",
    summary="Say what the columns stand for",
    openapi_extra=body(MappingIn) | answer(TableView),
)
def map_columns(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    actions.map_columns(number, convert(read_json(request), MappingIn), actor)
    return json_response(queries.table(number, actor))


@router.post(
    "/registry/tables/{number}/compare", summary="Compare the next rows", openapi_extra=answer(TableView)
)
def compare(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    actions.compare(number, actor)
    return json_response(queries.table(number, actor))


@router.post(
    "/registry/tables/{number}/enter", summary="Enter the next rows", openapi_extra=answer(TableView)
)
def enter(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    actions.enter(number, actor)
    return json_response(queries.table(number, actor))


@router.get("/registry/tables/{number}/rows", summary="Lines of a table", openapi_extra=answer(RowPage))
def rows(
    request: HttpRequest, number: int, state: str = "", cursor: str | None = None, limit: Limit = pages.LIMIT
) -> HttpResponse:
    found = queries.rows(number, actor_of(request), state=state, cursor=cursor, limit=limit)
    return json_response(RowPage(found.items, found.next))


@router.put(
    "/registry/tables/{number}/rows/{line}",
    summary="Settle a line that may be in the register",
    openapi_extra=body(DecisionIn) | answer(TableView),
)
def decide(request: HttpRequest, number: int, line: int) -> HttpResponse:
    actor = actor_of(request)
    actions.decide(number, line, convert(read_json(request), DecisionIn), actor)
    return json_response(queries.table(number, actor))
