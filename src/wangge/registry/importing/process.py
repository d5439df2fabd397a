"""What a process of its own runs. Nothing of the register is imported before Django is set up in it."""

from collections.abc import Mapping, Sequence
from typing import Any

_taker: list[Any] = []


def begin(headings: Sequence[str], mapping: Mapping[str, str], region: str) -> None:
    """Set this process up for one file."""
    import django

    django.setup()
    from wangge.registry.importing.taking import Taker

    _taker[:] = [Taker(headings, mapping, region)]


def take(rows: Sequence[tuple[int, list[str]]]) -> Any:
    """`Taker.take` in this process."""
    return _taker[0].take(rows)
