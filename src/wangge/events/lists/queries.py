"""Reading lists of events: by filter, newest first. One case is read in `detail`, its steps in `timeline`."""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.http.pages import asked, behind, cursor_of
from wangge.events.case.views import UnitNamed
from wangge.events.labels import Named
from wangge.events.lists.filters import Filters, check
from wangge.events.lists.keys import Key, Listing
from wangge.events.lists.rows import COLUMNS, EXCERPT, Items, line, placed, wording
from wangge.events.lists.waiting import DeskView
from wangge.events.models import Event
from wangge.network.queries.naming import VERSION_SQL

ORDER = ("-opened_at", "-id")
# Who asks for rows by their keys gets them with the names of units, and the version that names places.
_COLUMNS = ("id", *COLUMNS, "excerpt", "closed_at", "rating", "lead_name", "desk_unit", "boundary")
_SELECT = (
    "SELECT e.id, {columns}, left(e.text, {excerpt}), e.closed_at, e.rating, lead.name, worker.name, {boundary}"
    " FROM unnest(%s::bigint[]) AS k(id) JOIN events_event AS e ON e.id = k.id"
    " LEFT JOIN network_unit AS lead ON lead.id = e.lead_unit_id"
    " LEFT JOIN network_unit AS worker"
    " ON worker.id = CASE WHEN starts_with(e.desk, 'unit:') THEN substr(e.desk, 6)::bigint END"
    " ORDER BY e.opened_at DESC, e.id DESC"
)
_ROWS = _SELECT.format(
    columns=", ".join(f"e.{name}" for name in COLUMNS), excerpt=EXCERPT, boundary=VERSION_SQL
)


class EventRow(msgspec.Struct, frozen=True):
    """One line of a list. `due`: `overdue`, `soon`, `later`, or null when no clock with a limit runs; `desk`: with
    whom it lies and why."""

    case_no: str
    state: Named
    step: Named
    version: int
    item: Named | None
    grade: Named | None
    channel: Named
    excerpt: str
    region_code: str
    region: str
    lng: float | None
    lat: float | None
    opened_at: datetime
    closed_at: datetime | None
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
    rating: int | None
    rating_label: str


class EventPage(msgspec.Struct, frozen=True):
    items: list[EventRow]
    next: str | None


def listed(actor: Actor, filters: Filters, cursor: str | None = None, limit: int = 50) -> EventPage:
    """A page of the events the actor may see, newest first: two queries, up to five more where words are rare or a
    unit takes part in little."""
    after = behind(cursor, Event, ORDER) if cursor else None
    rows = read(actor, filters, asked(limit) + 1, (after[0], after[1]) if after else None)
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return EventPage(
        as_rows(rows[:limit]), cursor_of([last["opened_at"], last["id"]], Event, ORDER) if last else None
    )


def read(actor: Actor, filters: Filters, limit: int, after: Key | None = None) -> list[dict[str, Any]]:
    """The first `limit` rows of the list behind a row, as columns by name, named."""
    keys = Listing(actor, check(filters), after, limit).read()
    if not keys:
        return []
    found = statements.run(_ROWS, [[number for _, number in keys]])
    return [placed(dict(zip(_COLUMNS, row, strict=True))) for row in found]


def as_rows(rows: list[dict[str, Any]]) -> list[EventRow]:
    """Rows as `read` gives them as lines of the list."""
    now, words, items = clock_now(), wording(), Items()
    return [
        EventRow(
            **line("event", row, words, items, now),
            excerpt=row["excerpt"],
            closed_at=row["closed_at"],
            rating=row["rating"],
            rating_label=words.ratings[str(row["rating"])].label if row["rating"] else "",
        )
        for row in rows
    ]
