"""Files of a case: sniffed for what they are, limited in size, photos re-written without their position.

What others see never carries where a photo was taken, by whom or with what (PIPL §28: location track is
sensitive). The original bytes are not kept: the place of the case is in the case.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

import filetype
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from PIL import Image, ImageOps

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.problems import Problem, invalid
from wangge.core.text import unclean
from wangge.core.words import N_
from wangge.events.loop.actions import act
from wangge.events.models import Attachment, Event
from wangge.network.scope import within

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Medium:
    """`kind` groups types for people, `extension` names the stored file, `most` is its limit in bytes; `also`: what
    else such files end in."""

    kind: str
    extension: str
    most: int
    also: tuple[str, ...] = ()


PHOTO, AUDIO, DOCUMENT = 15 * MEGABYTE, 20 * MEGABYTE, 20 * MEGABYTE
MEDIA: dict[str, Medium] = {
    "image/jpeg": Medium("photo", "jpg", PHOTO, ("jpeg",)),
    "image/png": Medium("photo", "png", PHOTO),
    "image/webp": Medium("photo", "webp", PHOTO),
    "audio/mpeg": Medium("audio", "mp3", AUDIO),
    "audio/mp4": Medium("audio", "m4a", AUDIO, ("mp4",)),
    "audio/aac": Medium("audio", "aac", AUDIO),
    "audio/ogg": Medium("audio", "ogg", AUDIO, ("oga", "opus")),
    "audio/x-wav": Medium("audio", "wav", AUDIO),
    "audio/amr": Medium("audio", "amr", AUDIO),
    "application/pdf": Medium("document", "pdf", DOCUMENT),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Medium(
        "document", "docx", DOCUMENT
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Medium("document", "xlsx", DOCUMENT),
}
LARGEST = max(medium.most for medium in MEDIA.values())
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
LONGEST_SIDE = 2560  # pixels: enough to read a number plate, a tenth of what a phone sends
MOST_PIXELS = 100_000_000
Image.MAX_IMAGE_PIXELS = (
    None  # asked below: the library's own check lets twice as many through with a warning
)


def attach(
    case_no: str,
    upload: BinaryIO,
    name: str,
    actor: Actor,
    *,
    key: str | None = None,
    for_reporter: bool = False,
) -> Attachment:
    """Add a file to a case. The same file again gives the attachment that is already there.

    `for_reporter`: whoever attaches it wants the reporter to see it; what is not said to be is not shown.

    Raises a Problem: NOT_FOUND (no such case to see), TOO_LARGE, UNSUPPORTED (by content, whatever the name
    says), `file` not readable, FORBIDDEN, or a state that takes no files.
    """
    event = within(Event.objects.all(), actor).filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    content, media_type = read(upload)
    sha256 = hashlib.sha256(content).hexdigest()
    medium = MEDIA[media_type]
    stored = ""
    try:
        with transaction.atomic():
            Event.objects.select_for_update().get(pk=event.pk)
            there = Attachment.objects.filter(event=event, sha256=sha256).first()
            if there is not None:
                return there
            stored = default_storage.save(f"{case_no}/{sha256[:24]}.{medium.extension}", ContentFile(content))
            attachment = Attachment.objects.create(
                event=event,
                kind=medium.kind,
                media_type=media_type,
                name=_shown(name, medium),
                size=len(content),
                sha256=sha256,
                file=stored,
                by=actor.label,
                from_reporter=actor.kind is ActorKind.REPORTER,
                for_reporter=for_reporter,
            )
            data = {"attachment": attachment.pk, "kind": medium.kind, "size": len(content), "sha256": sha256}
            act(case_no, "attach", actor, data, None, key=key)
    except BaseException:
        if stored:
            default_storage.delete(stored)
        raise
    return attachment


def read(upload: BinaryIO) -> tuple[bytes, str]:
    """The bytes to keep and what they are; photos come back upright, shrunk, and without metadata."""
    content = upload.read(LARGEST + 1)
    guess = filetype.guess(content[:8192])
    media_type = guess.mime if guess else ""
    medium = MEDIA.get(media_type)
    if len(content) > (medium.most if medium else LARGEST):
        raise Problem(problems.TOO_LARGE, fields={"file": N_("Too large")})
    if medium is None:
        raise Problem(
            problems.UNSUPPORTED,
            fields={
                "file": N_("Send a photo (JPEG, PNG, WebP), a recording or a document (PDF, Word, Excel)")
            },
        )
    if medium.kind == "photo":
        content = _clean_photo(content, FORMATS[media_type])
    return content, media_type


def _clean_photo(content: bytes, form: str) -> bytes:
    """The picture itself and nothing else: no EXIF, no XMP, no thumbnail; turned upright first."""
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise invalid(file=N_("The picture is damaged"))
            picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than it is needed
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            if form == "JPEG" and upright.mode not in {"RGB", "L"}:
                upright = upright.convert("RGB")
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            if upright.mode == "P":
                bare.putpalette(upright.getpalette() or [])
            out = io.BytesIO()
            bare.save(out, form, quality=88)
            return out.getvalue()
    except Problem:
        raise
    except (
        Exception
    ) as error:  # whatever a decoder of foreign bytes stumbles over: TypeError, struct.error, …
        raise invalid(file=N_("The picture is damaged")) from error


def _shown(name: str, medium: Medium) -> str:
    """A name fit to be shown and saved: no path, one line without anything nobody sees (a sign that turns the rest
    around makes an ending look like another), at most 120 characters, and an ending that says what the file is: by it
    a saved one is opened again, as a page that runs if it says so."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(each if each.isprintable() else " " for each in bare if not unclean(each))
    bare = " ".join(bare.split()) or medium.kind
    if PurePath(bare).suffix.lower().removeprefix(".") not in (medium.extension, *medium.also):
        bare = f"{bare}.{medium.extension}"
    return bare[-120:]


def find(case_no: str, number: int, actor: Actor) -> Attachment:
    """One attachment of a case the actor may see, else NOT_FOUND; a reporter sees what `told` lists."""
    attachment = _of(case_no, actor).filter(pk=number).first() if 0 < number < 2**63 else None
    if attachment is None:
        raise Problem(problems.NOT_FOUND)
    return attachment


def told(case_no: str, actor: Actor) -> list[Attachment]:
    """The attachments of a case this actor may see, oldest first. One query."""
    return list(_of(case_no, actor).order_by("id"))


def _of(case_no: str, actor: Actor) -> QuerySet[Attachment]:
    """A reporter sees their own, and the results that are meant for them: a file says more than was asked."""
    event = within(Event.objects.all(), actor).filter(case_no=case_no)
    found = Attachment.objects.filter(event__in=event)
    if actor.kind is ActorKind.REPORTER:
        return found.filter(Q(from_reporter=True) | Q(for_reporter=True))
    return found
