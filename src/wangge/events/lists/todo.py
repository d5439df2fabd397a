"""The to-do list: whatever lies on one of the actor's desks, of every kind of case, soonest due first.

One statement over three tables: for each desk, each branch reads its own partial index
`(desk, coalesce(due_at, infinity), id)` in order and stops after a page; joint units see what waits for their
part as well. Filters only leave rows out.
"""

from collections import Counter
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.core import signing
from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.flow.models import DUE_OR_NEVER
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.case.views import UnitNamed, state_named
from wangge.events.labels import DUE, Named, named
from wangge.events.lists.filters import DUE_SQL, Filters, asks_events_alone, check, conditions, every_flow
from wangge.events.lists.rows import (
    COLUMNS,
    EXCERPT,
    NAMES,
    OF_CASES,
    OF_EVENTS,
    Items,
    line,
    placed,
    with_names,
    wording,
)
from wangge.events.lists.waiting import DeskView
from wangge.events.loop.flow import WITH_UNIT

SALT = "wangge.todo"
MOST = 100
BEGIN = ["-infinity", 0, ""]  # what stands before the first row
COUNTED = 1000  # a count goes no further, and says so
# What other kinds of case have in place of the columns only events have.
NOTHING = (
    "''",
    "0",
    "''",
    "''",
    "NULL::float8",
    "NULL::float8",
    "''",
    "NULL::bigint",
    "0",
    "0",
    "false",
    "0",
)
NO_EVENT = ", ".join(f"{value} AS {name}" for name, value in zip(OF_EVENTS, NOTHING, strict=True))
READ = ("kind", "id", "title", *COLUMNS)
_NAMED = (*READ, *NAMES)
FLOW = {"event": "event", "joint": "event", "patrol": "patrol", "appeal": "appeal"}
TABLE = {
    "event": "events_event",
    "joint": "events_event",
    "patrol": "events_patrol",
    "appeal": "events_appeal",
}
# `due` only sorts: infinity is no time that Python could read.
ORDER = "due, id, kind"
TITLE = {"event": "text", "joint": "text", "patrol": "title", "appeal": "case_no"}
# A case without a due time comes after all that have one.
PAGE = f"""
(SELECT '{{kind}}'::text AS kind, c.* FROM {{source}} CROSS JOIN (SELECT %s::timestamptz AS now) AS m
  CROSS JOIN LATERAL
  (SELECT id, {DUE_OR_NEVER} AS due, {{columns}}
     FROM {{table}}
    WHERE {{where}}{{filters}} AND ({DUE_OR_NEVER}, id, '{{kind}}'::text) > (%s::timestamptz, %s::bigint, %s::text)
    ORDER BY {DUE_OR_NEVER}, id LIMIT %s) AS c)
"""
COUNT = f"""
(SELECT '{{kind}}'::text AS kind, flow_version, state, {DUE_SQL} AS due
   FROM {{source}} CROSS JOIN (SELECT %s::timestamptz AS now) AS m CROSS JOIN LATERAL
        (SELECT * FROM {{table}} WHERE {{where}}{{filters}} LIMIT %s) AS c)
"""
ON_DESKS = "unnest(%s::text[]) AS d(desk)"
ON_DESK = "desk = d.desk AND desk <> ''"
OF_UNIT = "(SELECT %s::bigint[] AS units, %s::text[] AS states) AS u"
PART_OF = (
    "joint_units @> u.units AND NOT joint_done @> u.units AND joint_units <> '{}' AND closed_at IS NULL"
    " AND state = ANY(u.states)"
)


class TodoRow(msgspec.Struct, frozen=True):
    """One thing to do. `kind`: `event`, `joint` (our part of an event), `patrol`, `appeal`; `due`: `overdue`,
    `soon`, `later` or null when no limit runs; `desk`: with whom it lies and why. What only events have is
    null, empty or 0 for the others."""

    kind: Named
    case_no: str
    state: Named
    step: Named
    title: str
    item: Named | None
    grade: Named | None
    channel: Named | None
    region_code: str
    region: str
    lng: float | None
    lat: float | None
    opened_at: datetime
    due_at: datetime | None
    due: Named | None
    lead: UnitNamed | None
    owner: str
    owner_name: str
    desk: DeskView | None
    reminders: int
    orders: int
    order_open: bool
    overdues: int
    version: int


class TodoPage(msgspec.Struct, frozen=True):
    items: list[TodoRow]
    next: str | None


class Counted(msgspec.Struct, frozen=True):
    """How many of one kind."""

    key: str
    label: str
    count: int


class TodoCounts(msgspec.Struct, frozen=True):
    """`states` counts without the filter on the state and `due` without those on the due time, so that each
    number says what choosing it would show; `total` counts with all of them. `capped`: there are more."""

    total: int
    states: list[Counted]
    due: list[Counted]
    capped: bool


def todo(
    actor: Actor, cursor: str | None = None, limit: int = 20, filters: Filters | None = None
) -> TodoPage:
    """A page of the actor's to-do list in one query. A Problem names `cursor`, `limit` or a filter."""
    if not 1 <= limit <= MOST:
        raise invalid(limit=N_("Ask for 1 to 100 rows"))
    after = _read(cursor) if cursor else BEGIN
    rows = read(actor, filters or Filters(), limit + 1, after)
    last = rows[limit - 1] if len(rows) > limit else None
    return TodoPage(as_rows(rows[:limit]), _cursor(last) if last else None)


def read(actor: Actor, filters: Filters, limit: int, after: list[Any] | None = None) -> list[dict[str, Any]]:
    """The first `limit` rows of the list behind a cursor's values, as columns and names by name: one query."""
    check(filters, every_flow())
    sql, values = _union(PAGE, actor, filters, clock_now(), [*(after or BEGIN), limit])
    rows = statements.run(_page_sql(sql), [*values, limit])
    return [placed(dict(zip(_NAMED, row, strict=True))) for row in rows]


@lru_cache(maxsize=256)
def _page_sql(union: str) -> str:
    """The whole statement around the branches: composed once for each mix of filters, not for each request."""
    return with_names(f"SELECT * FROM ({union}) AS t ORDER BY {ORDER} LIMIT %s", READ, ORDER)


def as_rows(rows: list[dict[str, Any]]) -> list[TodoRow]:
    """Rows of `read` as lines of the list."""
    now, words, items = clock_now(), wording(), Items()
    return [
        TodoRow(
            **line(FLOW[row["kind"]], row, words, items, now),
            kind=words.kinds[row["kind"]],
            title=row["title"],
        )
        for row in rows
    ]


def counts(actor: Actor, filters: Filters) -> TodoCounts:
    """How much there is to do, by state and by due time, in one query that stops at `COUNTED` cases."""
    check(filters, every_flow())
    broad = msgspec.structs.replace(filters, state="", due=None, overdue=None)
    sql, values = _union(COUNT, actor, broad, clock_now(), [COUNTED + 1])
    rows = statements.run(
        "SELECT kind, state, due, max(flow_version), count(*) FROM"
        f" (SELECT * FROM ({sql}) AS t LIMIT %s) AS t GROUP BY kind, state, due",
        [*values, COUNTED + 1],
    )
    states: Counter[str] = Counter()
    due: Counter[str] = Counter()
    labels: dict[str, str] = {}
    total = 0
    for kind, state, word, version, count in rows:
        labels[state] = state_named(flow_at(FLOW[kind], version), state).label
        timely = _timely(word, filters)
        stated = not filters.state or filters.state == state
        states[state] += count if timely else 0
        due[word] += count if stated else 0
        total += count if timely and stated else 0
    order = [state.key for flow in ("patrol", "event", "appeal") for state in flow_at(flow, 0).states]
    return TodoCounts(
        total=min(total, COUNTED),
        states=[Counted(key, labels[key], states[key]) for key in sorted(labels, key=order.index)],
        due=[Counted(key, named(DUE, key).label, due[key]) for key in DUE],
        capped=sum(row[4] for row in rows) > COUNTED,
    )


def _timely(word: str, filters: Filters) -> bool:
    if filters.due is not None and word != filters.due:
        return False
    return filters.overdue is None or (word == "overdue") is filters.overdue


def _union(
    template: str, actor: Actor, filters: Filters, now: datetime, tail: list[Any]
) -> tuple[str, list[Any]]:
    """One branch a kind, as `template` writes it; `tail`: the parameters behind those of the filters."""
    kinds = ["event", *(["joint"] if actor.unit is not None else [])]
    if not asks_events_alone(filters):
        kinds += ["patrol", "appeal"]
    parts: list[str] = []
    values: list[Any] = []
    for kind in kinds:
        joint = kind == "joint"
        narrowing, given = conditions(filters, TITLE[kind])
        of_events = ", ".join(OF_EVENTS) if TABLE[kind] == "events_event" else NO_EVENT
        parts.append(
            template.format(
                kind=kind,
                table=TABLE[kind],
                columns=f"{', '.join(OF_CASES)}, left({TITLE[kind]}, {EXCERPT}) AS title, {of_events}",
                source=OF_UNIT if joint else ON_DESKS,
                where=PART_OF if joint else ON_DESK,
                filters=narrowing,
            )
        )
        values += [[actor.unit], list(WITH_UNIT)] if joint else [sorted(actor.desks)]
        values += [now, *given, *tail]
    return " UNION ALL ".join(parts), values


def _cursor(row: dict[str, Any]) -> str:
    due = row["due_at"].isoformat() if row["due_at"] else "infinity"
    return signing.dumps([due, row["id"], row["kind"]], salt=SALT)


def _read(cursor: str) -> list[Any]:
    try:
        due, number, kind = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise invalid(cursor=N_("This is not a cursor of this list; start again without it")) from None
    return [due, number, kind]
