"""What people read of an item: its fields by name, and their values in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from wangge.accounts.cases.labels import CLOCK_KINDS
from wangge.catalogue.items import GRADES, STEPS, Grade
from wangge.core.words import N_
from wangge.network import labels as places

FIELDS = {
    "name": N_("Name"),
    "field_name": N_("Field"),
    "class_name": N_("Class"),
    "filing": N_("Filing condition"),
    "closing": N_("Closing condition"),
    "limits": N_("Time limits"),
    "lead": N_("Lead unit"),
    "joint": N_("Joint units"),
    "grade": N_("Grade"),
    "settle_on_spot": N_("May be settled on the spot"),
    "evidence": N_("Evidence"),
    "keywords": N_("Keywords"),
    "emergency": N_("Emergency numbers"),
    "standard_version": N_("Version of the standard"),
}
LIMITS = {
    "accept": N_("Time to accept"),
    "dispatch": N_("Time to dispatch"),
    "handle": N_("Time to handle"),
    "verify": N_("Time to verify"),
}
EVIDENCE = {"photo": N_("Photos"), "agreement": N_("Signed agreement")}
AMOUNTS = {
    "none": N_("Not needed"),
    "optional": N_("If it helps"),
    "one": N_("At least one"),
    "before_and_after": N_("Before and after"),
}


def grade(key: str) -> str:
    return gettext(GRADES[Grade(key)])


def span(value: Mapping[str, Any]) -> str:
    """An amount of time: `Working days 2`."""
    return f"{gettext(CLOCK_KINDS[value['kind']])} {value['amount']:g}"


def lines(name: str, before: Any, after: Any) -> list[tuple[str, str, str]]:
    """One changed field as label, what it said, what it says; limits by step, fields for machines left out."""
    if name == "limits":
        return [
            (gettext(LIMITS[step]), span(before[step]), span(after[step]))
            for step in STEPS
            if before[step] != after[step]
        ]
    return [(gettext(FIELDS[name]), said(name, before), said(name, after))] if name in FIELDS else []


def said(name: str, value: Any) -> str:
    """A value of a field, as `msgspec.to_builtins` gives it, in words."""
    match name, value:
        case "grade", str():
            return grade(value)
        case "lead", dict():
            return f"{places.unit_kind(value['kind'])} ({places.level(value['level'])})"
        case "evidence", dict():
            asked = ((gettext(EVIDENCE[kind]), gettext(AMOUNTS[amount])) for kind, amount in value.items())
            return " / ".join(f"{kind} ({amount})" for kind, amount in asked)
        case "joint", list() | tuple():
            return " / ".join(said("lead", each) for each in value)
        case _, list() | tuple():
            return " / ".join(map(str, value))
        case _, bool():
            return gettext("Yes") if value else gettext("No")
    return str(value)
