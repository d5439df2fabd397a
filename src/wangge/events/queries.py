"""Reading lists of events: by filter, newest first. One case is read in `detail`, its steps in `timeline`."""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import Page, page
from wangge.events.filters import Filters, narrowed
from wangge.events.labels import DUE, GRADES, RATINGS, Named, maybe, phase
from wangge.events.models import Event
from wangge.events.views import UnitNamed, state_named
from wangge.events.waiting import DeskView, Names, desk_view
from wangge.network.scope import within

EXCERPT = 80
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
    now = clock_now()
    names = Names.of(rows)
    return [_row(row, names, now) for row in rows]


def _row(row: dict[str, Any], names: Names, now: datetime) -> EventRow:
    flow = flow_at("event", row["flow_version"])
    return EventRow(
        case_no=row["case_no"],
        state=state_named(flow, row["state"]),
        step=phase("event", row["state"]),
        version=row["version"],
        item=item_named(row["item_code"], row["catalogue_version"]),
        grade=maybe(GRADES, row["grade"]),
        channel=channel_named(row["channel"]),
        excerpt=row["text"][:EXCERPT],
        region_code=row["region_code"],
        region=names.place(row["region_code"]),
        lng=row["lng"],
        lat=row["lat"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        due_at=row["due_at"],
        due=maybe(DUE, due_word(row["due_at"], row["warn_at"], now)),
        lead=names.unit(row["lead_unit_id"]),
        owner=row["owner"],
        owner_name=names.place(row["owner"]),
        desk=desk_view(flow, row["state"], row["desk"], names),
        reminders=row["reminders"],
        orders=row["orders"],
        order_open=row["order_open"],
        overdues=row["overdues"],
        rating=row["rating"],
        rating_label=rating_label(row["rating"]),
    )


def channel_named(key: str) -> Named:
    return Named(key, gettext(CHANNELS[key]))


def rating_label(rating: int | None) -> str:
    return gettext(RATINGS[str(rating)]) if rating else ""


def item_named(code: str, version: int) -> Named | None:
    item = catalogue.find(code, version) if code else None
    return Named(code, item.name) if item else None


def due_word(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> str | None:
    """How near the due time is: what a list shows by icon and word."""
    if due_at is None:
        return None
    if due_at <= now:
        return "overdue"
    return "soon" if warn_at is not None and warn_at <= now else "later"
