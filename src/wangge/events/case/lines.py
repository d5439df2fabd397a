"""What a step holds, as lines people read: titles of the form, names instead of numbers and codes.

The step's own data stays as it is in the chain; this is a reading of it. Every name is looked up once for all
steps of a case, however many there are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from wangge.accounts.cases.labels import CLOCK_LABELS
from wangge.accounts.cases.lines import Reading
from wangge.accounts.cases.told import Told
from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.core.words import N_
from wangge.network import queries as network

# What the engine notes beside the form, and what people call it.
NOTES = {
    "channel": N_("Channel"),
    "seen_at": N_("Seen at"),
    "region_code": N_("Place"),
    "item_code": N_("Item"),
    "verifier_grid": N_("To be verified by"),
    "from_centre": N_("Passed on by"),
    "former_item": N_("Item before"),
    "former_region": N_("Place before"),
    "because": N_("Control rule"),
    "from_unit": N_("Returned by"),
    "attachment": N_("File"),
    "clock": N_("Clock"),
    "due_at": N_("Was due"),
    "case_no": N_("Event"),
}
# What stands for a place, a unit, a moment: by the name of the field, in whichever form.
PLACES = ("centre", "from_centre", "region_code", "former_region", "verifier_grid")
UNITS = ("lead", "joint", "suggested_unit", "from_unit")
MOMENTS = ("seen_at", "until", "due_at")
ITEMS = ("item_code", "former_item")
FILES = ("attachment", "evidence")


@dataclass(frozen=True, slots=True)
class Names(Reading):
    """The names a case's steps need."""

    places: Mapping[str, str]
    units: Mapping[int, str]
    files: Mapping[int, str]
    catalogue_version: int
    checklist: list[str]

    def note(self, name: str) -> str:
        return NOTES.get(name, "")

    def said(self, name: str, value: Any) -> str:
        how = None if isinstance(value, list) else _SAYINGS.get(name)
        return how(self, value) if how else Reading.said(self, name, value)


def _moment(_: Names, value: str) -> str:
    return f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"


def _item(names: Names, code: str) -> str:
    item = catalogue.find(code, names.catalogue_version) if code and names.catalogue_version else None
    return item.name if item else ""


# What is said of a field other than its value, by its name.
_SAYINGS: Mapping[str, Callable[[Names, Any], str]] = {
    **dict.fromkeys(PLACES, lambda names, code: names.places.get(code, "")),
    **dict.fromkeys(UNITS, lambda names, number: names.units.get(number, "")),
    **dict.fromkeys(FILES, lambda names, number: names.files.get(number, "")),
    **dict.fromkeys(MOMENTS, _moment),
    **dict.fromkeys(ITEMS, _item),
    "channel": lambda _, key: gettext(CHANNELS[key]),
    "looked_at": lambda names, place: names.checklist[place] if place < len(names.checklist) else "",
    "clock": lambda _, key: gettext(CLOCK_LABELS[key]),
}


def reading(steps: Iterable[Told], files: Mapping[int, str], case: Any) -> Names:
    """Look up everything named in these steps of a case: one query, however many steps."""
    places: set[str] = set()
    units: set[int] = set()
    for each in steps:
        data = each.step.data
        places |= {data[name] for name in PLACES if data.get(name)}
        for name in UNITS:
            value = data.get(name)
            units |= set(value if isinstance(value, list) else [value] if value is not None else [])
    named_places, named_units = network.called(places, units)
    return Names(
        places=named_places,
        units=named_units,
        files=files,
        # Only some kinds of case have these.
        catalogue_version=getattr(case, "catalogue_version", 0),
        checklist=getattr(case, "checklist", []),
    )
