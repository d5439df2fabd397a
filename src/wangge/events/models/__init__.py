"""The tables of the event loop, one idea a file."""

from wangge.events.appeals.models import Appeal, AppealStep
from wangge.events.models.attachment import Attachment
from wangge.events.models.control import ControlRule
from wangge.events.models.desk import Export, SavedView
from wangge.events.models.event import Event, EventStep
from wangge.events.models.recount import Recount
from wangge.events.models.reporter import Addition, Contact
from wangge.events.models.upload import Upload
from wangge.events.models.words import OpenWords, OpenWordsKept
from wangge.events.patrols.models import Patrol, PatrolStep, TrackPoint, TrackReading, VisitWords

__all__ = [
    "Addition",
    "Appeal",
    "AppealStep",
    "Attachment",
    "Contact",
    "ControlRule",
    "Event",
    "EventStep",
    "Export",
    "OpenWords",
    "OpenWordsKept",
    "Patrol",
    "PatrolStep",
    "Recount",
    "SavedView",
    "TrackPoint",
    "TrackReading",
    "Upload",
    "VisitWords",
]
