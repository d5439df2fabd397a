"""What people read instead of the keys of this context: one table for each closed list, and how to name a key."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext

from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.catalogue.labels import AMOUNTS, CLOCK_KINDS, EVIDENCE
from wangge.core.named import Named
from wangge.core.words import N_
from wangge.events.forms import CheckMethod, EmergencyService, Grade, Rating, RefusalReason

# The catalogue's own tables, given on to whoever reads those below.
__all__ = ["AMOUNTS", "CLOCK_KINDS", "EVIDENCE"]

CLOCK_LABELS = {
    "total": N_("Total"),
    "accept": N_("Acceptance"),
    "dispatch": N_("Dispatch"),
    "handle": N_("Handling"),
    "verify": N_("Verification"),
    "finish": N_("To be finished"),
    "first": N_("First review"),
    "second": N_("Second review"),
}
CLOCK_STATES = {
    "running": N_("Running"),
    "paused": N_("Paused"),
    "stopped": N_("Stopped"),
}
STEP_LABELS = {
    "patrol": N_("Patrol"),
    "discover": N_("Discover"),
    "report": N_("Report"),
    "accept": N_("Accept"),
    "dispatch": N_("Dispatch"),
    "handle": N_("Handle"),
    "feedback": N_("Feedback"),
    "verify": N_("Verify"),
    "close": N_("Close"),
    "supervise": N_("Supervise"),
    "evaluate": N_("Evaluate"),
}
DUE = {
    "overdue": N_("Overdue"),
    "soon": N_("Due soon"),
    "later": N_("In good time"),
    "none": N_("No limit running"),
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


def named(table: Mapping[str, str], key: str) -> Named:
    """A key of a table above with its label in the language in force. KeyError for an unknown one."""
    return Named(key, gettext(table[key]))


def maybe(table: Mapping[str, str], key: str | None) -> Named | None:
    """`named`, and None where there is nothing to name."""
    return named(table, key) if key else None


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


def due_word(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> str | None:
    """How near the due time is: what a list shows by icon and word."""
    if due_at is None:
        return None
    if due_at <= now:
        return "overdue"
    return "soon" if warn_at is not None and warn_at <= now else "later"
