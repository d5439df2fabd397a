"""Files and contacts of a case.

POST /events/{case_no}/attachments          add a file
GET  /events/{case_no}/attachments/{id}     fetch it
POST /events/{case_no}/contact              see the reporter's contact in the clear, with a reason
"""

from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Schema, Status, UploadedFile

from wangge.accounts.auth import ANY, actor_of
from wangge.core.http.callers import address_of
from wangge.core.http.writes import idempotency_key
from wangge.events import attachments, contacts
from wangge.events.models import Attachment

router = Router(tags=["events"], auth=ANY)


class AttachmentOut(Schema):
    """`sha256` is that of the stored bytes, and stands in the case's steps."""

    id: int
    kind: str
    media_type: str
    name: str
    size: int
    sha256: str


class RevealIn(Schema):
    reason: str


class ContactOut(Schema):
    name: str
    phone: str


@router.post("/events/{case_no}/attachments", response={201: AttachmentOut}, summary="Add a file to a case")
def add(request: HttpRequest, case_no: str, file: File[UploadedFile]) -> Any:
    made = attachments.attach(case_no, file, file.name or "", actor_of(request), key=idempotency_key(request))
    return Status(201, made)


@router.get("/events/{case_no}/attachments/{number}", summary="Fetch a file of a case")
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
    return contacts.reveal(case_no, actor_of(request), body.reason, address_of(request))
