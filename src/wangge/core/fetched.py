"""Rows of prepared statements as models, as the ORM would have made them.

rows = statements.run(f"SELECT {columns(Event, 'e')} FROM events_event AS e WHERE …", […])
events = [made(Event, row) for row in rows]
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


@cache
def columns(model: type[Model], table: str) -> str:
    """The columns of a model, of a table of this name in the statement; parted by commas."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def width(model: type[Model]) -> int:
    """How many columns that is."""
    return len(model._meta.concrete_fields)


def made(model: type[M], row: Sequence[Any]) -> M:
    """A stored row, from the values of `columns`."""
    names, converters = _how(model)
    values: dict[str, Any] = dict(zip(names, row, strict=True))
    for name, convert in converters:
        values[name] = convert(values[name])
    state = values["_state"] = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    # As reading it from a pickle does: a model's own `__init__` costs ten times as much, for signals that nobody here
    # listens to and values that could be missing.
    found = model.__new__(model)
    found.__dict__ = values
    return found


@cache
def _how(model: type[Model]) -> tuple[list[str], list[tuple[str, Callable[[Any], Any]]]]:
    """The names of the attributes, and what makes the values of some columns what the model has."""
    fields = model._meta.concrete_fields
    door = connections[DEFAULT_DB_ALIAS]

    def converter(field: Any) -> Callable[[Any], Any]:
        return lambda value: field.from_db_value(value, None, door)

    return [field.attname for field in fields], [
        (field.attname, converter(field)) for field in fields if hasattr(field, "from_db_value")
    ]
