"""Text as people may send it, and the first place where it is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.core.text import first_unclean, unclean


def test_it_works():
    assert not unclean("井盖缺失，请尽快处理\n谢谢\t！\r\n")
    assert unclean("a\x00b")


@pytest.mark.parametrize(
    "code", [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xD800, 0xDBFF, 0xDC00, 0xDFFF]
)
def test_controls_and_half_characters_are_no_text(code):
    assert unclean(f"before{chr(code)}after")


@pytest.mark.parametrize(
    "text", ["", " ", "\t\r\n", "é", "𠮷", "👨‍👩‍👧", "\u200f", "\ufeff", "\uffff", "\U0010ffff"]
)
def test_everything_else_is(text):
    assert not unclean(text)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("fine", None),
        ("\x00", "body"),
        ({"a": "\x00"}, "a"),
        ({"a": {"b": ["x", {"c": "\ud800"}]}}, "a.b.1.c"),
        (["x", "\x01"], "1"),
        ({"\x00": 1}, "body"),
        ({"a": {"\x00": 1}}, "a"),
        ({"a": [{"\x00": 1}]}, "a.0"),
        ({"a": 1, "b": None, "c": True, "d": 1.5, "e": [], "f": {}}, None),
        ({"z": "\x00", "a": "\x00"}, "z"),
    ],
)
def test_the_first_place_is_named(data, path):
    assert first_unclean(data) == path


texts = st.text(st.characters(codec="utf-8"), max_size=4)
documents = st.recursive(
    texts | st.integers() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=12,
)


def every_text(data):
    match data:
        case str():
            yield data
        case dict():
            for key, value in data.items():
                yield key
                yield from every_text(value)
        case list():
            for value in data:
                yield from every_text(value)


@given(documents)
def test_a_document_is_clean_when_all_of_its_texts_are(data):
    assert (first_unclean(data) is None) is not any(map(unclean, every_text(data)))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))))
def test_what_a_database_can_hold_is_clean(text):
    assert not unclean(text)
