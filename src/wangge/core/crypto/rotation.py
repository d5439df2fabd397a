"""Sealing what is sealed with an old key, or another algorithm, again: in small batches, beside a city at work.

What is done needs no note: a value says in its first bytes what it was sealed with. So it can be stopped at any
moment and begun again, and two at once do no harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, Count, QuerySet
from django.db.models.functions import Substr

from wangge.core.actors import job
from wangge.core.crypto.columns import Sealed
from wangge.core.crypto.sealing import Unsealed, header, key_of, open_bytes, seal_bytes
from wangge.core.rows import guarded

ROTATION = job("keys.rotate")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Done:
    """One batch: how many values were sealed again, and the numbers of rows whose value does not open."""

    sealed: int
    broken: tuple[Any, ...] = ()


def waiting(column: Sealed) -> int:
    """How many values of a column are not sealed as a value sealed now would be."""
    with guarded(ROTATION):
        return _old(column).count()


def rotate(column: Sealed, batch: int = BATCH) -> Iterator[Done]:
    """Seal a column again, a batch and a transaction at a time. A value that does not open is left as it is."""
    last: Any = None
    while True:
        with guarded(ROTATION):
            rows = _old(column).order_by("pk").select_for_update(of=("self",)).select_related(*column.related)
            page = list((rows if last is None else rows.filter(pk__gt=last))[:batch])
            if not page:
                return
            last, broken, changed = page[-1].pk, [], []
            for row in page:
                context = column.context(row)
                try:
                    plain = open_bytes(getattr(row, column.field), context)
                except Unsealed:
                    broken.append(row.pk)
                    continue
                setattr(row, column.field, seal_bytes(plain, context))
                changed.append(row)
            column.model._default_manager.bulk_update(changed, [column.field])
        yield Done(len(changed), tuple(broken))


def in_use(column: Sealed) -> dict[tuple[int, int], int]:
    """How many values there are by (algorithm, number of the key)."""
    with guarded(ROTATION):
        rows = _headed(column).values("head").annotate(count=Count("pk")).values_list("head", "count")
        return {(bytes(head)[0], key_of(head)): count for head, count in rows}


def _headed(column: Sealed) -> QuerySet[Any]:
    there: QuerySet[Any] = column.model._default_manager.filter(**{f"{column.field}__isnull": False})
    headed: QuerySet[Any] = there.annotate(head=Substr(column.field, 1, 5, output_field=BinaryField()))
    return headed


def _old(column: Sealed) -> QuerySet[Any]:
    return _headed(column).exclude(head=header())
