"""Standard addresses as text: how a node is called, sorted and found by the words in it. Needs no database."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from wangge.registry.definitions import Labelled

DIGITS = re.compile(r"\d+")


class AddressKind(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`suffix` is put behind a name that is only a number; at a `home` people may live."""

    suffix: str
    home: bool


@cache
def kinds() -> Mapping[str, AddressKind]:
    """The kinds of node from the top of the tree, by key."""
    text = files("wangge.registry").joinpath("data/addresses.yaml").read_bytes()
    return {each.key: each for each in msgspec.yaml.decode(text, type=list[AddressKind])}


def below(upper: str, lower: str) -> bool:
    """Whether a node of one kind may stand below one of another."""
    order = list(kinds())
    return order.index(upper) < order.index(lower)


def plain(text: str) -> str:
    """A text as it is compared: one width of characters, no spaces, large letters."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def called(kind: str, name: str) -> str:
    """The name of a node as it is written in an address: `3` of a building is written with its suffix."""
    name = plain(name)
    return name + kinds()[kind].suffix if name.isdigit() else name


def sort_key(name: str) -> str:
    """Sorts 2 before 10: every number in six digits."""
    return DIGITS.sub(lambda found: found[0].zfill(6), name)


def words(text: str) -> list[str]:
    """The pairs of neighbouring characters of a text, each once, sorted: what two-character words are found by."""
    text = plain(text)
    return sorted({text[place : place + 2] for place in range(len(text) - 1)})


def asked(text: str) -> list[str]:
    """The words somebody looks for, as they are compared; those of one character are left out."""
    return [word for word in map(plain, text.split()) if len(word) > 1]
