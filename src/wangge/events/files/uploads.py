"""Files that come in pieces, so that a phone on a bad line begins again where it stopped.

`begin` is idempotent by what is sent: the same person and the same digest go on with the same upload. A piece
says where it belongs; one that was there already changes nothing. When all bytes have come, their digest is
compared, and the file is attached to a case like any other (`attachments.attach`), where it is sniffed, limited
and cleaned. What is never finished is deleted a day after its last piece.
"""

import hashlib
import re
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.deletions import deleted
from wangge.core.problems import Problem, invalid
from wangge.core.text import unclean
from wangge.core.words import N_
from wangge.events.files.attachments import LARGEST
from wangge.events.keeping import KEEP, UPLOADS
from wangge.events.models import Attachment, Upload

FOLDER = "pieces"  # below MEDIA_ROOT
PIECE = 1024 * 1024
MOST = 40  # unfinished ones of one owner
DIGEST = re.compile(r"[0-9a-f]{64}")

MISPLACED = problems.kind("upload.offset", 409, N_("The file goes on at another place"))
DAMAGED = problems.kind("upload.damaged", 422, N_("The file did not arrive as it was sent; send it again"))
UNFINISHED = problems.kind("upload.unfinished", 409, N_("The file has not arrived whole yet"))


class Announced(msgspec.Struct, forbid_unknown_fields=True):
    """A file that is to come: its name, its bytes, and the SHA-256 of them (hexadecimal)."""

    name: str
    size: int
    sha256: str


def begin(file: Announced, actor: Actor) -> Upload:
    """The upload to send pieces to, begun now or before. A Problem names the field that does not fit."""
    if not 1 <= file.size <= LARGEST:
        raise (
            Problem(problems.TOO_LARGE, fields={"size": N_("Too large")})
            if file.size > 0
            else invalid(size=N_("There is nothing in this file"))
        )
    if not DIGEST.fullmatch(file.sha256):
        raise invalid(sha256=N_("Give the SHA-256 of the file, 64 hexadecimal digits"))
    if not file.name.strip() or len(file.name) > 120 or unclean(file.name):
        raise invalid(name=N_("Give the file a name of up to 120 characters"))
    owner = owner_of(actor)
    mine = Upload.objects.filter(owner=owner, attachment=None)
    there = mine.filter(sha256=file.sha256).first()
    if there is not None:
        return there
    if mine.count() >= MOST:
        raise Problem(problems.TOO_MANY, N_("Finish the files you have begun first"))
    made, _ = Upload.objects.get_or_create(
        owner=owner, sha256=file.sha256, attachment=None, defaults={"name": file.name, "size": file.size}
    )
    return made


def find(number: UUID, actor: Actor) -> Upload:
    """An upload of this actor, else NOT_FOUND."""
    found = Upload.objects.filter(pk=number, owner=owner_of(actor)).first()
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return found


def put(number: UUID, offset: int, piece: bytes, actor: Actor) -> Upload:
    """Write one piece where it belongs.

    A piece that has come before changes nothing. MISPLACED (409, with the `offset` to go on at) for any other
    place than the end; TOO_LARGE; DAMAGED when all has come and is not what was announced: it begins anew.
    """
    if len(piece) > PIECE:
        raise Problem(problems.TOO_LARGE)
    with transaction.atomic():
        upload = (
            Upload.objects.select_for_update(of=("self",)).filter(pk=number, owner=owner_of(actor)).first()
        )
        if upload is None:
            raise Problem(problems.NOT_FOUND)
        if offset < 0 or offset > upload.have or offset + len(piece) > upload.size:
            raise Problem(MISPLACED, offset=upload.have)
        if offset + len(piece) <= upload.have:
            return upload
        _write(upload, offset, piece)
        upload.have, upload.at = offset + len(piece), now()
        damaged = upload.have == upload.size and _digest(upload) != upload.sha256
        if damaged:
            upload.have = 0
        upload.save(update_fields=["have", "at"])
    if damaged:
        raise Problem(DAMAGED, offset=0)
    return upload


def whole(upload: Upload) -> BinaryIO:
    """The file to read, when all of it is here; UNFINISHED (409, with the `offset`) before."""
    if upload.have != upload.size:
        raise Problem(UNFINISHED, offset=upload.have)
    return _path(upload).open("rb")


def became(upload: Upload, attachment: Attachment) -> None:
    """The file is a case's now: the pieces go, the row stays for a day so that asking again is answered alike."""
    Upload.objects.filter(pk=upload.pk).update(attachment=attachment, at=now())
    _path(upload).unlink(missing_ok=True)


def purge() -> int:
    """Delete what was not finished within its time, and rows nobody asks for any more; the number of rows."""
    with transaction.atomic():
        rows = list(Upload.objects.filter(at__lt=now() - KEEP["upload"]))
        for upload in rows:
            _path(upload).unlink(missing_ok=True)
        Upload.objects.filter(pk__in=[upload.pk for upload in rows]).delete()
        return deleted(UPLOADS, len(rows))


def owner_of(actor: Actor) -> str:
    """Whose upload it is: nobody else may go on with it or use it."""
    if actor.kind is ActorKind.REPORTER:
        return f"case:{actor.case_no}"
    return f"token:{actor.token}" if actor.token else f"person:{actor.person}"


def _path(upload: Upload) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / upload.pk.hex


def _write(upload: Upload, offset: int, piece: bytes) -> None:
    """Written before the row says so: after a crash the same piece is written over itself."""
    path = _path(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "wb") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()


def _digest(upload: Upload) -> str:
    with _path(upload).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
