"""A key with its label, as these routes answer it."""

from collections.abc import Iterable

from ninja import Schema

from wangge.core.named import Named


class NamedOut(Schema):
    """A key and what people call it."""

    key: str
    label: str


def out(named: Named) -> NamedOut:
    return NamedOut(key=named.key, label=named.label)


def all_out(named: Iterable[Named]) -> list[NamedOut]:
    return [out(each) for each in named]
