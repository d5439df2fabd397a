"""What a person keeps at the desk: saved views of the lists, and lists taken out of the platform.

GET    /views                    my saved views
POST   /views                    save one
PUT    /views/{number}           change it
DELETE /views/{number}           delete it
POST   /exports                  take a list out, with a reason
GET    /exports/{number}/file    fetch the file, within a day
"""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from wangge.accounts.auth import SESSION, actor_of, require_fresh
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body, file_answer
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.lists import exports, saved
from wangge.events.lists.exports import Asked, Made
from wangge.events.lists.saved import ViewIn, ViewList, ViewOut
from wangge.events.models.desk import LISTS

router = Router(tags=["desk"], auth=SESSION)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/views", summary="My saved views", openapi_extra=answer(ViewList))
def listed(request: HttpRequest, list: str = "") -> HttpResponse:
    """Of one list (`todo`, `events`) or of both, in their order."""
    if list and list not in dict(LISTS):
        raise invalid(list=N_("There is no such list"))
    return json_response(ViewList(saved.listed(actor_of(request), list)))


@router.post("/views", summary="Save a view", openapi_extra=body(ViewIn) | answer(ViewOut, 201))
def save(request: HttpRequest) -> HttpResponse:
    return json_response(saved.save(convert(read_json(request), ViewIn), actor_of(request)), 201)


@router.put("/views/{number}", summary="Change a saved view", openapi_extra=body(ViewIn) | answer(ViewOut))
def change(request: HttpRequest, number: int) -> HttpResponse:
    return json_response(saved.save(convert(read_json(request), ViewIn), actor_of(request), number))


@router.delete("/views/{number}", response={204: None}, summary="Delete a saved view")
def delete(request: HttpRequest, number: int) -> Status[None]:
    saved.delete(actor_of(request), number)
    return Status(204, None)


@router.post("/exports", summary="Take a list out", openapi_extra=body(Asked) | answer(Made, 201))
def export(request: HttpRequest) -> HttpResponse:
    """A workbook of what the list shows, marked with who took it, when and why; written to the audit log."""
    asked = convert(read_json(request), Asked)
    return json_response(exports.make(asked, require_fresh(request), address=address_of(request)), 201)


@router.get(
    "/exports/{number}/file", summary="Fetch a list that was taken out", openapi_extra=file_answer(XLSX)
)
def fetch(request: HttpRequest, number: int) -> HttpResponse:
    """For whoever took it out, within a day."""
    name, content = exports.fetch(number, actor_of(request))
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
