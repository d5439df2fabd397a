"""What people read instead of the keys of the desk."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext

from wangge.core.flow.forms import Choice
from wangge.core.named import Named
from wangge.core.words import N_

# The rows of the timetable that delete, by what they do.
JOBS: Mapping[str, str] = {
    "accounts.forget": N_("Log-ins and sessions"),
    "core.audit_forget": N_("Audit log"),
    "events.exports": N_("Lists taken out of the console"),
    "events.forget": N_("What reports and patrols leave behind"),
    "protection.forget": N_("Data protection desk"),
    "registry.care": N_("Care registers"),
    "registry.exports_end": N_("Lists out of the register"),
    "registry.retention": N_("Register of people and homes"),
    "registry.rights_forget": N_("Requests of those concerned"),
}

GONE = N_("A job that is no longer there")


def job_named(key: str) -> Named:
    return Named(key, gettext(JOBS.get(key, GONE)))


def choice_named(choice: type[Choice], key: str) -> Named | None:
    """A member of a closed list as people read it; None for none."""
    return Named(key, gettext(choice(key).label)) if key else None


def choices_named(choice: type[Choice], keys: Iterable[str]) -> list[Named]:
    return [Named(key, gettext(choice(key).label)) for key in keys]


def all_choices(choice: type[Choice]) -> list[Named]:
    return [Named(each.value, gettext(each.label)) for each in choice]
