"""What a process that makes copies runs. Nothing of Django is imported before Django is set up in it."""

import pickle
from typing import Any

_maker: list[Any] = []


def begin(address: str, retelling: bytes) -> None:
    """Set this process up: where it writes, and how it makes copies."""
    import django

    django.setup()
    _maker[:] = [address, pickle.loads(retelling)]


def chunk(first: int, last: int) -> int:
    from bench.fill import bulk

    return bulk.chunk(_maker[0], _maker[1], first, last)
