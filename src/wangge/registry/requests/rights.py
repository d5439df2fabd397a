"""What may be asked for and refused, by which law and how soon, read from `data/rights.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from wangge.core.named import Named
from wangge.core.words import chinese
from wangge.registry.definitions import Labelled

Effect = Literal["hand_over", "correct", "restrict", "erase", "explain"]


class Lawful(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that rests on a law."""

    basis: str
    basis_en: str

    @property
    def law(self) -> str:
        """In the language in force."""
        return self.basis if chinese() else self.basis_en


class Right(Lawful, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of request. `plain` is how somebody says it who has never heard of the law."""

    effect: Effect
    about: Literal["group", "all"]
    plain: str
    plain_en: str

    @property
    def said(self) -> str:
        return self.plain if chinese() else self.plain_en


class Refusal(Lawful, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A reason that may stand against requests of these kinds."""

    kinds: tuple[str, ...]


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How soon a request is answered, and where that is taken from."""

    working_days: float
    source: str
    source_en: str


class Complaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    en: str


class Readers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether somebody is told the names of those who looked, beside post and unit."""

    names: bool


class Rights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    term: Term
    kinds: tuple[Right, ...]
    refusals: tuple[Refusal, ...]
    complaint: Complaint
    readers: Readers


@cache
def source() -> Rights:
    """As shipped; ValueError, naming every fault, if it contradicts itself."""
    return read(files("wangge.registry").joinpath("data/rights.yaml").read_bytes())


def read(text: bytes) -> Rights:
    """Rights from YAML. ValueError names what is missing, unknown or contradictory."""
    try:
        found = msgspec.yaml.decode(text, type=Rights)
    except msgspec.ValidationError as error:
        raise ValueError(f"data/rights.yaml: {error}") from error
    faults = _faults(found)
    if faults:
        raise ValueError("data/rights.yaml: " + "; ".join(faults))
    return found


def _faults(found: Rights) -> list[str]:
    keys = [each.key for each in found.kinds]
    faults = ["a key stands twice"] if len(set(keys)) != len(keys) else []
    if found.term.working_days <= 0:
        faults.append("term: no time to answer in")
    faults += [
        f"{each.key}: no legal basis"
        for each in (*found.kinds, *found.refusals)
        if len(each.basis.strip()) < 6 or len(each.basis_en.strip()) < 6
    ]
    faults += [
        f"{each.key}: stands against a request that is not listed"
        for each in found.refusals
        if not set(each.kinds) <= set(keys)
    ]
    faults += [
        f"{each.key}: nothing may stand against it"
        for each in found.kinds
        if not any(each.key in refusal.kinds for refusal in found.refusals)
    ]
    return faults


@cache
def kinds() -> Mapping[str, Right]:
    return {each.key: each for each in source().kinds}


@cache
def refusals(kind: str = "") -> Mapping[str, Refusal]:
    """The reasons that may stand against a kind of request; all of them for no kind."""
    return {each.key: each for each in source().refusals if not kind or kind in each.kinds}


def kind_named(key: str) -> Named:
    return kinds()[key].named()


def complaint() -> str:
    """How somebody complains, in the language in force."""
    told = source().complaint
    return told.name if chinese() else told.en


def term_source() -> str:
    term = source().term
    return term.source if chinese() else term.source_en
