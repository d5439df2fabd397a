"""Powers and roles as data, and the rule that keeps the three administrators apart. Needs no database.

The source is `data/roles.yaml`; the rule is domain.md §6: system, security and audit administrators are three
people with three powers, none of which contains another, and none of them works on events.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec


class Family(StrEnum):
    """Whose kind of work a power is. `COMMON` goes with all others, which all exclude each other."""

    BUSINESS = "business"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"
    PROTECTION = "protection"
    COMMON = "common"


OF_EVERYBODY = frozenset({Family.BUSINESS, Family.COMMON})
# How the names of powers end that show, or hand out, what is masked for others.
REVEALING = (".reveal", ".export", ".approve_export")


class Power(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token`: an outside system may hold it."""

    key: str
    name: str
    en: str
    family: Family
    token: bool = False


class RoleRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`unit_kinds` and `levels` say where a role posted at a unit may be held; `*` is any kind."""

    key: str
    name: str
    en: str
    posted_at: Literal["unit", "grid"]
    powers: tuple[str, ...]
    unit_kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


class RoleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    powers: tuple[Power, ...]
    roles: tuple[RoleRow, ...]


@cache
def source() -> RoleFile:
    """The file as it is shipped; ValueError, naming the fault, if it breaks a rule."""
    text = files("wangge.accounts").joinpath("data/roles.yaml").read_bytes()
    read = msgspec.yaml.decode(text, type=RoleFile)
    faults = check(read)
    if faults:
        raise ValueError("data/roles.yaml: " + "; ".join(faults))
    return read


@cache
def powers() -> Mapping[str, Power]:
    return {each.key: each for each in source().powers}


def token_powers() -> frozenset[str]:
    """What a token may carry: no administrator's power, and nothing that decides about an event."""
    return frozenset(key for key, each in powers().items() if each.token)


def families(keys: Iterable[str], known: Mapping[str, Power] | None = None) -> frozenset[Family]:
    """The families these powers draw on, without the common one. KeyError for an unknown power."""
    known = powers() if known is None else known
    return frozenset(known[key].family for key in keys) - {Family.COMMON}


def check(read: RoleFile) -> list[str]:
    """Every fault of a file of roles, in English; empty when it is sound."""
    faults = []
    known = {each.key: each for each in read.powers}
    if len(known) != len(read.powers):
        faults.append("a power is listed twice")
    if len({each.key for each in read.roles}) != len(read.roles):
        faults.append("a role is listed twice")
    faults += [
        f"{each.key}: a token may carry business or common powers only"
        for each in read.powers
        if each.token and each.family not in (Family.BUSINESS, Family.COMMON)
    ]
    for role in read.roles:
        unknown = sorted(set(role.powers) - known.keys())
        if unknown:
            faults.append(f"{role.key}: unknown powers {', '.join(unknown)}")
        elif len(mixed := families(role.powers, known)) > 1:
            faults.append(f"{role.key}: mixes {', '.join(sorted(mixed))} powers")
        if (role.posted_at == "unit") != bool(role.unit_kinds and role.levels):
            faults.append(
                f"{role.key}: unit_kinds and levels belong to roles posted at a unit, and only there"
            )
    return faults


def guarded_powers(keys: Iterable[str]) -> frozenset[str]:
    """Those of these powers that need a second factor: an administrator's, and revealing what is masked or taking
    it along (domain.md §6)."""
    known = powers()
    return frozenset(
        key
        for key in keys
        if key.endswith(REVEALING) or (key in known and known[key].family not in OF_EVERYBODY)
    )


def excluded(held: Iterable[Iterable[str]]) -> bool:
    """Whether roles with these powers may not be held by one person (domain.md §6).

    An administrator of one kind is nothing else: no other administrator, and no part in handling events.
    """
    return len(families(power for powers in held for power in powers)) > 1


def family_of(role: str) -> frozenset[Family]:
    """The kind of work a shipped role is for, whatever its powers have been changed to since."""
    return families(next(row.powers for row in source().roles if row.key == role))
