"""What may be taken out for which purpose (`data/exports.yaml`), and the rules that file must keep."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import msgspec

from wangge.registry import definitions
from wangge.registry.definitions import Definitions, Field, Group, Subject

# The closed list that narrows the rows of a subject: kinds of people and places, uses of homes.
KINDS: Mapping[Subject, str] = {"person": "person_kind", "dwelling": "home_use", "organisation": "place_kind"}


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fields (`group.field`) that a list for this purpose may hold, of which kind of subject."""

    purpose: str
    subject: Subject
    fields: tuple[str, ...]

    @property
    def label(self) -> str:
        return definitions.purposes()[self.purpose].label


@cache
def purposes() -> Mapping[str, Purpose]:
    """By the key of the purpose; ValueError, naming every fault, if the file breaks a rule."""
    text = files("wangge.registry").joinpath("data/exports.yaml").read_bytes()
    found = msgspec.yaml.decode(text, type=list[Purpose])
    faults = list(check(found, definitions.source()))
    if faults:
        raise ValueError("data/exports.yaml: " + "; ".join(faults))
    return {each.purpose: each for each in found}


def check(found: list[Purpose], known: Definitions) -> Iterator[str]:
    """Every fault: a purpose the definitions do not know or that stands twice, a field they do not have."""
    keys = [each.purpose for each in found]
    held = {f"{group.key}.{field.key}": group.subject for group in known.groups for field in group.fields}
    for each in found:
        if each.purpose not in {purpose.key for purpose in known.purposes}:
            yield f"{each.purpose}: no such purpose"
        if keys.count(each.purpose) > 1:
            yield f"{each.purpose}: stands twice"
        if not each.fields:
            yield f"{each.purpose}: holds nothing"
        for name in each.fields:
            if held.get(name) != each.subject:
                yield f"{each.purpose}: {name} is no field of a {each.subject}"


def field_of(subject: Subject, name: str) -> tuple[Group, Field]:
    """The group and the field of a name `group.field`; KeyError if there is none."""
    key, _, part = name.partition(".")
    group = definitions.groups(subject)[key]
    field = group.field(part)
    if field is None:
        raise KeyError(name)
    return group, field
