"""What people read instead of the keys that every flow draws on: steps, clocks, and how near a due time is."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext

from wangge.core.clocks.kinds import ClockKind
from wangge.core.named import Named
from wangge.core.words import N_, Say

CLOCK_KINDS = {
    ClockKind.URGENT_HOURS.value: N_("Hours, nights and holidays included"),
    ClockKind.WORKING_HOURS.value: N_("Working hours"),
    ClockKind.WORKING_DAYS.value: N_("Working days"),
    ClockKind.NATURAL_DAYS.value: N_("Calendar days"),
}
CLOCK_STATES = {
    "running": N_("Running"),
    "paused": N_("Paused"),
    "stopped": N_("Stopped"),
}
# The timers of every flow there is, by name.
CLOCK_LABELS = {
    "total": N_("Total"),
    "accept": N_("Acceptance"),
    "dispatch": N_("Dispatch"),
    "handle": N_("Handling"),
    "verify": N_("Verification"),
    "finish": N_("To be finished"),
    "first": N_("First review"),
    "second": N_("Second review"),
    "answer": N_("Answer to the person"),
    "agree": N_("To be begun by"),
    "review": N_("Next review"),
    "term": N_("End of the term"),
    "contain": N_("Containing the breach"),
    "authority": N_("Telling the authority"),
    "people": N_("Telling the people concerned"),
}
# The eleven steps (domain.md §3); other flows name theirs by the same words.
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


def named(table: Mapping[str, str], key: str, say: Say = gettext) -> Named:
    """A key of a table with its label in the language in force. KeyError for an unknown one."""
    return Named(key, say(table[key]))


def maybe(table: Mapping[str, str], key: str | None) -> Named | None:
    """`named`, and None where there is nothing to name."""
    return named(table, key) if key else None


def due_word(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> str | None:
    """How near the due time is: what a list shows by icon and word."""
    if due_at is None:
        return None
    if due_at <= now:
        return "overdue"
    return "soon" if warn_at is not None and warn_at <= now else "later"
