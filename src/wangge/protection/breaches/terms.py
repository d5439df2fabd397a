"""How soon what is done about a breach, and where each figure is taken from (`data/breach.yaml`)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.words import chinese

CLOCKS = ("contain", "authority", "authority_grave", "people")


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A time that is allowed, and its source."""

    key: str
    kind: ClockKind
    amount: float
    source: str
    source_en: str

    @property
    def span(self) -> Span:
        return Span(self.kind, self.amount)

    @property
    def said(self) -> str:
        """The source in the language in force."""
        return self.source if chinese() else self.source_en


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    clocks: tuple[Term, ...]


@cache
def terms() -> Mapping[str, Term]:
    """By key; ValueError if one is missing, allows no time, or has no source."""
    return read(files("wangge.protection").joinpath("data/breach.yaml").read_bytes())


def read(text: bytes) -> Mapping[str, Term]:
    """Terms from YAML. ValueError names what is missing or contradictory."""
    try:
        found = {each.key: each for each in msgspec.yaml.decode(text, type=Terms).clocks}
    except msgspec.ValidationError as error:
        raise ValueError(f"data/breach.yaml: {error}") from error
    faults = [f"{key}: is missing, or no clock" for key in set(CLOCKS) ^ found.keys()]
    faults += [f"{each.key}: no time" for each in found.values() if each.amount <= 0]
    faults += [
        f"{each.key}: no source"
        for each in found.values()
        if min(len(each.source.strip()), len(each.source_en.strip())) < 6
    ]
    if faults:
        raise ValueError("data/breach.yaml: " + "; ".join(sorted(faults)))
    return found
