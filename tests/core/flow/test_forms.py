"""What an action asks: a JSON Schema a face can draw, and one reading that refuses what does not fit."""

from datetime import datetime
from typing import Annotated, Any

import pytest
from django.utils import translation
from msgspec import Meta, Struct

from tests.core.flow.small import Ask, HandOver, Remark, Size, Until
from wangge.core.flow.forms import Choice, Form, filled, parse, schema
from wangge.core.problems import Problem

DRAFT = "https://json-schema.org/draft/2020-12/schema"
# The words of the 2020-12 vocabularies (core, applicator, validation, meta-data) that forms may use.
WORDS = {
    *("$schema", "$ref", "$defs", "type", "properties", "required", "additionalProperties", "items"),
    *("oneOf", "anyOf", "allOf", "const", "enum", "title", "description", "default", "format"),
    *("minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minItems", "maxItems", "uniqueItems", "prefixItems", "contentEncoding"),
}
TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}


def sound(part: Any, root: dict[str, Any]) -> None:
    """Assert that a schema is built as 2020-12 says, and that every reference leads somewhere in it."""
    assert isinstance(part, dict | bool)
    if isinstance(part, bool):
        return
    assert set(part) <= WORDS, set(part) - WORDS
    if "type" in part:
        assert part["type"] in TYPES
    if "$ref" in part:
        prefix, name = part["$ref"].rsplit("/", 1)
        assert prefix == "#/$defs"
        assert name in root["$defs"]
    for word in ("properties", "$defs"):
        for name, each in part.get(word, {}).items():
            assert isinstance(name, str)
            sound(each, root)
    for word in ("oneOf", "anyOf", "allOf", "prefixItems"):
        assert part.get(word, [True])  # never an empty list
        for each in part.get(word, []):
            sound(each, root)
    for word in ("items", "additionalProperties"):
        if word in part:
            sound(part[word], root)
    assert set(part.get("required", [])) <= set(part.get("properties", {}))
    for word in ("title", "description", "format", "pattern"):
        assert isinstance(part.get(word, ""), str)


def refused(form: type[Form], data: Any) -> list[str]:
    with pytest.raises(Problem) as caught:
        parse(form, data)
    assert caught.value.kind.status == 422
    return list(caught.value.fields)


def test_it_works():
    asked = parse(Ask, {"what": "Umbrella", "size": "large", "marks": [{"text": "red"}]})
    assert (asked.what, asked.size, asked.marks[0].text) == ("Umbrella", Size.LARGE, "red")
    assert filled(asked) == {"what": "Umbrella", "size": "large", "marks": [{"text": "red", "size": None}]}


def test_the_schema_of_a_form():
    made = schema(Ask)
    sound(made, made)
    assert made["$schema"] == DRAFT
    assert made["type"] == "object"
    assert made["required"] == ["what"]
    assert made["additionalProperties"] is False
    assert made["properties"]["what"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 40,
        "title": "What was lost",
        "description": "In one line",
    }
    assert made["properties"]["marks"]["maxItems"] == 3
    assert "title" not in made  # the class's own name and docstring are no words for people
    assert "description" not in made


def test_choices_are_drawn_with_their_titles():
    made = schema(Ask)
    assert made["$defs"]["Size"] == {
        "oneOf": [
            {"const": "small", "title": "Fits a pocket"},
            {"const": "large", "title": "Does not"},
        ]
    }
    assert made["properties"]["size"]["default"] == "small"


@pytest.mark.parametrize("form", [Form, Ask, Until, HandOver, Remark])
def test_every_form_has_a_sound_schema(form):
    made = schema(form)
    sound(made, made)
    assert made["$schema"] == DRAFT


def test_the_empty_form_asks_nothing_and_takes_nothing():
    assert schema(Form)["properties"] == {}
    assert filled(parse(Form, {})) == {}
    assert refused(Form, {"extra": 1}) == ["extra"]


class Colour(Choice):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


class Box(Struct):
    colour: Colour


class Containers(Form):
    listed: list[Colour] = []
    chosen: set[Colour] = set()
    frozen: frozenset[Colour] = frozenset()
    pair: tuple[Colour, int] | None = None
    several: tuple[Colour, ...] = ()
    named: dict[str, Colour] = {}
    boxes: list[Box] = []
    counted: dict[Colour, int] = {}
    maybe: Annotated[Colour | None, Meta(title="Maybe")] = None


@pytest.mark.parametrize("field", Containers.__struct_fields__)
def test_a_choice_has_titles_wherever_it_stands(field):
    made = schema(Containers)
    sound(made, made)
    assert made["$defs"]["Colour"]["oneOf"][0] == {"const": "red", "title": "Red"}
    alone = schema(type("Alone", (Form,), {"__annotations__": {field: Containers.__annotations__[field]}}))
    sound(alone, alone)
    assert alone["$defs"]["Colour"]["oneOf"][1] == {"const": "blue", "title": "Blue"}


class Folder(Struct):
    colour: Colour
    inside: list["Folder"] = []


class Filed(Form):
    folder: Folder


def test_a_part_may_hold_parts_of_its_own_kind():
    made = schema(Filed)
    sound(made, made)
    assert made["$defs"]["Colour"]["oneOf"][0] == {"const": "red", "title": "Red"}


class Titled(Form):
    title: Annotated[str, Meta(title="Title of it")]
    description: Annotated[str, Meta(title="What it says")] = ""


def test_fields_may_be_called_title_and_description():
    made = schema(Titled)
    sound(made, made)
    assert made["properties"]["title"] == {"type": "string", "title": "Title of it"}
    assert made["properties"]["description"]["title"] == "What it says"


def test_words_for_people_are_in_the_language_in_force(monkeypatch):
    from wangge.core.flow import forms

    monkeypatch.setattr(forms, "gettext", lambda message: f"<{translation.get_language()} {message}>")
    with translation.override("en"):
        made = schema(Ask)
    assert made["properties"]["what"]["title"] == "<en What was lost>"
    assert made["properties"]["what"]["description"] == "<en In one line>"
    assert made["$defs"]["Size"]["oneOf"][0]["title"] == "<en Fits a pocket>"
    assert made["properties"]["size"]["default"] == "small"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "what"),
        ({"what": ""}, "what"),
        ({"what": "x" * 41}, "what"),
        ({"what": 5}, "what"),
        ({"what": None}, "what"),
        ({"what": "Hat", "size": "huge"}, "size"),
        ({"what": "Hat", "colour": "red"}, "colour"),
        ({"what": "Hat", "marks": [{"text": "a"}, {"text": "x" * 21}]}, "marks.1.text"),
        ({"what": "Hat", "marks": [{"text": "a", "size": "huge"}]}, "marks.0.size"),
        ({"what": "Hat", "marks": [{"text": "a"}] * 4}, "marks"),
        ({"what": "Hat", "worth": "much"}, "worth"),
        ([], "body"),
        ("Hat", "body"),
        (None, "body"),
    ],
)
def test_what_does_not_fit_is_named(data, field):
    assert refused(Ask, data) == [field]


@pytest.mark.parametrize("bad", ["a\x00b", "\ud83d", "a\udc00", "\x1b[31m", "\x85"])
def test_text_that_is_no_text_is_named(bad):
    assert refused(Remark, {"text": bad}) == ["text"]
    assert refused(Ask, {"what": "Hat", "marks": [{"text": "fine"}, {"text": bad}]}) == ["marks.1.text"]
    assert refused(Ask, {"what": "Hat", bad: "x"}) == ["body"]


def test_text_is_refused_before_anything_else_about_it():
    assert refused(Remark, {"text": "\x00" * 99}) == ["text"]


@pytest.mark.parametrize("text", ["伞", "𠮷野家", "👩‍👩‍👧", "line one\nline two\ttab", "مظلة"])
def test_any_script_is_text(text):
    assert parse(Remark, {"text": text}).text == text


def test_a_moment_needs_its_zone():
    assert parse(Until, {"until": "2026-03-02T10:00:00+08:00"}).until.tzinfo is not None
    assert refused(Until, {"until": "2026-03-02T10:00:00"}) == ["until"]
    assert refused(Until, {"until": "tomorrow"}) == ["until"]
    assert isinstance(parse(Until, {"until": "1900-01-01T00:00:00Z"}).until, datetime)


def test_a_truth_is_not_a_number():
    assert refused(HandOver, {"receipt": 1}) == ["receipt"]
    assert refused(HandOver, {"receipt": "true"}) == ["receipt"]
