"""What people read instead of the keys of this context: one table for each closed list, and how to name a key."""

from collections.abc import Mapping

from django.utils.translation import gettext

from wangge.accounts.cases.labels import CLOCK_KINDS, CLOCK_STATES, DUE, STEP_LABELS, due_word, maybe, named
from wangge.accounts.cases.labels import CLOCK_LABELS as ALL_CLOCKS
from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.catalogue.labels import AMOUNTS, EVIDENCE
from wangge.core.named import Named
from wangge.core.words import N_
from wangge.events.loop.forms import CheckMethod, EmergencyService, Grade, Rating, RefusalReason

# The tables of every case and of the catalogue, given on to whoever reads those below.
__all__ = [
    "AMOUNTS",
    "CLOCK_KINDS",
    "CLOCK_STATES",
    "DUE",
    "EVIDENCE",
    "STEP_LABELS",
    "Named",
    "due_word",
    "maybe",
    "named",
]

# The timers of events and of what stands beside them: what lists may be filtered by.
CLOCK_LABELS = {
    key: ALL_CLOCKS[key]
    for key in ("total", "accept", "dispatch", "handle", "verify", "finish", "first", "second")
}
KINDS = {
    "event": N_("Event"),
    "joint": N_("Our part of an event"),
    "patrol": N_("Patrol"),
    "appeal": N_("Overdue appeal"),
}
COUNTS = {
    "returns": N_("Returned"),
    "extensions": N_("Extended"),
    "suspensions": N_("Suspended"),
    "reworks": N_("Done again"),
    "reopenings": N_("Reopened"),
    "reminders": N_("Reminded"),
    "orders": N_("Supervision orders"),
    "overdues": N_("Times overdue"),
}
MEDIA = {
    "photo": N_("Photo"),
    "audio": N_("Recording"),
    "document": N_("Document"),
}
RULE_STATES = {
    "to_come": N_("To come"),
    "in_force": N_("In force"),
    "ended": N_("Ended"),
    "replaced": N_("Replaced by another"),
}
# Why a case lies where it lies: the desk rules of the three loops.
DESKS = {
    "author": N_("Author of the draft"),
    "owner": N_("Centre that answers for it"),
    "approver": N_("Centre that approves"),
    "lead": N_("Lead unit"),
    "verifier": N_("To be verified by"),
    "worker": N_("Grid"),
    "county": N_("Centre of the first review"),
    "above": N_("Centre of the second review"),
}
GRADES = {each.value: each.label for each in Grade}
RATINGS = {each.value: each.label for each in Rating}
EMERGENCY = {each.value: each.label for each in EmergencyService}
METHODS = {each.value: each.label for each in CheckMethod}
REFUSALS = {each.value: each.label for each in RefusalReason}

# Which of the eleven steps a case stands in, by loop and state: the step somebody is about to take, and for a
# case that has ended the one it ended with.
PHASES: Mapping[str, Mapping[str, str]] = {
    "event": {
        "draft": "discover",
        "reported": "accept",
        "looking": "accept",
        "accepted": "dispatch",
        "returned": "dispatch",
        "split": "dispatch",
        "dispatched": "handle",
        "handling": "handle",
        "extension_asked": "handle",
        "extension_endorsed": "handle",
        "suspension_asked": "handle",
        "suspension_endorsed": "handle",
        "suspended": "handle",
        "fed_back": "verify",
        "verified": "close",
        "closed": "evaluate",
        "refused": "accept",
        "controlled": "report",
        "referred": "accept",
        "merged": "accept",
        "withdrawn": "report",
    },
    "patrol": dict.fromkeys(("planned", "walking", "finished", "dropped"), "patrol"),
    "appeal": dict.fromkeys(("asked", "endorsed", "granted", "refused"), "evaluate"),
}


def all_of(table: Mapping[str, str]) -> list[Named]:
    """A whole table, in its order."""
    return [named(table, key) for key in table]


def phase(flow: str, state: str) -> Named:
    """The step a case of this loop stands in."""
    return named(STEP_LABELS, PHASES[flow][state])


def channel_named(key: str) -> Named:
    return named(CHANNELS, key)


def rating_label(rating: int | None) -> str:
    return gettext(RATINGS[str(rating)]) if rating else ""


def item_named(code: str, version: int) -> Named | None:
    item = catalogue.find(code, version) if code else None
    return Named(code, item.name) if item else None
