"""The activities of the register of processing, from the definitions that the platform works by: so what is processed
stands in it, and nothing else does. What has no definition of its own stands in `data/activities.yaml`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Literal

import msgspec
from django.utils.translation import get_language, gettext, override

from wangge.accounts.roles import powers
from wangge.core.deletions import Rule, rules
from wangge.core.http import wording
from wangge.core.named import Named
from wangge.core.words import N_, chinese
from wangge.protection.register.grounds import GROUNDS
from wangge.registry import definitions
from wangge.registry.care.definitions import Register, registers
from wangge.registry.definitions import Group, Labelled
from wangge.registry.exports.purposes import Purpose, field_of, purposes

Kind = Literal["register", "care", "list", "platform"]
KINDS: Mapping[str, str] = {
    "register": N_("Register of people and homes"),
    "care": N_("Care registers"),
    "list": N_("Lists out of the register"),
    "platform": N_("Work of the platform"),
}
SUBJECTS: Mapping[str, str] = {
    "person": N_("Residents"),
    "dwelling": N_("Owners of homes"),
    "organisation": N_("People in charge of organisations"),
}
WORKERS = N_("The responsible person and those they add")
ASKER = N_("Whoever asked for the list")
REGISTER = N_("The register of people and homes")
HELD_BY_WORKER = N_("Asked of the person by their case worker")
# Where the rules of deletion are declared: what deletes, by the clock.
DELETING = (
    "wangge.core.tasks",
    "wangge.accounts.tasks",
    "wangge.registry.tasks",
    "wangge.events.tasks",
    "wangge.protection.tasks",
)


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact that is processed; `sealed`: encrypted at rest."""

    name: str
    en: str
    sealed: bool = False

    @property
    def label(self) -> str:
        return self.name if chinese() else self.en


class Stated(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An activity that no other definition states; see `data/activities.yaml` for what each field means."""

    about: str
    about_en: str
    purpose: str
    purpose_en: str
    basis: str
    basis_en: str
    facts: tuple[Said, ...]
    source: str
    source_en: str
    sensitive: bool
    tables: tuple[str, ...]
    kept: tuple[str, ...] = ()
    until: str = ""
    until_en: str = ""
    see: tuple[str, ...] = ()
    own: str = ""
    own_en: str = ""
    grounds: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    activities: tuple[Stated, ...]
    register_tables: tuple[str, ...]
    care_tables: tuple[str, ...]
    list_tables: tuple[str, ...]

    def tables(self) -> list[str]:
        """Every table that is said to hold personal data."""
        own = [name for each in self.activities for name in each.tables]
        return [*own, *self.register_tables, *self.care_tables, *self.list_tables]


class ActivityFact(msgspec.Struct, frozen=True):
    """What is processed; `sealed`: encrypted at rest."""

    label: str
    sealed: bool


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """One activity in the language in force. `kept`: how long, one line a rule; `see`: powers that show it; `own`:
    who else sees it. `grounds`: why it needs an assessment by its definition alone."""

    key: str
    kind: Kind
    label: str
    about: str
    purpose: str
    basis: str
    facts: list[ActivityFact]
    source: str
    kept: list[str]
    see: tuple[str, ...]
    own: str
    sensitive: bool
    grounds: tuple[str, ...]


@cache
def source() -> Source:
    """As shipped; ValueError, naming every fault, if it breaks a rule."""
    return read(files("wangge.protection").joinpath("data/activities.yaml").read_bytes())


def read(text: bytes) -> Source:
    """The stated activities from YAML. ValueError names what is missing, unknown or contradictory."""
    try:
        found = msgspec.yaml.decode(text, type=Source)
    except msgspec.ValidationError as error:
        raise ValueError(f"data/activities.yaml: {error}") from error
    faults = [*_faults(found), *definitions.refused(found)]
    if faults:
        raise ValueError("data/activities.yaml: " + "; ".join(faults))
    return found


def _faults(found: Source) -> Iterator[str]:
    known = deleting()
    keys = [each.key for each in found.activities]
    yield from (f"{key}: stands twice" for key in {each for each in keys if keys.count(each) > 1})
    tables = found.tables()
    yield from (f"{name}: stands twice" for name in {each for each in tables if tables.count(each) > 1})
    for each in found.activities:
        if not each.kept and not each.until:
            yield f"{each.key}: says not how long it is kept"
        if not each.see and not each.own:
            yield f"{each.key}: says not who sees it"
        yield from (f"{each.key}: no such rule: {key}" for key in each.kept if key not in known)
        yield from (f"{each.key}: no such power: {key}" for key in each.see if key not in powers())
        yield from (f"{each.key}: no such ground: {key}" for key in each.grounds if key not in GROUNDS)


@cache
def deleting() -> Mapping[str, Rule]:
    """Every rule by which the platform deletes."""
    for module in DELETING:
        import_module(module)
    return rules()


def activities() -> list[Activity]:
    """Every activity there is, in the language in force. No query."""
    return list(by_key().values())


def by_key() -> Mapping[str, Activity]:
    """The same by key."""
    return _in(get_language())


@cache
def _in(language: str | None) -> Mapping[str, Activity]:
    """Made once for each language: definitions stay as they are while a process works."""
    with override(language):
        found = [
            *(_of_group(each) for each in definitions.source().groups),
            *(_of_care(each) for each in registers().values()),
            *(_of_list(each) for each in purposes().values()),
            *(_of_stated(each) for each in source().activities),
        ]
    return {each.key: each for each in found}


def named(keys: Iterable[str]) -> list[Named]:
    """Activities as people call them. One that is no longer defined is left out."""
    known = by_key()
    return [Named(key, known[key].label) for key in keys if key in known]


def name_of(key: str) -> str:
    """What people call an activity; "" for one that is no longer there."""
    return "".join(each.label for each in named([key]))


def fault(keys: Sequence[str], none: str) -> str | None:
    """What is wrong with a choice of activities: `none` if it is empty or says one twice; None for nothing."""
    if not keys or len(set(keys)) != len(keys):
        return none
    return None if set(keys) <= by_key().keys() else wording.CHOICE


def kept(rule: Rule) -> str:
    """How long a rule keeps, as a line."""
    since = gettext(rule.since)
    if not rule.keep:
        return gettext(N_("until %(since)s, then deleted at the next run")) % {"since": since}
    return gettext(N_("days kept: %(days)s, from when %(since)s")) % {"days": rule.keep.days, "since": since}


def _of_group(group: Group) -> Activity:
    see = tuple(dict.fromkeys(filter(None, (group.see, group.reveal))))
    named = definitions.sources()
    return Activity(
        key=f"register.{group.key}",
        kind="register",
        label=group.label,
        about=gettext(SUBJECTS[group.subject]),
        purpose=definitions.purposes()[group.purpose].label,
        basis=group.law,
        facts=[ActivityFact(each.label, each.sealed) for each in group.fields],
        source=_listed([named[each].label for each in group.sources if each != "demo"]),
        kept=[kept(deleting()[f"registry.fact.{group.key}"])],
        see=see,
        own="",
        sensitive=group.sensitive,
        grounds=_grounds(sensitive=group.sensitive),
    )


def _of_care(register: Register) -> Activity:
    return Activity(
        key=f"care.{register.key}",
        kind="care",
        label=register.label,
        about=gettext(SUBJECTS["person"]),
        purpose=register.aim,
        basis=register.law,
        facts=[ActivityFact(each.label, True) for each in register.fields],
        source=gettext(HELD_BY_WORKER),
        kept=[kept(deleting()["registry.care"])],
        see=(),
        own=gettext(WORKERS),
        sensitive=register.sensitive,
        grounds=_grounds(sensitive=register.sensitive),
    )


def _of_list(purpose: Purpose) -> Activity:
    fields = [field_of(purpose.subject, name) for name in purpose.fields]
    sensitive = any(group.sensitive for group, _ in fields)
    return Activity(
        key=f"list.{purpose.purpose}",
        kind="list",
        label=gettext(N_("List: %(purpose)s")) % {"purpose": purpose.label},
        about=gettext(SUBJECTS[purpose.subject]),
        purpose=purpose.label,
        basis=_listed(list(dict.fromkeys(group.law for group, _ in fields))),
        facts=[ActivityFact(field.label, True) for _, field in fields],
        source=gettext(REGISTER),
        kept=[kept(deleting()["registry.exports"])],
        see=("registry.approve_export",),
        own=gettext(ASKER),
        sensitive=sensitive,
        grounds=_grounds(sensitive=sensitive, more=("provided",)),
    )


def _of_stated(stated: Stated) -> Activity:
    here = chinese()
    until = stated.until if here else stated.until_en
    return Activity(
        key=stated.key,
        kind="platform",
        label=stated.label,
        about=stated.about if here else stated.about_en,
        purpose=stated.purpose if here else stated.purpose_en,
        basis=stated.basis if here else stated.basis_en,
        facts=[ActivityFact(each.label, each.sealed) for each in stated.facts],
        source=stated.source if here else stated.source_en,
        kept=[*(kept(deleting()[key]) for key in stated.kept), *([until] if until else [])],
        see=stated.see,
        own=stated.own if here else stated.own_en,
        sensitive=stated.sensitive,
        grounds=_grounds(sensitive=stated.sensitive, more=stated.grounds),
    )


def _grounds(*, sensitive: bool, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = {*(["sensitive"] if sensitive else []), *more}
    return tuple(key for key in GROUNDS if key in found)


def _listed(labels: list[str]) -> str:
    return " / ".join(labels)
