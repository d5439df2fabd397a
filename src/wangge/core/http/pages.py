"""Pages of a list by where the last one ended (keyset), never by counting rows to skip.

A cursor is signed and bound to the model and the order it was made for, so what comes back is always what
this installation gave out: a made-up cursor, or one from another list, is refused, naming `cursor`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from wangge.core.problems import invalid
from wangge.core.words import N_

LIMIT = 50
MOST = 100

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page and the cursor of the next, None on the last."""

    items: list[Row]
    next: str | None


def page(
    queryset: QuerySet[Any, Row],
    *,
    order: Sequence[str] = ("-opened_at", "-id"),
    cursor: str | None = None,
    limit: int = LIMIT,
) -> Page[Row]:
    """One page of `limit` rows (1 to 100) in one statement: no OFFSET, no count.

    `order` names stored, non-null columns, `-` for descending, directions may be mixed; together they must
    tell any two rows apart (end with the key). Rows are model instances or `values()` dictionaries that
    carry these columns. A Problem (422) names `cursor` or `limit`.
    """
    limit = asked(limit)
    columns = [_column(queryset.model, name) for name in order]
    if cursor:
        queryset = queryset.filter(_after(columns, behind(cursor, queryset.model, order)))
    rows = list(queryset.order_by(*order)[: limit + 1])
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    values = [_value(last, name.removeprefix("-")) for name in order]
    return Page(rows[:limit], cursor_of(values, queryset.model, order))


def asked(limit: int) -> int:
    """The rows of a page, 1 to 100, or a Problem (422) naming `limit`."""
    if not 1 <= limit <= MOST:
        raise invalid(limit=N_("Ask for 1 to 100 rows"))
    return limit


def cursor_of(values: Sequence[Any], model: type[Model], order: Sequence[str]) -> str:
    """The cursor of what comes after a row with these values in the columns of the order."""
    return dumps([_plain(value) for value in values], salt=_salt(model, order))


def behind(cursor: str, model: type[Model], order: Sequence[str]) -> list[Any]:
    """The values behind which a cursor goes on, or a Problem (422) naming `cursor`."""
    return _read(cursor, model, order, [_column(model, name) for name in order])


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    descending: bool
    field: "Field[Any, Any]"


def _column(model: type[Model], name: str) -> _Column:
    """The column an order name stands for. A nullable one has no place in an order: a programming error."""
    bare = name.removeprefix("-")
    field: Any = None
    for part in bare.split("__"):
        field = model._meta.get_field(part)
        if getattr(field, "null", True):
            raise ValueError(f"pages cannot be ordered by {bare}, which may be null")
        model = field.related_model or model
    while isinstance(field, ForeignKey):
        field = field.target_field
    return _Column(bare, name.startswith("-"), field)


def _after(columns: Sequence[_Column], values: Sequence[Any]) -> Q:
    """Rows that come after these values: later in the first column, or equal there and later in the next."""
    steps: list[Q] = []
    equal = Q()
    for column, value in zip(columns, values, strict=True):
        steps.append(equal & Q(**{f"{column.name}__{'lt' if column.descending else 'gt'}": value}))
        equal &= Q(**{column.name: value})
    # Implied by the steps, but a plain bound on the first column is what lets PostgreSQL start in the index.
    first = columns[0]
    bound = Q(**{f"{first.name}__{'lte' if first.descending else 'gte'}": values[0]})
    return bound & reduce(Q.__or__, steps)


def _salt(model: type[Model], order: Sequence[str]) -> str:
    return f"wangge.page:{model._meta.label}:{','.join(order)}"


def _read(cursor: str, model: type[Model], order: Sequence[str], columns: Sequence[_Column]) -> list[Any]:
    try:
        values = loads(cursor, salt=_salt(model, order))
        return [column.field.to_python(value) for column, value in zip(columns, values, strict=True)]
    except (BadSignature, ValidationError, ValueError, TypeError):
        raise invalid(cursor=N_("This is not a cursor of this list; start again without it")) from None


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row[name]
    return reduce(getattr, name.split("__"), row)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int) else str(value)
