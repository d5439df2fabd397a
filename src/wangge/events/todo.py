"""The to-do list: whatever lies on one of the actor's desks, of every kind of case, soonest due first.

One statement over three tables, each branch reading its own partial index `(desk, due_at, id)` and stopping
after a page; joint units see what waits for their part as well.
"""

from datetime import datetime
from typing import Any

import msgspec
from django.core import signing
from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.flow import WITH_UNIT
from wangge.events.queries import EXCERPT, due_word, item_named
from wangge.events.views import Named, state_named
from wangge.network import queries as network

SALT = "wangge.todo"
MOST = 100
# A case without a due time comes after all that have one.
BRANCH = """
(SELECT '{kind}' AS kind, id, case_no, flow_version, state, region_code, {item} AS item_code,
        {catalogue} AS catalogue_version, {title} AS title, coalesce(due_at, 'infinity') AS due, due_at, warn_at,
        opened_at, version
   FROM {table}
  WHERE {where}
    AND (coalesce(due_at, 'infinity'), id, '{kind}') > (%s::timestamptz, %s::bigint, %s::text)
  ORDER BY coalesce(due_at, 'infinity'), id LIMIT %s)
"""


def _branch(kind: str, table: str, title: str, where: str, item: str = "''", catalogue: str = "0") -> str:
    return BRANCH.format(kind=kind, table=table, title=title, where=where, item=item, catalogue=catalogue)


EVENT = {"table": "events_event", "title": f"left(text, {EXCERPT})", "item": "item_code",
         "catalogue": "catalogue_version"}  # fmt: skip
# `due` only sorts: infinity is no time that Python could read.
SQL = (
    "SELECT kind, id, case_no, flow_version, state, region_code, item_code, catalogue_version, title, due_at,"
    " warn_at, opened_at, version FROM ("
    + " UNION ALL ".join(
        [
            _branch("event", where="desk <> '' AND desk = ANY(%s::text[])", **EVENT),
            _branch(
                "joint",
                where="joint_units @> %s::bigint[] AND NOT joint_done @> %s::bigint[]"
                " AND closed_at IS NULL AND state = ANY(%s::text[])",
                **EVENT,
            ),
            _branch("patrol", "events_patrol", "title", "desk <> '' AND desk = ANY(%s::text[])"),
            _branch("appeal", "events_appeal", "case_no", "desk <> '' AND desk = ANY(%s::text[])"),
        ]
    )
    + ") AS t ORDER BY due, id, kind LIMIT %s"
)
FLOW = {"event": "event", "joint": "event", "patrol": "patrol", "appeal": "appeal"}


class TodoRow(msgspec.Struct, frozen=True):
    """One thing to do. `kind`: `event`, `joint` (our part of an event), `patrol`, `appeal`. `due` is `overdue`,
    `soon`, `later` or null."""

    kind: str
    case_no: str
    state: Named
    title: str
    item: Named | None
    region_code: str
    region: str
    opened_at: datetime
    due_at: datetime | None
    due: str | None
    version: int


class TodoPage(msgspec.Struct, frozen=True):
    items: list[TodoRow]
    next: str | None


def todo(actor: Actor, cursor: str | None = None, limit: int = 20) -> TodoPage:
    """A page of the actor's to-do list in two queries. A Problem names `cursor` or `limit`."""
    if not 1 <= limit <= MOST:
        raise invalid(limit=N_("Ask for 1 to 100 rows"))
    after = _read(cursor) if cursor else ["-infinity", 0, ""]
    desks = sorted(actor.desks)
    units = [actor.unit] if actor.unit is not None else []
    window: list[Any] = [*after, limit + 1]
    rows = statements.run(
        SQL,
        [
            desks, *window,
            units, units, list(WITH_UNIT) if units else [], *window,
            desks, *window,
            desks, *window,
            limit + 1,
        ],
    )  # fmt: skip
    shown, now = rows[:limit], clock_now()
    names = network.names({row[5] for row in shown})
    items = [
        TodoRow(
            kind=row[0],
            case_no=row[2],
            state=state_named(flow_at(FLOW[row[0]], row[3]), row[4]),
            title=row[8],
            item=item_named(row[6], row[7]),
            region_code=row[5],
            region=names.get(row[5], row[5]),
            opened_at=row[11],
            due_at=row[9],
            due=due_word(row[9], row[10], now),
            version=row[12],
        )
        for row in shown
    ]
    last = shown[-1] if len(rows) > limit else None
    if last is None:
        return TodoPage(items, None)
    due = last[9].isoformat() if last[9] else "infinity"
    return TodoPage(items, signing.dumps([due, last[1], last[0]], salt=SALT))


def _read(cursor: str) -> list[Any]:
    try:
        due, number, kind = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise invalid(cursor=N_("This is not a cursor of this list; start again without it")) from None
    return [due, number, kind]
