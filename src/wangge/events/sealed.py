"""The sealed columns of events, and what each value is bound to."""

from wangge.core.crypto.columns import Sealed
from wangge.events.case import contacts
from wangge.events.models import Contact, TrackPoint, VisitWords
from wangge.events.patrols import track, words

SEALED = (
    Sealed(Contact, "name_sealed", lambda row: f"{contacts.NAME}:{row.event.case_no}", ("event",)),
    Sealed(Contact, "phone_sealed", lambda row: f"{contacts.NUMBER}:{row.event.case_no}", ("event",)),
    Sealed(VisitWords, "asked_sealed", lambda row: f"{words.ASKED}:{row.visit.case_no}", ("visit",)),
    Sealed(VisitWords, "offered_sealed", lambda row: f"{words.OFFERED}:{row.visit.case_no}", ("visit",)),
    Sealed(TrackPoint, "sealed", lambda row: track.context(row.patrol, row.minute), ("patrol",)),
)
