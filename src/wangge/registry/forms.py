"""The form of a group: checked against its definition, and drawn by the faces from a JSON Schema."""

from collections.abc import Mapping
from typing import Any, Protocol

from wangge.core import problems
from wangge.core.http import wording
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.registry import definitions, values
from wangge.registry.definitions import Field


class Asked(Protocol):
    """What a form is made of: a group of facts, or a care register."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    def field(self, key: str) -> Field | None: ...


LONGEST = 24  # a number as people write it, with what they set its parts off by
TYPES = {"text": "string", "choice": "string", "yes_no": "boolean", "whole": "integer"}


def filled(group: Asked, data: Mapping[str, Any], held: Mapping[str, Any], path: str) -> dict[str, Any]:
    """What a group holds after this form: `data` over what is `held`, None taking a value away.

    A problem (422) names every field at fault, below `path`.
    """
    faults: dict[str, str] = {}
    found = dict(held)
    for key, value in data.items():
        field = group.field(key)
        if field is None:
            faults[f"{path}.{key}"] = wording.UNKNOWN_FIELD
        elif value is None:
            found.pop(key, None)
        else:
            try:
                found[key] = values.checked(field, value)
            except values.Unfit as unfit:
                faults[f"{path}.{key}"] = str(unfit)
    for field in group.fields:
        if field.required and field.key not in found:
            faults.setdefault(f"{path}.{field.key}", wording.REQUIRED)
    faults |= _at_odds(group, data, found, path) if not faults else {}
    if faults:
        raise Problem(problems.INVALID, fields=faults)
    return found


def _at_odds(group: Asked, data: Mapping[str, Any], found: dict[str, Any], path: str) -> dict[str, str]:
    """An identity number says day of birth and sex: they are filled in where nobody gave them, and must agree."""
    number = found.get("identity_number")
    if group.key != "identity" or number is None:
        return {}
    said = {"birth_date": values.born_of(number).isoformat(), "sex": values.sex_of(number)}
    for key, value in said.items():
        # A new number corrects what was held; what somebody says along with it must agree with it.
        if key in data and data[key] is not None and found[key] != value:
            return {f"{path}.{key}": N_("The identity number says something else")}
        found[key] = value
    return {}


def schema(group: Asked) -> dict[str, Any]:
    """The JSON Schema of the form in the language in force; sealed fields are `writeOnly`: never sent back."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": group.label,
        "additionalProperties": False,
        "properties": {field.key: _property(field) for field in group.fields},
        "required": [field.key for field in group.fields if field.required],
    }


def _property(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"type": TYPES.get(field.type, "string"), "title": field.label}
    match field.type:
        case "choice":
            told["oneOf"] = [
                {"const": each.key, "title": each.label} for each in definitions.all_named(field.choices)
            ]
        case "day":
            told["format"] = "date"
        case "text":
            told["maxLength"] = field.most
        case "phone" | "identity_number":
            told["maxLength"] = LONGEST
        case "whole":
            told |= {"minimum": 0, "maximum": field.most}
    return told | ({"writeOnly": True} if field.sealed else {})
