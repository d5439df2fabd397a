"""Reading events: lists by filter, one case with everything that belongs to it, and its steps."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.accounts.channels import CHANNELS
from wangge.catalogue import queries as catalogue
from wangge.catalogue.items import GridItem
from wangge.catalogue.suggest import suggest
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.http.pages import Page, page
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.contacts import Reachable, masked
from wangge.events.database import Database
from wangge.events.models import Addition, Attachment, Event
from wangge.events.views import (
    ActionView,
    ClockView,
    Named,
    StepView,
    UnitNamed,
    action_views,
    clock_view,
    state_named,
    step_views,
)
from wangge.network import queries as network
from wangge.network.scope import within

EXCERPT = 80
TO_DISPATCH = ("accepted", "returned")  # the states in which somebody is about to choose units
LISTED = (
    "id", "case_no", "state", "flow_version", "version", "item_code", "catalogue_version", "grade", "channel",
    "text", "region_code", "lng", "lat", "opened_at", "closed_at", "due_at", "warn_at", "lead_unit_id",
    "reminders", "orders", "overdues", "rating",
)  # fmt: skip


class EventRow(msgspec.Struct, frozen=True):
    """One line of a list. `due` is `overdue`, `soon`, `later` or null when no clock with a limit runs."""

    case_no: str
    state: Named
    version: int
    item: Named | None
    grade: str
    channel: Named
    excerpt: str
    region_code: str
    region: str
    lng: float | None
    lat: float | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    due: str | None
    lead: UnitNamed | None
    reminders: int
    orders: int
    overdues: int
    rating: int | None


class EventPage(msgspec.Struct, frozen=True):
    items: list[EventRow]
    next: str | None


Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list may be narrowed to; everything is optional and joined by AND."""

    region: str = ""
    state: str = ""
    item: str = ""
    channel: str = ""
    unit: int | None = None
    open: bool | None = None
    overdue: bool | None = None
    due_before: Moment | None = None
    since: Moment | None = None
    until: Moment | None = None
    q: str = ""


class SuggestionView(msgspec.Struct, frozen=True):
    """An item the text suggests, with the words that speak for it; a person confirms it."""

    code: str
    name: str
    score: float
    reasons: list[str]


class RoutingView(msgspec.Struct, frozen=True):
    """The units the catalogue would send this item to at this place; whoever dispatches decides."""

    lead: UnitNamed | None
    joint: list[UnitNamed]


class EventView(msgspec.Struct, frozen=True):
    """One case with everything that belongs to it and what the caller may do now."""

    case_no: str
    state: Named
    version: int
    text: str
    channel: Named
    seen_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    place: str
    region_code: str
    region: str
    lng: float | None
    lat: float | None
    item: Named | None
    item_confirmed: bool
    filing_condition: str
    closing_condition: str
    evidence: dict[str, str]
    emergency: list[str]
    catalogue_version: int
    flow_version: int
    grade: str
    owner: str
    owner_name: str
    lead: UnitNamed | None
    joint: list[UnitNamed]
    joint_done: list[int]
    designated: bool
    due_at: datetime | None
    due: str | None
    clocks: list[ClockView]
    counts: dict[str, int]
    order_open: bool
    exempt: bool
    resume_at: datetime | None
    rating: int | None
    reached: bool | None
    solved: bool | None
    contact: dict[str, str] | None
    attachments: list[dict[str, Any]]
    additions: list[dict[str, Any]]
    parent: str | None
    parts: list[str]
    merged_into: str | None
    merged: list[str]
    suggestions: list[SuggestionView]
    routing: RoutingView | None
    actions: list[ActionView]


COUNTS = ("returns", "extensions", "suspensions", "reworks", "reopenings", "reminders", "orders", "overdues")


def listed(actor: Actor, filters: Filters, cursor: str | None = None, limit: int = 50) -> EventPage:
    """A page of the events the actor may see, newest first: three queries."""
    rows: Page[dict[str, Any]] = page(
        narrowed(within(Event.objects.all(), actor), filters).values(*LISTED),
        order=("-opened_at", "-id"),
        cursor=cursor,
        limit=limit,
    )
    return EventPage(as_rows(rows.items), rows.next)


def narrowed(events: QuerySet[Event], filters: Filters) -> QuerySet[Event]:
    """The events that fit the filters; an unknown state or channel is refused rather than found empty."""
    if filters.state and filters.state not in flow_at("event", 0).state_by_key:
        raise invalid(state=N_("There is no such state"))
    if filters.channel and filters.channel not in CHANNELS:
        raise invalid(channel=N_("There is no such channel"))
    if filters.region and not (filters.region.isascii() and filters.region.isdigit()):
        raise invalid(region=N_("A region code has digits only"))
    wanted = Q()
    for column, value in (
        ("region_code__startswith", filters.region),
        ("state", filters.state),
        ("item_code", filters.item),
        ("channel", filters.channel),
        ("lead_unit_id", filters.unit),
        ("due_at__lt", filters.due_before),
        ("opened_at__gte", filters.since),
        ("opened_at__lt", filters.until),
        ("text__contains", filters.q),
    ):
        if value not in ("", None):
            wanted &= Q(**{column: value})
    if filters.open is not None:
        wanted &= Q(closed_at__isnull=filters.open)
    if filters.overdue is not None:
        late = Q(due_at__lt=clock_now())
        wanted &= late if filters.overdue else ~late | Q(due_at__isnull=True)
    return events.filter(wanted)


def as_rows(rows: list[dict[str, Any]]) -> list[EventRow]:
    """Rows of `LISTED` columns as lines of a list, with every name looked up in two queries."""
    now = clock_now()
    names = network.names({row["region_code"] for row in rows})
    units = network.unit_names({row["lead_unit_id"] for row in rows if row["lead_unit_id"]})
    return [
        EventRow(
            case_no=row["case_no"],
            state=state_named(flow_at("event", row["flow_version"]), row["state"]),
            version=row["version"],
            item=item_named(row["item_code"], row["catalogue_version"]),
            grade=row["grade"],
            channel=Named(row["channel"], gettext(CHANNELS[row["channel"]])),
            excerpt=row["text"][:EXCERPT],
            region_code=row["region_code"],
            region=names.get(row["region_code"], row["region_code"]),
            lng=row["lng"],
            lat=row["lat"],
            opened_at=row["opened_at"],
            closed_at=row["closed_at"],
            due_at=row["due_at"],
            due=due_word(row["due_at"], row["warn_at"], now),
            lead=UnitNamed(row["lead_unit_id"], units[row["lead_unit_id"]]) if row["lead_unit_id"] else None,
            reminders=row["reminders"],
            orders=row["orders"],
            overdues=row["overdues"],
            rating=row["rating"],
        )
        for row in rows
    ]


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


def one(case_no: str, actor: Actor) -> EventView:
    """Everything of one case in five queries, or NOT_FOUND to whoever may not see it."""
    event = (
        within(Event.objects.all(), actor)
        .select_related("contact", "parent", "merged_into")
        .annotate(
            files=ArraySubquery(
                Attachment.objects.filter(event=OuterRef("pk"))
                .order_by("id")
                .values(row=JSONObject(id="id", kind="kind", name="name", size="size", by="by", at="at"))
            ),
            words=ArraySubquery(
                Addition.objects.filter(event=OuterRef("pk"))
                .order_by("id")
                .values(row=JSONObject(text="text", at="at"))
            ),
            part_numbers=ArraySubquery(
                Event.objects.filter(parent=OuterRef("pk")).order_by("id").values("case_no")
            ),
            merged_numbers=ArraySubquery(
                Event.objects.filter(merged_into=OuterRef("pk")).order_by("id").values("case_no")
            ),
        )
        .filter(case_no=case_no)
        .first()
    )
    if event is None:
        raise Problem(problems.NOT_FOUND)
    world, now = Database(), clock_now()
    flow = flow_at("event", event.flow_version)
    item = world.item(event)
    names = network.names({event.region_code, event.owner} - {""})
    numbers = [*event.joint_units, *([event.lead_unit_id] if event.lead_unit_id else [])]
    units = network.unit_names(set(numbers))
    contact: Reachable | None = masked(getattr(event, "contact", None), event.case_no)
    return EventView(
        case_no=event.case_no,
        state=state_named(flow, event.state),
        version=event.version,
        text=event.text,
        channel=Named(event.channel, gettext(CHANNELS[event.channel])),
        seen_at=event.seen_at,
        opened_at=event.opened_at,
        closed_at=event.closed_at,
        place=event.place,
        region_code=event.region_code,
        region=names.get(event.region_code, event.region_code),
        lng=event.lng,
        lat=event.lat,
        item=Named(item.code, item.name) if item else None,
        item_confirmed=event.item_confirmed,
        filing_condition=item.filing if item else "",
        closing_condition=item.closing if item else "",
        evidence=item.evidence if item else {},
        emergency=list(item.emergency) if item else [],
        catalogue_version=event.catalogue_version,
        flow_version=event.flow_version,
        grade=event.grade,
        owner=event.owner,
        owner_name=names.get(event.owner, event.owner),
        lead=UnitNamed(event.lead_unit_id, units[event.lead_unit_id]) if event.lead_unit_id else None,
        joint=[UnitNamed(number, units[number]) for number in event.joint_units],
        joint_done=event.joint_done,
        designated=event.designated,
        due_at=event.due_at,
        due=due_word(event.due_at, event.warn_at, now),
        clocks=[clock_view(clock, now, world.calendar) for clock in event.clocks],
        counts={name: getattr(event, name) for name in COUNTS},
        order_open=event.order_open,
        exempt=event.exempt,
        resume_at=event.resume_at,
        rating=event.rating,
        reached=event.reached,
        solved=event.solved,
        contact={"name": contact.name, "phone": contact.phone} if contact else None,
        attachments=[{**each, "by": gettext(each["by"])} for each in event.files],
        additions=event.words,
        parent=event.parent.case_no if event.parent else None,
        parts=event.part_numbers,
        merged_into=event.merged_into.case_no if event.merged_into else None,
        merged=event.merged_numbers,
        suggestions=[]
        if event.item_confirmed
        else [
            SuggestionView(each.code, each.name, each.score, list(each.reasons))
            for each in suggest(event.text, event.catalogue_version)
        ],
        routing=routing(event, item) if event.state in TO_DISPATCH else None,
        actions=action_views(flow, event, actor, world, now),
    )


def routing(event: Event, item: GridItem | None) -> RoutingView | None:
    """Where the catalogue's kinds of unit are found nearest to the place of a case: one query."""
    if item is None:
        return None
    units = network.routes([item.lead.kind, *(each.kind for each in item.joint)], event.region_code)
    named = {kind: UnitNamed(unit.id, unit.name) for kind, unit in units.items()}
    joint = [named[each.kind] for each in item.joint if each.kind in named and each.kind != item.lead.kind]
    return RoutingView(named.get(item.lead.kind), joint)


def steps(case_no: str, actor: Actor) -> list[StepView]:
    """Every step of a case the actor may see, oldest first: two queries."""
    event = within(Event.objects.all(), actor).filter(case_no=case_no).only("id", "flow_version").first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    return step_views(flow_at("event", event.flow_version), event.steps.order_by("seq"))
