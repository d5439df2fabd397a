"""What may be done with an entry, with who may be chosen in the forms, and what of it comes first."""

from datetime import datetime

import msgspec
from django.utils.translation import gettext

from wangge.accounts.cases.views import ActionView
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.clock import Clock
from wangge.core.flow.decide import WARN_AT
from wangge.core.named import Named
from wangge.core.words import N_
from wangge.registry.care.actions import carers
from wangge.registry.care.models import CareEntry

# Whose forms name a colleague, in which field.
CHOOSES = {"hand_over": "to", "add": "who", "remove": "who"}
NOBODY_ELSE = N_("There is nobody else who may care for people there")


def first_of(entry: CareEntry, calendar: Calendar, now: datetime) -> str:
    """The review, once it is near; "" while nothing but what the state awaits comes first."""
    review = _running(entry, "review")
    near = clocks.warning(review, WARN_AT, calendar) if review else None
    return "review" if near is not None and near <= now else ""


def due_of(entry: CareEntry, name: str, calendar: Calendar) -> datetime | None:
    """When a clock of an entry runs out; None where it does not run."""
    clock = _running(entry, name)
    return clocks.due(clock, calendar) if clock else None


def with_choices(
    actions: list[ActionView], entry: CareEntry, called: dict[int, str], first: str
) -> list[ActionView]:
    """The actions with who may be chosen in their forms, and with what comes first (a key) marked so. Three queries
    where somebody may be chosen."""
    there = carers(entry.region_code) if any(each.key in ("hand_over", "add") for each in actions) else []
    others = {
        each.person: f"{each.name} · {each.place}" for each in there if each.person != entry.responsible
    }
    can = {
        "hand_over": others,
        "add": {number: name for number, name in others.items() if number not in entry.workers},
        "remove": {number: called.get(number, "") for number in entry.workers if number != entry.responsible},
    }
    marked = first if any(each.key == first for each in actions) else ""
    found = []
    for each in actions:
        shown = _choosing(each, can[each.key]) if each.key in can else each
        found.append(msgspec.structs.replace(shown, primary=each.key == marked) if marked else shown)
    return found


def _choosing(action: ActionView, options: dict[int, str]) -> ActionView:
    """An action whose form lists these people by number; one that stands still where there are none."""
    if not options:
        return (
            action
            if action.blocked
            else msgspec.structs.replace(action, blocked=Named("care.nobody-else", gettext(NOBODY_ELSE)))
        )
    name = CHOOSES[action.key]
    listed = [{"const": number, "title": title} for number, title in options.items()]
    asked = action.form["properties"]
    form = action.form | {"properties": asked | {name: asked[name] | {"oneOf": listed}}}
    return msgspec.structs.replace(action, form=form)


def _running(entry: CareEntry, name: str) -> Clock | None:
    return next((each for each in reversed(entry.clocks) if each.name == name and each.running), None)
