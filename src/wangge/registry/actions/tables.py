"""Importing a table: read it, say what its columns stand for, compare it, settle doubles, enter it.

Comparing and entering go on by steps of some hundred rows a call and tell how far they are: whoever stops in between
goes on later, and a row is never entered twice.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.registry.door import IMPORT, SEE, require, seen, small
from wangge.registry.models import Table, TableRow
from wangge.registry.problems import NOT_COMPARED, TABLE_DONE
from wangge.registry.tables import comparing, entering, lines, mapping, reading

STEP = 500
State = TableRow.State


class MappingIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """By heading, which field a column stands for; columns that are left out are not read."""

    mapping: dict[str, str]


class DecisionIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Of a line that may speak of somebody who is in the register: it does (`same`), it does not (`new`), or it is
    left alone (`skip`)."""

    decision: Literal["same", "new", "skip"]


def read(name: str, content: bytes, region: str, actor: Actor) -> Table:
    """Read a file for a community or grid of the actor's area. Problems name `file` or `region`."""
    require(actor, SEE, IMPORT)
    if not actor.covers(region) or len(region) < 12 or not network.place_exists(region):
        raise invalid(region=N_("Choose a community or a grid of your area"))
    headings, rows = reading.read(name, content)
    with guarded(actor):
        table = Table.objects.create(
            region_code=region,
            name=name[:120],
            headings=headings,
            mapping=mapping.guessed(headings),
            rows=len(rows),
            person=actor.person or 0,
            by=actor.label,
        )
        TableRow.objects.bulk_create(
            [
                TableRow(
                    table=table,
                    region_code=region,
                    number=number,
                    sealed=lines.sealed(
                        table.pk,
                        number,
                        {heading: cell for heading, cell in zip(headings, cells, strict=False) if cell},
                    ),
                )
                for number, cells in rows
            ],
            batch_size=1000,
        )
    return table


def map_columns(number: int, asked: MappingIn, actor: Actor) -> Table:
    """Say what the columns stand for; what was compared before is compared anew."""
    require(actor, SEE, IMPORT)
    refuse_unclean(asked.mapping)
    with guarded(actor):
        table = locked(number, actor)
        mapping.check(asked.mapping, table.headings)
        table.mapping, table.state = asked.mapping, Table.State.MAPPED
        table.save(update_fields=["mapping", "state"])
        table.lines.exclude(state=State.DONE).update(
            state=State.WAITING, field="", why="", match=None, decision=""
        )
    return table


def compare(number: int, actor: Actor) -> Table:
    """Hold the next rows against the register; when none is left, the table is compared."""
    require(actor, SEE, IMPORT)
    return _step(number, actor, (State.WAITING,), comparing.compare, Table.State.MAPPED, Table.State.COMPARED)


def enter(number: int, actor: Actor) -> Table:
    """Enter the next rows that are new or say something new; when none is left, the table is done. Doubles nobody
    settled and bad rows stay listed."""
    require(actor, SEE, IMPORT)
    ready = (State.NEW, State.CHANGED)
    return _step(number, actor, ready, entering.enter, Table.State.COMPARED, Table.State.DONE)


def decide(number: int, line: int, asked: DecisionIn, actor: Actor) -> TableRow:
    """Settle a double."""
    require(actor, SEE, IMPORT)
    with guarded(actor):
        table = locked(number, actor)
        rows = TableRow.objects.select_for_update().filter(table=table, number=line, match__isnull=False)
        row = rows.exclude(state__in=(State.DONE, State.BAD)).first() if small(line) else None
        if row is None:
            raise Problem(problems.NOT_FOUND)
        row.decision = asked.decision
        row.state = {"same": State.CHANGED, "new": State.NEW, "skip": State.DOUBLE}[asked.decision]
        row.save(update_fields=["decision", "state"])
        if table.state == Table.State.DONE:
            table.state = Table.State.COMPARED
            table.save(update_fields=["state"])
    return row


def discard(number: int, actor: Actor) -> None:
    """Forget a table and its rows. What was entered stays."""
    require(actor, SEE, IMPORT)
    with guarded(actor):
        locked(number, actor).delete()


def locked(number: int, actor: Actor) -> Table:
    """A table of the actor's area, locked; NOT_FOUND otherwise."""
    return seen(Table.objects.select_for_update(), number, actor)


def _step(
    number: int,
    actor: Actor,
    states: Sequence[str],
    work: Callable[[Table, Sequence[TableRow], Actor], None],
    before: str,
    after: str,
) -> Table:
    with guarded(actor):
        table = locked(number, actor)
        if table.state == Table.State.DONE:
            raise Problem(TABLE_DONE)
        if table.state != before:
            raise Problem(NOT_COMPARED)
        rows = list(table.lines.filter(state__in=states).order_by("number")[:STEP])
        if rows:
            work(table, rows, actor)
        if len(rows) < STEP:
            table.state = after
            table.save(update_fields=["state"])
    return table
