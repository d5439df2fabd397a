"""What the register may hold, read from `data/fields.yaml`, and the rules a definition must keep.

A definition without purpose, basis or retention is refused, and so is one that touches what the platform never
keeps of a person (domain.md §8): belief, ethnicity, political opinion, petition history, biometrics, scores.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from wangge.accounts.roles import powers
from wangge.core.named import Named
from wangge.core.words import chinese

Subject = Literal["person", "dwelling", "organisation"]
Type = Literal["text", "choice", "yes_no", "day", "whole", "phone", "identity_number"]


# What the code itself finds people and homes by: these fields must be there, under these names.
NEEDED = {
    "identity": ("name", "identity_number", "birth_date"),
    "residence": ("kind", "relation"),
    "contact": ("phone",),
    "home": ("use",),
}


class Labelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A key with what people call it in Chinese and in English."""

    key: str
    name: str
    en: str

    @property
    def label(self) -> str:
        """In the language in force."""
        return self.name if chinese() else self.en

    def named(self) -> Named:
        return Named(self.key, self.label)


class Field(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fact. `sealed`: encrypted, shown masked. `exact`: found by its exact value (blind index).
    `most`: characters of a text, or the largest whole number."""

    type: Type
    required: bool = False
    sealed: bool = False
    exact: bool = False
    choices: str = ""
    most: int = 200


class Group(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts that are asked for together. None of what has no default here may be left out.

    `valid_days`: days until they are asked for again, None when they do not change by themselves. `keep_days`:
    days they are kept after they ended. `see` and `reveal` are powers; an empty `reveal` reveals nothing.
    `kinds`: the kinds of person they are asked of, all when empty. `sensitive`: in the sense of PIPL §28.
    """

    subject: Subject
    purpose: str
    basis: str
    basis_en: str
    sources: tuple[str, ...]
    valid_days: int | None
    keep_days: int
    see: str
    reveal: str
    sensitive: bool
    fields: tuple[Field, ...]
    kinds: tuple[str, ...] = ()

    @property
    def law(self) -> str:
        """The legal basis in the language in force."""
        return self.basis if chinese() else self.basis_en

    def field(self, key: str) -> Field | None:
        return next((each for each in self.fields if each.key == key), None)


class Definitions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    purposes: tuple[Labelled, ...]
    sources: tuple[Labelled, ...]
    choices: dict[str, tuple[Labelled, ...]]
    groups: tuple[Group, ...]


@cache
def source() -> Definitions:
    """The definitions as shipped; ValueError, naming every fault, if they break a rule."""
    return read(files("wangge.registry").joinpath("data/fields.yaml").read_bytes())


def read(text: bytes) -> Definitions:
    """Definitions from YAML. ValueError names what is missing, unknown, contradictory or refused."""
    try:
        found = msgspec.yaml.decode(text, type=Definitions)
    except msgspec.ValidationError as error:
        raise ValueError(f"data/fields.yaml: {error}") from error
    faults = [*check(found), *refused(found)]
    if faults:
        raise ValueError("data/fields.yaml: " + "; ".join(faults))
    return found


def check(found: Definitions) -> list[str]:
    """Every fault of definitions but the words they use, in English; empty when they are sound."""
    return [
        *_doubles(found),
        *_needed(found),
        *(fault for group in found.groups for fault in _of_group(group, found)),
    ]


def _needed(found: Definitions) -> Iterator[str]:
    held = {group.key: {field.key for field in group.fields} for group in found.groups}
    for group, fields in NEEDED.items():
        for field in fields:
            if field not in held.get(group, ()):
                yield f"{group}.{field}: people and homes are found by it, so it must be there"


def _doubles(found: Definitions) -> Iterator[str]:
    lists = {"purposes": found.purposes, "sources": found.sources, "groups": found.groups, **found.choices}
    for group in found.groups:
        lists[f"{group.key}.fields"] = group.fields
    for name, rows in lists.items():
        if len({row.key for row in rows}) != len(rows):
            yield f"{name}: a key stands twice"
    # A fact is held in one place: the same key in two groups of a subject would be asked for twice.
    held = [(group.subject, field.key) for group in found.groups for field in group.fields]
    for subject, key in sorted({each for each in held if held.count(each) > 1}):
        yield f"{subject}.{key}: is held in two groups"


def _of_group(group: Group, found: Definitions) -> Iterator[str]:
    if group.purpose not in {each.key for each in found.purposes}:
        yield f"{group.key}: no such purpose: {group.purpose or 'none'}"
    if len(group.basis.strip()) < 6 or len(group.basis_en.strip()) < 6:
        yield f"{group.key}: no legal basis"
    if not group.sources or not set(group.sources) <= {each.key for each in found.sources}:
        yield f"{group.key}: no source, or one that is not listed"
    if group.keep_days < 1:
        yield f"{group.key}: no retention"
    if group.valid_days is not None and group.valid_days < 1:
        yield f"{group.key}: a fact is valid for a day at least"
    if not set(group.kinds) <= {each.key for each in found.choices["person_kind"]}:
        yield f"{group.key}: a kind of person that is not listed"
    for power in filter(None, (group.see, group.reveal)):
        if power not in powers():
            yield f"{group.key}: no such power: {power}"
    if not group.see:
        yield f"{group.key}: says not who may see it"
    for field in group.fields:
        if (field.type == "choice") != bool(field.choices) or (
            field.choices and field.choices not in found.choices
        ):
            yield f"{group.key}.{field.key}: choices belong to a choice, and must be listed"
        if field.sealed and not group.reveal:
            yield f"{group.key}.{field.key}: is sealed, and nobody may reveal it"
        if field.exact and not field.sealed:
            yield f"{group.key}.{field.key}: an exact search goes through a sealed value"
        if field.type == "identity_number" and not field.sealed:
            yield f"{group.key}.{field.key}: an identity number is sealed"


def refused(found: msgspec.Struct) -> list[str]:
    """Where definitions use a word of what is never kept, and why it is refused."""
    return [
        f"{path}: {word} ({reason}) is never kept"
        for path, text in _texts(msgspec.to_builtins(found))
        for reason, words in refused_words().items()
        for word in words
        if stands(word, text)
    ]


@cache
def refused_words() -> Mapping[str, tuple[str, ...]]:
    """Words no definition may use, by reason."""
    text = files("wangge.registry").joinpath("data/refused_words.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=dict[str, tuple[str, ...]])


def stands(word: str, text: str) -> bool:
    """Whether a refused word stands in a text: anywhere, if it is Chinese; as a whole word, if it is not."""
    return word.lower() in _words(text) if word.isascii() else word in text


@lru_cache(maxsize=100)  # one text is asked for one word after the other, in every process that starts
def _words(text: str) -> frozenset[str]:
    apart = "".join(sign if sign.isascii() and sign.isalpha() else " " for sign in text)
    return frozenset(apart.lower().split())


def _texts(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    match part:
        case str():
            yield path, part
        case dict():
            for key, value in part.items():
                yield from _texts(value, f"{path}.{key}".lstrip("."))
        case list() | tuple():
            for place, value in enumerate(part):
                name = value.get("key", place) if isinstance(value, dict) else place
                yield from _texts(value, f"{path}.{name}".lstrip("."))


@cache
def groups(subject: Subject) -> Mapping[str, Group]:
    """The groups of facts a subject has, by key, in the order they are asked for."""
    return {each.key: each for each in source().groups if each.subject == subject}


@cache
def choices(name: str) -> Mapping[str, Labelled]:
    """A closed list by key."""
    return {each.key: each for each in source().choices[name]}


def named(name: str, key: str) -> Named | None:
    """A member of a closed list as people read it; None for no member of it."""
    found = choices(name).get(key)
    return found.named() if found else None


def all_named(name: str) -> list[Named]:
    return [each.named() for each in choices(name).values()]


@cache
def sources() -> Mapping[str, Labelled]:
    return {each.key: each for each in source().sources}


@cache
def purposes() -> Mapping[str, Labelled]:
    return {each.key: each for each in source().purposes}
