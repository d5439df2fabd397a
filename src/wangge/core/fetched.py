"""Rows of prepared statements as models, as the ORM would have made them.

rows = statements.run(f"SELECT {columns(Event, 'e')} FROM events_event AS e WHERE …", […])
events = [made(Event, row) for row in rows]
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

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
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@cache
def _how(model: type[Model]) -> tuple[list[str], list[tuple[int, Callable[[Any], Any]]]]:
    """The names of the attributes, and what makes the values of some columns what the model has."""
    fields = model._meta.concrete_fields
    door = connections[DEFAULT_DB_ALIAS]

    def converter(field: Any) -> Callable[[Any], Any]:
        return lambda value: field.from_db_value(value, None, door)

    return [field.attname for field in fields], [
        (place, converter(field)) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
    ]
