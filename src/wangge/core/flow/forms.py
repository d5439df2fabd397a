"""What an action asks, as typed structs: one definition checks the input and draws the form.

A form is a msgspec struct; its JSON Schema (2020-12) goes to the faces with titles and choices in the
caller's language. Unknown fields are refused, so a typing mistake is never silently dropped.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext

from wangge.core.http.documents import convert, refuse_unclean


class Form(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The empty form: an action that asks nothing."""


F = TypeVar("F", bound=Form)


class Choice(StrEnum):
    """A closed list whose members carry an English message: `OTHER = "other", N_("Something else")`."""

    label: str

    def __new__(cls, value: str, label: str) -> "Choice":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def parse(form: type[F], data: Any) -> F:
    """`data` (decoded JSON) as a filled-in form, or a problem naming the field at fault."""
    refuse_unclean(data)
    return convert(data, form)


def filled(form: Form) -> dict[str, Any]:
    """A form as plain JSON values, without fields left at their default: what a step keeps."""
    plain = msgspec.to_builtins(form)
    assert isinstance(plain, dict)
    return plain


@dataclass(frozen=True, slots=True)
class Field:
    """What people are asked (an English message, "" where nobody is), and the choices it takes, if it is one."""

    title: str
    choice: type[Choice] | None


@cache
def described(form: type[Form]) -> dict[str, Field]:
    """The fields of a form by name: what is needed to show a filled-in one to people."""
    shape = msgspec.inspect.type_info(form)
    assert isinstance(shape, msgspec.inspect.StructType)
    return {each.name: Field(_title(each.type), _choice(each.type)) for each in shape.fields}


def _title(kind: Any) -> str:
    match kind:
        case msgspec.inspect.Metadata(extra_json_schema=extra) if extra and "title" in extra:
            return str(extra["title"])
        case msgspec.inspect.Metadata(type=inner):
            return _title(inner)
    return ""


def _choice(kind: Any) -> type[Choice] | None:
    match kind:
        case msgspec.inspect.EnumType() if issubclass(kind.cls, Choice):
            return kind.cls
        case msgspec.inspect.Metadata(type=inner):
            return _choice(inner)
        case msgspec.inspect.UnionType(types=types):
            return next((found for each in types if (found := _choice(each))), None)
    return None


def schema(form: type[Form]) -> dict[str, Any]:
    """The JSON Schema of a form, self-contained, in the language in force."""
    (reference,), components = msgspec.json.schema_components([form], ref_template="#/$defs/{name}")
    own = components.pop(form.__name__, reference)
    choices = {kind.__name__: kind for kind in _choices(form)}
    definitions = {
        name: _choice_schema(choices[name]) if name in choices else _struct_schema(component)
        for name, component in components.items()
    }
    said = _struct_schema(own) | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return said | ({"$defs": definitions} if definitions else {})


def _choices(form: type[Form]) -> set[type[Choice]]:
    found: set[type[Choice]] = set()
    walked: set[type] = set()  # a struct may hold others of its own kind

    def walk(kind: Any) -> None:
        match kind:
            case msgspec.inspect.EnumType() if issubclass(kind.cls, Choice):
                found.add(kind.cls)
            case msgspec.inspect.StructType() if kind.cls not in walked:
                walked.add(kind.cls)
                for part in kind.fields:
                    walk(part.type)
            case msgspec.inspect.UnionType():
                for each in kind.types:
                    walk(each)
            case msgspec.inspect.TupleType():
                for each in kind.item_types:
                    walk(each)
            case (
                msgspec.inspect.ListType()
                | msgspec.inspect.VarTupleType()
                | msgspec.inspect.SetType()
                | msgspec.inspect.FrozenSetType()
            ):
                walk(kind.item_type)
            case msgspec.inspect.DictType():
                walk(kind.key_type)
                walk(kind.value_type)
            case msgspec.inspect.Metadata():
                walk(kind.type)

    walk(msgspec.inspect.type_info(form))
    return found


def _choice_schema(choice: type[Choice]) -> dict[str, Any]:
    return {"oneOf": [{"const": member.value, "title": gettext(member.label)} for member in choice]}


def _struct_schema(component: dict[str, Any]) -> dict[str, Any]:
    """A struct's own name and docstring are for programmers: only its fields are shown to people."""
    shown = {key: value for key, value in component.items() if key not in {"title", "description"}}
    said: dict[str, Any] = _translated(shown)
    return said


def _translated(part: Any) -> Any:
    match part:
        case dict():
            return {
                key: gettext(value)
                if key in {"title", "description"} and isinstance(value, str)
                else _translated(value)
                for key, value in part.items()
            }
        case list():
            return [_translated(each) for each in part]
    return part
