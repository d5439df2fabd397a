"""Files in pieces, for whoever is logged in and for the reporter of a case.

POST  /uploads                          begin, or go on with the same file
GET   /uploads/{upload}                 how much of it is here
PATCH /uploads/{upload}                 the next piece: raw bytes, `Upload-Offset` says where they belong
POST  /follow/{case_no}/uploads         the same with the secret of a case
GET   /follow/{case_no}/uploads/{upload}
PATCH /follow/{case_no}/uploads/{upload}

Then `POST …/attachments` with `{"upload": "…"}` makes it a file of the case.
"""

from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from wangge.accounts.auth import ANY, actor_of
from wangge.core import problems, rates
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, json_response, read_json
from wangge.core.http.openapi import answer, body
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.api.secret import SecretAuth
from wangge.events.files import uploads
from wangge.events.files.uploads import Announced
from wangge.events.models import Upload

router = Router(tags=["files"])
# As tus names it; any other type could not be told from a form.
RAW = ("application/offset+octet-stream", "application/octet-stream")
PIECES = {
    "parameters": [
        {
            "in": "header",
            "name": "Upload-Offset",
            "required": True,
            "schema": {"type": "integer", "minimum": 0},
            "description": "Where in the file these bytes belong",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {RAW[0]: {"schema": {"type": "string", "format": "binary"}}},
    },
}


class UploadOut(msgspec.Struct, frozen=True):
    """`offset`: bytes that are here, so where to go on. `piece`: most bytes at once."""

    id: UUID
    offset: int
    size: int
    complete: bool
    piece: int


@router.post(
    "/uploads",
    auth=ANY,
    summary="Begin a file that comes in pieces",
    openapi_extra=body(Announced) | answer(UploadOut, 201),
)
def begin(request: HttpRequest) -> HttpResponse:
    return _begun(request)


@router.get("/uploads/{upload}", auth=ANY, summary="How much is here", openapi_extra=answer(UploadOut))
def look(request: HttpRequest, upload: UUID) -> HttpResponse:
    return _told(uploads.find(upload, actor_of(request)))


@router.patch(
    "/uploads/{upload}", auth=ANY, summary="The next piece", openapi_extra=PIECES | answer(UploadOut)
)
def go_on(request: HttpRequest, upload: UUID) -> HttpResponse:
    return _put(request, upload)


@router.post(
    "/follow/{case_no}/uploads",
    auth=SecretAuth(),
    summary="Begin a file that comes in pieces, as the reporter",
    openapi_extra=body(Announced) | answer(UploadOut, 201),
)
def begin_as_reporter(request: HttpRequest, case_no: str) -> HttpResponse:  # noqa: ARG001  the secret is its
    rates.hit("upload", address_of(request))
    return _begun(request)


@router.get(
    "/follow/{case_no}/uploads/{upload}",
    auth=SecretAuth(),
    summary="How much is here, for the reporter",
    openapi_extra=answer(UploadOut),
)
def look_as_reporter(request: HttpRequest, case_no: str, upload: UUID) -> HttpResponse:  # noqa: ARG001
    return _told(uploads.find(upload, actor_of(request)))


@router.patch(
    "/follow/{case_no}/uploads/{upload}",
    auth=SecretAuth(),
    summary="The next piece, from the reporter",
    openapi_extra=PIECES | answer(UploadOut),
)
def go_on_as_reporter(request: HttpRequest, case_no: str, upload: UUID) -> HttpResponse:  # noqa: ARG001
    rates.hit("upload", address_of(request))
    return _put(request, upload)


def _begun(request: HttpRequest) -> HttpResponse:
    return _told(uploads.begin(convert(read_json(request), Announced), actor_of(request)), 201)


def _put(request: HttpRequest, upload: UUID) -> HttpResponse:
    if request.content_type not in RAW:
        raise Problem(problems.UNSUPPORTED, N_("Send the piece as application/offset+octet-stream"))
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 12):
        raise invalid(**{"Upload-Offset": N_("Must be a whole number")})
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdigit() and int(announced) > uploads.PIECE:
        raise Problem(problems.TOO_LARGE)
    return _told(uploads.put(upload, int(offset), request.body, actor_of(request)))


def _told(upload: Upload, status: int = 200) -> HttpResponse:
    complete = upload.have == upload.size
    told = UploadOut(upload.pk, upload.have, upload.size, complete, uploads.PIECE)
    return json_response(told, status, Upload_Offset=str(upload.have))
