"""Every sealed column there is, so that all of them can be counted and sealed again with another key.

A context lists its own in `sealed.py` as `SEALED`; a test holds that list to the models' columns.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Sealed:
    """One column: `context` gives what a row's value is bound to; `related` names the foreign keys it reads."""

    model: type[Model]
    field: str
    context: Callable[[Any], str]
    related: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.field}"


@cache
def columns() -> tuple[Sealed, ...]:
    """All of them, in the order of their names."""
    found: list[Sealed] = []
    for config in apps.get_app_configs():
        module = f"{config.name}.sealed"
        if config.name.startswith("wangge.") and importlib.util.find_spec(module) is not None:
            found += import_module(module).SEALED
    return tuple(sorted(found, key=str))
