"""Looking at what is masked: for what, written down, and told to the person concerned."""

from datetime import datetime

import msgspec

from wangge.core import audit
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.registry.facts import KINDS, Row
from wangge.registry.labels import field_label
from wangge.registry.models import Reading


class ReadingLine(msgspec.Struct, frozen=True):
    """One look at a value in the clear."""

    at: datetime
    by: str
    field: str
    reason: str


def line(reading: Reading) -> ReadingLine:
    return ReadingLine(reading.at, reading.by, field_label(reading.field), reading.reason)


def reason_of(text: str) -> str:
    """A reason, as it is kept; a problem names `reason`."""
    refuse_unclean(text)
    reason = text.strip()
    if not 2 <= len(reason) <= 200:
        raise invalid(reason=N_("Say in 2 to 200 characters what you need it for"))
    return reason


def look(row: Row, field: str, reason: str, actor: Actor, address: str = "") -> None:
    """Write down that the actor is shown this field of a row; the caller stands inside `guarded(actor)`."""
    kind = KINDS[type(row)]
    Reading.objects.create(
        subject=kind,
        subject_id=row.pk,
        region_code=row.region_code,
        field=field,
        person=actor.person,
        posting=actor.posting,
        by=actor.label,
        reason=reason,
    )
    audit.record(actor, "registry.reveal", (f"registry_{kind}", row.pk), reason, address=address, field=field)
