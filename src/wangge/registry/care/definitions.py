"""The care registers, read from `data/care.yaml`, and the rules a register must keep.

A register without purpose, law or end is refused, and so is one written with a word of what the platform never keeps
of a person (domain.md §8), the same words as for every other definition.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from wangge.core.words import chinese
from wangge.registry import definitions
from wangge.registry.definitions import Field, Labelled

# No entry lasts longer without being opened anew: three years, the longest term the law names among these registers
# (Drug Control Law §33).
LONGEST = 1095


class Register(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One register; none of it may be left out. Days are calendar days. See `data/care.yaml` for what each means."""

    purpose: str
    purpose_en: str
    basis: str
    basis_en: str
    consent: Literal["required", "none"]
    sensitive: bool
    review_days: int
    missed_days: int
    term_days: int
    longest_days: int
    fields: tuple[Field, ...]

    @property
    def aim(self) -> str:
        """The purpose in the language in force."""
        return self.purpose if chinese() else self.purpose_en

    @property
    def law(self) -> str:
        """The legal basis in the language in force."""
        return self.basis if chinese() else self.basis_en

    def field(self, key: str) -> Field | None:
        return next((each for each in self.fields if each.key == key), None)


class Registers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    registers: tuple[Register, ...]


@cache
def registers() -> Mapping[str, Register]:
    """The registers as shipped, by key, in their order; ValueError, naming every fault, if they break a rule."""
    text = files("wangge.registry").joinpath("data/care.yaml").read_bytes()
    return {each.key: each for each in read(text).registers}


def read(text: bytes) -> Registers:
    """Registers from YAML. ValueError names what is missing, unknown, contradictory or refused."""
    try:
        found = msgspec.yaml.decode(text, type=Registers)
    except msgspec.ValidationError as error:
        raise ValueError(f"data/care.yaml: {error}") from error
    faults = [*check(found), *definitions.refused(found)]
    if faults:
        raise ValueError("data/care.yaml: " + "; ".join(faults))
    return found


def check(found: Registers) -> list[str]:
    """Every fault of registers but the words they use, in English; empty when they are sound."""
    keys = [each.key for each in found.registers]
    faults = [] if len(set(keys)) == len(keys) else ["registers: a key stands twice"]
    return faults + [fault for each in found.registers for fault in _of(each)]


def _of(register: Register) -> Iterator[str]:
    if min(len(register.purpose.strip()), len(register.purpose_en.strip())) < 6:
        yield f"{register.key}: no purpose"
    # A law that is not named by its article cannot be looked up.
    if len(register.basis.strip()) < 6 or "§" not in register.basis_en:
        yield f"{register.key}: names no article of a law"
    if not 1 <= register.review_days <= register.term_days:
        yield f"{register.key}: it is reviewed at least once in its term"
    if register.missed_days < 1:
        yield f"{register.key}: does not say when a review that is missed ends it"
    if not register.term_days <= register.longest_days <= LONGEST:
        yield f"{register.key}: has no end, or a later one than {LONGEST} days"
    if register.consent != "required" and "PIPL §29" in register.basis_en:
        yield f"{register.key}: consent is its basis (PIPL §29), and it does not ask for it"
    if len({field.key for field in register.fields}) != len(register.fields):
        yield f"{register.key}.fields: a key stands twice"
    if not register.fields:
        yield f"{register.key}: nothing is asked"
    for field in register.fields:
        if (field.type == "choice") != bool(field.choices) or (
            field.choices and field.choices not in definitions.source().choices
        ):
            yield f"{register.key}.{field.key}: choices belong to a choice, and must be listed"
        if field.type == "identity_number" or field.exact:
            yield f"{register.key}.{field.key}: who it is stands in the register of people, and nowhere else"
