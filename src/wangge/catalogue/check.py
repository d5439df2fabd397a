"""Whether a catalogue may be published: every fault at once, each naming the item and the field.

Pure: it is given the unit kinds that exist and the words that are refused, and asks no database.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from wangge.catalogue.items import EMERGENCY, EVIDENCE, STEPS, Class, Document, Grade, GridItem, expand
from wangge.core.clocks.kinds import ClockKind
from wangge.core.text import unclean
from wangge.core.words import N_

CODE = re.compile(r"[A-Z]\d{4}")
KEYWORDS = range(4, 13)
LONGEST = {"name": 30, "filing": 200, "closing": 200}
# Far beyond any limit in use; a larger amount is a slip of the pen that would hide an overdue case.
MOST = {
    ClockKind.URGENT_HOURS: 72,
    ClockKind.WORKING_HOURS: 40,
    ClockKind.WORKING_DAYS: 90,
    ClockKind.NATURAL_DAYS: 180,
}
# Grades I and II are settled where people live; a unit farther up means the street must dispatch.
NEAR = {Grade.I: {"community"}, Grade.II: {"community", "township"}}

MISSING = N_("This is required")
UNKNOWN_FIELD = N_("There is no such field")
EMPTY = N_("This may not be empty")
WRONG = N_("This is not written as it should be")
REFUSED_WORDS = Path(__file__).parent / "data" / "refused_words.yaml"

Kinds = Mapping[str, Collection[str]]


class Fault(msgspec.Struct, frozen=True):
    """One fault: `index` of the item (-1: the head of the document), its code, the dotted field in it, an
    English message from the catalogue of messages, and the value found fault with."""

    index: int
    code: str
    field: str
    message: str
    value: str = ""

    @property
    def path(self) -> str:
        return self.field if self.index < 0 else f"items.{self.index}.{self.field}".rstrip(".")


@cache
def refused_words() -> dict[str, list[str]]:
    """Words that touch what the platform refuses (domain.md §8), by reason."""
    return msgspec.yaml.decode(REFUSED_WORDS.read_bytes(), type=dict[str, list[str]])


def check(document: Any, kinds: Kinds) -> tuple[Document | None, list[Fault]]:
    """The catalogue written out, or None and everything that is wrong with it.

    `document` is decoded YAML or JSON; `kinds` maps each unit kind to the levels it exists at.
    """
    if not isinstance(document, Mapping):
        return None, [Fault(-1, "", "body", N_("This must be an object"))]
    faults = list(_head(document))
    items = expand(document)
    refused = [word for words in refused_words().values() for word in words]
    codes = Counter(str(item.get("code")) for item in items if isinstance(item, Mapping))
    names = Counter(str(item.get("name")) for item in items if isinstance(item, Mapping))
    for index, item in enumerate(items):
        if not isinstance(item, Mapping):
            faults.append(Fault(index, "", "", N_("This must be an object")))
            continue
        found = [*_shape(item), *_meaning(item, kinds), *_words(item, refused)]
        if item.get("code") and codes[str(item["code"])] > 1:
            found.append(("code", N_("Another item has this code"), item["code"]))
        if item.get("name") and names[str(item["name"])] > 1:
            found.append(("name", N_("Another item has this name"), item["name"]))
        code = str(item.get("code", ""))
        seen: set[str] = set()
        for field, message, value in found:
            if field not in seen:  # one message a field: the first says what to do first
                seen.add(field)
                faults.append(Fault(index, code, field, message, str(value)))
    if faults:
        return None, faults
    return msgspec.convert({**_header(document), "items": items}, Document), []


Found = Iterator[tuple[str, str, Any]]
HEAD = ("title", "effective_day", "standard_version")


def _header(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in HEAD}


def _head(document: Mapping[str, Any]) -> Iterator[Fault]:
    for name in HEAD:
        value = document.get(name)
        if value is None:
            yield Fault(-1, "", name, MISSING)
        elif name == "effective_day":
            try:
                msgspec.convert(value, date)
            except msgspec.ValidationError:
                yield Fault(-1, "", name, N_("This must be a date, as 2026-05-01"), str(value))
        elif not isinstance(value, str) or not value.strip() or unclean(value):
            yield Fault(-1, "", name, EMPTY if value == "" else WRONG, str(value))
    if not document.get("items") or not isinstance(document["items"], list):
        yield Fault(-1, "", "items", N_("This must be a list of items"))
    for name, shape in (("fields", dict[str, str]), ("classes", dict[str, Class])):
        try:
            msgspec.convert(document.get(name), shape)
        except msgspec.ValidationError:
            yield Fault(-1, "", name, N_("This must be a table of names"))


def _shape(item: Mapping[str, Any]) -> Found:
    """Every field there and of its type; nothing that is no field."""
    known = {field.name: field.type for field in msgspec.structs.fields(GridItem)}
    for name in item:
        if name not in known:
            yield str(name), UNKNOWN_FIELD, ""
    for name, kind in known.items():
        value = item.get(name)
        if name in (
            "limits",
            "evidence",
            "grade",
            "lead",
            "joint",
            "class_code",
            "class_name",
            "field",
            "field_name",
        ):
            continue  # said more precisely below
        if value is None:
            yield name, MISSING, ""
        elif isinstance(value, str) and not value.strip():
            yield name, EMPTY, value
        else:
            try:
                msgspec.convert(value, kind)
            except msgspec.ValidationError:
                yield name, WRONG, value


def _meaning(item: Mapping[str, Any], kinds: Kinds) -> Found:
    code = item.get("code")
    if isinstance(code, str):
        if not CODE.fullmatch(code):
            yield "code", N_("A code is a letter and four digits: two of class, two of item"), code
        elif not (item.get("class_name") and item.get("field_name")):
            yield "code", N_("This class is not in the table of classes and fields"), code
    yield from _limits(item.get("limits"))
    yield from _units(item, kinds)
    grade = item.get("grade")
    if grade not in list(Grade):
        yield "grade", N_("There is no such grade"), grade
    evidence = item.get("evidence")
    if not isinstance(evidence, Mapping):
        yield "evidence", WRONG, evidence
    else:
        for kind, amount in evidence.items():
            if amount not in EVIDENCE.get(kind, ()):
                yield f"evidence.{kind}", N_("This may not be asked for as evidence"), amount
    yield from _keywords(item.get("keywords"))
    emergency = item.get("emergency")
    if isinstance(emergency, list) and not set(map(str, emergency)) <= set(EMERGENCY):
        yield "emergency", N_("This is not an emergency number"), emergency
    for name, longest in LONGEST.items():
        if isinstance(item.get(name), str) and len(item[name]) > longest:
            yield name, N_("This is too long"), item[name]


def _limits(limits: Any) -> Found:
    if isinstance(limits, str):
        yield "limits", N_("There is no such limit profile"), limits
        return
    if not isinstance(limits, Mapping):
        yield "limits", MISSING, ""
        return
    for name in limits:
        if name not in STEPS:
            yield f"limits.{name}", UNKNOWN_FIELD, ""
    for step in STEPS:
        span = limits.get(step)
        if not isinstance(span, Mapping):
            yield f"limits.{step}", MISSING, ""
            continue
        kind, amount = span.get("kind"), span.get("amount")
        if kind not in list(ClockKind):
            yield f"limits.{step}.kind", N_("There is no such kind of clock"), kind
        elif isinstance(amount, bool) or not isinstance(amount, int | float):
            yield f"limits.{step}.amount", N_("This must be a number"), amount
        elif not math.isfinite(amount) or not 0 < amount <= MOST[ClockKind(kind)]:
            yield f"limits.{step}.amount", N_("No limit can be this long or this short"), amount
        elif len(span) > 2:
            yield f"limits.{step}", UNKNOWN_FIELD, ", ".join(map(str, span))


def _units(item: Mapping[str, Any], kinds: Kinds) -> Found:
    lead, joint = item.get("lead"), item.get("joint")
    yield from _unit("lead", lead, kinds)
    if not isinstance(joint, list | tuple):
        yield "joint", N_("This must be a list"), joint
        return
    for at, unit in enumerate(joint):
        yield from _unit(f"joint.{at}", unit, kinds)
        if unit == lead or unit in joint[:at]:
            yield f"joint.{at}", N_("This unit is already named for this item"), unit
    near = NEAR.get(item["grade"]) if item.get("grade") in list(Grade) else None
    if near and isinstance(lead, Mapping) and lead.get("level") not in near:
        yield "grade", N_("An item of this grade is led nearer to where people live"), item["grade"]


def _unit(field: str, unit: Any, kinds: Kinds) -> Found:
    if not isinstance(unit, Mapping) or {"kind", "level"} != set(unit):
        yield field, N_("Name a kind of unit and a level") if unit else MISSING, unit or ""
    elif not isinstance(unit["kind"], str) or unit["kind"] not in kinds:
        yield f"{field}.kind", N_("There is no such kind of unit"), unit["kind"]
    elif not isinstance(unit["level"], str) or unit["level"] not in kinds[unit["kind"]]:
        yield f"{field}.level", N_("This kind of unit does not exist at this level"), unit["level"]


def _keywords(keywords: Any) -> Found:
    if not isinstance(keywords, list | tuple) or not all(isinstance(word, str) for word in keywords):
        return  # `_shape` has said so
    if len(keywords) not in KEYWORDS:
        yield "keywords", N_("Name 4 to 12 words residents use"), len(keywords)
    elif len(set(keywords)) < len(keywords):
        yield "keywords", N_("A word stands here twice"), " ".join(sorted(keywords))
    for at, word in enumerate(keywords):
        if not 2 <= len(word.replace(" ", "")) <= 20 or word != " ".join(word.split()):
            yield f"keywords.{at}", N_("A keyword has 2 to 20 characters, its parts one space apart"), word


def _words(item: Mapping[str, Any], refused: list[str]) -> Found:
    """Text that no database can hold, and text that touches what the platform refuses (domain.md §8)."""
    texts = [(name, item.get(name)) for name in ("name", "filing", "closing")]
    keywords = item.get("keywords")
    if isinstance(keywords, list | tuple):
        texts += [(f"keywords.{at}", word) for at, word in enumerate(keywords)]
    for field, text in texts:
        if not isinstance(text, str):
            continue
        if unclean(text):
            yield field, N_("Holds a character that is not text (NUL, control, surrogate)"), ""
        for word in refused:
            if word in text:
                yield field, N_("No item may class or watch people; reword this"), word
