"""The shape of a catalogue: the file people edit, and the item everybody else is given.

The file names a limit profile and leaves out what is usual; `expand` writes both out, so an item that is
published carries everything a case needs for as long as it lives. Nothing here knows a database.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from wangge.core.clocks.kinds import Span
from wangge.core.words import N_

SHIPPED = Path(__file__).parent / "data" / "items.yaml"

# The steps of the loop that have a time limit (domain.md §3).
STEPS = ("accept", "dispatch", "handle", "verify")
# Numbers a danger is passed on to at once (domain.md §3).
EMERGENCY = ("110", "119", "120", "122")
# What may be asked for as evidence, and how much of it. Papers about a person are on no list, so they cannot
# be asked for (domain.md §6: minimum necessary; §7: no excess traces).
EVIDENCE: dict[str, tuple[str, ...]] = {
    "photo": ("none", "optional", "one", "before_and_after"),
    "agreement": ("none", "optional", "one"),
}


class Grade(StrEnum):
    """Who coordinates (domain.md §3): I the grid, II the community, III the street, IV county or city."""

    I = "I"  # noqa: E741  the grade is called that
    II = "II"
    III = "III"
    IV = "IV"


GRADES: dict[Grade, str] = {
    Grade.I: N_("Handled in the grid"),
    Grade.II: N_("Coordinated by the community"),
    Grade.III: N_("Dispatched by the street centre"),
    Grade.IV: N_("Dispatched by county or city"),
}


class UnitRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of unit and the level preferred: `kind` is a key of the network's unit kinds, `level` is city,
    county, township or community."""

    kind: str
    level: str


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long each step may take, each on its own kind of clock."""

    accept: Span
    dispatch: Span
    handle: Span
    verify: Span


class GridItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item as published.

    `filing` and `closing` are the conditions in words; `settle_on_spot` says whether a grid worker may settle
    it there and then; `evidence` maps a kind of `EVIDENCE` to how much is asked; a keyword of several words
    (`路灯 不亮`) is found when all of them stand close together in one sentence.
    """

    code: str
    field: str
    field_name: str
    class_code: str
    class_name: str
    name: str
    filing: str
    closing: str
    limits: Limits
    lead: UnitRef
    joint: tuple[UnitRef, ...]
    grade: Grade
    settle_on_spot: bool
    evidence: dict[str, str]
    keywords: tuple[str, ...]
    emergency: tuple[str, ...]
    standard_version: str

    @property
    def urgent(self) -> bool:
        """Whether the handling clock runs at night and on holidays."""
        return self.limits.handle.kind == "urgent_hours"

    def limit(self, step: str) -> Span:
        """The limit of one of `STEPS`; any other step is a programming error (KeyError)."""
        if step not in STEPS:
            raise KeyError(step)
        span: Span = getattr(self.limits, step)
        return span


class Class(msgspec.Struct, frozen=True):
    """A class of the code and the field of governance it belongs to."""

    name: str
    field: str


class Document(msgspec.Struct, frozen=True):
    """A whole catalogue, checked and written out."""

    title: str
    effective_day: date
    standard_version: str
    items: tuple[GridItem, ...]

    def digest(self) -> str:
        """SHA-256 over what the catalogue says, whatever order its file says it in."""
        ordered = msgspec.structs.replace(self, items=tuple(sorted(self.items, key=lambda item: item.code)))
        return hashlib.sha256(msgspec.json.encode(ordered, order="deterministic")).hexdigest()


def read(path: Path) -> Any:
    """A catalogue file, YAML or JSON, as plain values. Raises `msgspec.DecodeError` or `OSError`."""
    return msgspec.yaml.decode(path.read_bytes())


def expand(document: Mapping[str, Any]) -> list[Any]:
    """The items with defaults, limit profile, class and field written out.

    Made to survive any mistake: what cannot be written out stays as it is, for `check` to name.
    """
    raw_items = document.get("items")
    if not isinstance(raw_items, list):
        return []
    defaults = _mapping(document.get("defaults"))
    profiles = _mapping(document.get("limits"))
    classes = _mapping(document.get("classes"))
    fields = _mapping(document.get("fields"))
    expanded: list[Any] = []
    for raw in raw_items:
        if not isinstance(raw, Mapping):
            expanded.append(raw)
            continue
        item = {"standard_version": document.get("standard_version"), **defaults, **raw}
        if isinstance(item.get("limits"), str):
            item["limits"] = profiles.get(item["limits"], item["limits"])
        class_code = str(item.get("code", ""))[:3]
        in_class = _mapping(classes.get(class_code))
        item["class_code"] = class_code
        item["class_name"] = in_class.get("name")
        item["field"] = in_class.get("field")
        item["field_name"] = fields.get(item["field"]) if isinstance(item["field"], str) else None
        expanded.append(item)
    return expanded


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
