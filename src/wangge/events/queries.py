"""Reading lists of events: by filter, newest first. One case is read in `detail`, its steps in `timeline`."""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core.actors import Actor
from wangge.core.http.pages import Page, page
from wangge.events.filters import Filters, narrowed
from wangge.events.labels import Named, channel_named, due_word, item_named, rating_label
from wangge.events.models import Event
from wangge.events.rows import EXCERPT, line, wording
from wangge.events.views import UnitNamed
from wangge.events.waiting import DeskView, Names
from wangge.network.scope import within

# Given on to whoever reads lists.
__all__ = ["EXCERPT", "channel_named", "due_word", "item_named", "rating_label"]

LISTED = (
    "id", "case_no", "state", "flow_version", "version", "item_code", "catalogue_version", "grade", "channel",
    "text", "region_code", "lng", "lat", "opened_at", "closed_at", "due_at", "warn_at", "lead_unit_id", "owner",
    "desk", "reminders", "orders", "order_open", "overdues", "rating",
)  # fmt: skip


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
    """A page of the events the actor may see, newest first: three queries."""
    rows: Page[dict[str, Any]] = page(
        narrowed(within(Event.objects.all(), actor), filters).values(*LISTED),
        order=("-opened_at", "-id"),
        cursor=cursor,
        limit=limit,
    )
    return EventPage(as_rows(rows.items), rows.next)


def as_rows(rows: list[dict[str, Any]]) -> list[EventRow]:
    """Rows of `LISTED` columns as lines of a list, with every name looked up in two queries."""
    names = Names.of(rows)
    now, words = clock_now(), wording()
    return [
        EventRow(
            **line("event", row | names.columns(row), words, now),
            excerpt=row["text"][:EXCERPT],
            closed_at=row["closed_at"],
            rating=row["rating"],
            rating_label=words.ratings[str(row["rating"])].label if row["rating"] else "",
        )
        for row in rows
    ]
