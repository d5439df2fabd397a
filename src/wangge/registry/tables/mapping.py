"""Which field a column stands for, and what the words in its cells mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from django.utils.translation import gettext

from wangge.core.http import wording
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.registry import addressing, definitions
from wangge.registry.definitions import Field, Subject

# A year, a month and a day with anything that is no digit between them, or eight digits in a row.
DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?|(\d{4})(\d{2})(\d{2})")

SUBJECTS: tuple[Subject, ...] = ("person", "dwelling")
NEEDED = "identity.name"


class Headings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    headings: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, Any]]


@cache
def source() -> Headings:
    text = files("wangge.registry").joinpath("data/headings.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=Headings)


def targets() -> dict[str, str]:
    """Everything a column may stand for, with what people call it: facts of a person and a home, the parts of an
    address, grid and household."""
    found = {
        f"{group.key}.{field.key}": field.label
        for subject in SUBJECTS
        for group in definitions.groups(subject).values()
        for field in group.fields
    }
    found |= {f"address.{key}": kind.label for key, kind in addressing.kinds().items()}
    return found | {
        "place.grid": gettext(N_("Code of the grid")),
        "place.household": gettext(N_("Number of the household in the table")),
    }


def named() -> list[Named]:
    return [Named(key, label) for key, label in targets().items()]


def check(chosen: Mapping[str, str], headings: Sequence[str]) -> None:
    """A problem naming what does not fit in what columns, by heading, are said to stand for."""
    known = targets()
    for heading, target in chosen.items():
        if heading not in headings:
            raise invalid(**{f"mapping.{heading}": N_("There is no such column")})
        if target not in known:
            raise invalid(**{f"mapping.{heading}": wording.CHOICE})
    wanted = list(chosen.values())
    if len(set(wanted)) != len(wanted):
        raise invalid(mapping=N_("Two columns stand for the same field"))
    if NEEDED not in wanted or not any(target.startswith("address.") for target in wanted):
        raise invalid(mapping=N_("Say which columns hold the name and the address"))


def guessed(headings: Iterable[str]) -> dict[str, str]:
    """What the columns probably stand for, by heading; a target once, the first column that fits it."""
    known = {addressing.plain(name): target for target, names in source().headings.items() for name in names}
    found: dict[str, str] = {}
    for heading in headings:
        target = known.get(addressing.plain(heading))
        if target and target not in found.values():
            found[heading] = target
    return found


def meant(field: Field, text: str) -> Any:
    """A cell as the value a form takes; what is not understood stays as it is, and the form refuses it."""
    match field.type:
        case "choice":
            return _choice(field.choices, text)
        case "yes_no":
            return source().words["yes_no"].get(text.lower(), text)
        case "whole":
            return int(text) if text.isdigit() else text
        case "day":
            found = DAY.fullmatch(text)
            parts = [int(part) for part in found.groups() if part] if found else []
            return "{:04d}-{:02d}-{:02d}".format(*parts) if parts else text
    return text


def _choice(name: str, text: str) -> str:
    words: Mapping[str, str] = source().words.get(name, {})
    for each in definitions.choices(name).values():
        if text in (each.key, each.name, each.en):
            return each.key
    return words.get(text, text)
