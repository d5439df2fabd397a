"""What may be asked for is data, and data that contradicts itself stops the start."""

from importlib.resources import files

import pytest

from wangge.registry.requests import rights

TEXT = files("wangge.registry").joinpath("data/rights.yaml").read_text()


def test_it_works():
    assert rights.read(TEXT.encode()) == rights.source()
    assert {each.effect for each in rights.source().kinds} == {
        "hand_over", "correct", "restrict", "erase", "explain",
    }  # fmt: skip
    assert "并非法定期限" in rights.source().term.source


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("working_days: 15", "working_days: 0", "no time to answer in"),
        ("basis: 个人信息保护法第四十八条", "basis: 无", "explain: no legal basis"),
        ("kinds: [correct],", "kinds: [rate],", "sound: stands against a request that is not listed"),
        ("key: delete,", "key: copy,", "a key stands twice"),
        ("names: false", "names: sometimes", "bool"),
        ("effect: erase,", "effect: publish,", "Invalid enum value"),
    ],
)
def test_a_contradiction_is_named(before, after, fault):
    assert before in TEXT
    with pytest.raises(ValueError, match=fault):
        rights.read(TEXT.replace(before, after, 1).encode())
