"""Files and contacts of a case.

POST /events/{case_no}/attachments          add a file
GET  /events/{case_no}/attachments/{id}     fetch it
POST /events/{case_no}/contact              see the reporter's contact in the clear, with a reason
"""

from typing import Any
from uuid import UUID

import msgspec
from django.http import FileResponse, HttpRequest
from django.http.multipartparser import MultiPartParserError
from ninja import Router, Schema, Status

from wangge.accounts.auth import ANY, actor_of, require_fresh
from wangge.core import problems
from wangge.core.http.callers import address_of
from wangge.core.http.documents import convert, read_json
from wangge.core.http.openapi import file_answer, schema_of
from wangge.core.http.writes import idempotency_key
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.case import contacts
from wangge.events.files import attachments, uploads
from wangge.events.models import Attachment

router = Router(tags=["events"], auth=ANY)


class AttachmentOut(Schema):
    """`sha256` is that of the stored bytes, and stands in the case's steps; `for_reporter`: the reporter sees it."""

    id: int
    kind: str
    media_type: str
    name: str
    size: int
    sha256: str
    for_reporter: bool


# Whichever it was found to be when it came.
STORED = file_answer(*attachments.MEDIA)


class FromUpload(msgspec.Struct, forbid_unknown_fields=True):
    """A file that came in pieces. `for_reporter`: show it to the reporter, as a result."""

    upload: UUID
    for_reporter: bool = False


class RevealIn(Schema):
    reason: str


class ContactOut(Schema):
    name: str
    phone: str


FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "for_reporter": {"type": "boolean", "default": False},
                    },
                }
            },
            "application/json": {"schema": schema_of(FromUpload)},
        },
    }
}


@router.post(
    "/events/{case_no}/attachments",
    response={201: AttachmentOut},
    summary="Add a file to a case",
    openapi_extra=FILE,
)
def add(request: HttpRequest, case_no: str) -> Any:
    """The file itself as a form, or the number of an upload that came in pieces."""
    return Status(201, received(request, case_no))


def received(request: HttpRequest, case_no: str) -> Attachment:
    """The attachment made of what a request brings; the same upload again gives the same attachment."""
    actor, key = actor_of(request), idempotency_key(request)
    if request.content_type == "multipart/form-data":
        try:
            file, wish = request.FILES.get("file"), request.POST.get("for_reporter") == "true"
        except MultiPartParserError as error:
            raise Problem(problems.BAD_REQUEST) from error
        if file is None:
            raise invalid(file=N_("This is required"))
        return attachments.attach(case_no, file, file.name or "", actor, key=key, for_reporter=wish)
    asked = convert(read_json(request), FromUpload)
    upload = uploads.find(asked.upload, actor)
    if upload.attachment_id is not None:
        return attachments.find(case_no, upload.attachment_id, actor)
    with uploads.whole(upload) as pieces:
        made = attachments.attach(
            case_no, pieces, upload.name, actor, key=key, for_reporter=asked.for_reporter
        )
    uploads.became(upload, made)
    return made


@router.get("/events/{case_no}/attachments/{number}", summary="Fetch a file of a case", openapi_extra=STORED)
def fetch(request: HttpRequest, case_no: str, number: int) -> FileResponse:
    return served(attachments.find(case_no, number, actor_of(request)))


def served(attachment: Attachment) -> FileResponse:
    """The file as what it was found to be, never to be guessed at, run or kept by anyone in between."""
    response = FileResponse(
        attachment.file.open("rb"),
        content_type=attachment.media_type,
        filename=attachment.name,
        as_attachment=attachment.kind == "document",
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@router.post("/events/{case_no}/contact", response=ContactOut, summary="Reveal the reporter's contact")
def reveal(request: HttpRequest, case_no: str, body: RevealIn) -> Any:
    return contacts.reveal(case_no, require_fresh(request), body.reason, address_of(request))
