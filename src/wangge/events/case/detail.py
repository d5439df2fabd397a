"""Reading one case with everything that belongs to it and what the caller may do now."""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.catalogue.items import GridItem
from wangge.catalogue.suggest import suggest
from wangge.core.actors import Actor
from wangge.core.flow.decide import permitted
from wangge.core.flow.editions import flow_at
from wangge.core.flow.table import Flow
from wangge.core.rows import guarded
from wangge.core.words import saying
from wangge.events.case.contacts import Reachable, masked
from wangge.events.case.story import StepView, step_views
from wangge.events.case.views import (
    ActionView,
    ClockView,
    SuggestionView,
    UnitNamed,
    action_views,
    clock_view,
    state_named,
)
from wangge.events.case.whole import whole
from wangge.events.labels import (
    AMOUNTS,
    COUNTS,
    DESKS,
    DUE,
    EMERGENCY,
    EVIDENCE,
    GRADES,
    MEDIA,
    Named,
    channel_named,
    due_word,
    maybe,
    named,
    phase,
    rating_label,
)
from wangge.events.lists.waiting import DeskView
from wangge.events.loop.database import Database
from wangge.events.models import Event
from wangge.network import queries as network

TO_DISPATCH = ("accepted", "returned")  # the states in which somebody is about to choose units


class RoutingView(msgspec.Struct, frozen=True):
    """The units the catalogue would send this item to at this place; whoever dispatches decides."""

    lead: UnitNamed | None
    joint: list[UnitNamed]


class EvidenceView(msgspec.Struct, frozen=True):
    """What the item asks for as evidence, and how much of it."""

    kind: Named
    amount: Named


class CountView(msgspec.Struct, frozen=True):
    """How often something happened to the case."""

    key: str
    label: str
    count: int


class AttachmentView(msgspec.Struct, frozen=True):
    """A file of the case. `step`: in which of the eleven steps it was added, `seq`: the step's number."""

    id: int
    kind: Named
    media_type: str
    name: str
    size: int
    url: str
    by: str
    at: datetime
    seq: int | None
    step: Named | None


class AdditionView(msgspec.Struct, frozen=True):
    """Words the reporter added later."""

    text: str
    at: datetime


class EventView(msgspec.Struct, frozen=True):
    """One case with everything that belongs to it and what the caller may do now. `step`: where it stands
    among the eleven; `desk`: with whom it lies and why; `counts`: only what happened at least once;
    `may_attach`: the caller may add a file; `steps`: only where they were asked for."""

    case_no: str
    state: Named
    step: Named
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
    item_field: Named | None
    item_confirmed: bool
    filing_condition: str
    closing_condition: str
    evidence: list[EvidenceView]
    emergency: list[Named]
    catalogue_version: int
    flow_version: int
    grade: Named | None
    owner: str
    owner_name: str
    desk: DeskView | None
    lead: UnitNamed | None
    joint: list[UnitNamed]
    joint_done: list[int]
    designated: bool
    due_at: datetime | None
    due: Named | None
    clocks: list[ClockView]
    counts: list[CountView]
    order_open: bool
    exempt: bool
    resume_at: datetime | None
    rating: int | None
    rating_label: str
    reached: bool | None
    solved: bool | None
    contact: dict[str, str] | None
    attachments: list[AttachmentView]
    additions: list[AdditionView]
    parent: str | None
    parts: list[str]
    merged_into: str | None
    merged: list[str]
    suggestions: list[SuggestionView]
    routing: RoutingView | None
    may_attach: bool
    actions: list[ActionView]
    steps: list[StepView] | msgspec.UnsetType = msgspec.UNSET


def one(case_no: str, actor: Actor, *, steps: bool = False) -> EventView:
    """Everything of one case, or NOT_FOUND to whoever may not see it; its steps where they are asked for.

    Two queries, one more where units are to be chosen, two more for the steps.
    """
    with guarded(actor):
        found = whole(case_no, actor)
    event, names = found.event, found.names
    world, now, say = Database(found.numbers), clock_now(), saying()
    flow = flow_at("event", event.flow_version)
    item = world.item(event)
    lead, reason = event.lead_unit_id, flow.state_by_key[event.state].desk
    contact: Reachable | None = masked(found.contact, event.case_no)
    return EventView(
        case_no=event.case_no,
        state=state_named(flow, event.state),
        step=phase("event", event.state),
        version=event.version,
        text=event.text,
        channel=channel_named(event.channel),
        seen_at=event.seen_at,
        opened_at=event.opened_at,
        closed_at=event.closed_at,
        place=event.place,
        region_code=event.region_code,
        region=names["region"],
        lng=event.lng,
        lat=event.lat,
        item=Named(item.code, item.name) if item else None,
        item_field=Named(item.field, item.field_name) if item else None,
        item_confirmed=event.item_confirmed,
        filing_condition=item.filing if item else "",
        closing_condition=item.closing if item else "",
        evidence=[
            EvidenceView(named(EVIDENCE, kind, say), named(AMOUNTS, amount, say))
            for kind, amount in (item.evidence if item else {}).items()
        ],
        emergency=[named(EMERGENCY, number, say) for number in (item.emergency if item else ())],
        catalogue_version=event.catalogue_version,
        flow_version=event.flow_version,
        grade=maybe(GRADES, event.grade),
        owner=event.owner,
        owner_name=names["owner_name"],
        desk=DeskView(named(DESKS, reason, say), names["desk_name"]) if event.desk and reason else None,
        lead=None if lead is None else UnitNamed(lead, names["lead_name"]),
        joint=[UnitNamed(number, found.units[number]) for number in event.joint_units],
        joint_done=event.joint_done,
        designated=event.designated,
        due_at=event.due_at,
        due=maybe(DUE, due_word(event.due_at, event.warn_at, now)),
        clocks=[clock_view(clock, now, world.calendar, say) for clock in event.clocks],
        counts=[
            CountView(key, say(COUNTS[key]), getattr(event, key)) for key in COUNTS if getattr(event, key)
        ],
        order_open=event.order_open,
        exempt=event.exempt,
        resume_at=event.resume_at,
        rating=event.rating,
        rating_label=rating_label(event.rating),
        reached=event.reached,
        solved=event.solved,
        contact={"name": contact.name, "phone": contact.phone} if contact else None,
        attachments=[_attachment(each, event.case_no) for each in found.files],
        additions=[AdditionView(**each) for each in found.words],
        parent=found.parent,
        parts=found.parts,
        merged_into=found.merged_into,
        merged=found.merged,
        suggestions=[]
        if event.item_confirmed
        else [
            SuggestionView(each.code, each.name, each.score, list(each.reasons))
            for each in suggest(event.text, event.catalogue_version)
        ],
        routing=routing(event, item) if event.state in TO_DISPATCH else None,
        may_attach=may_attach(flow, event, actor),
        actions=action_views(flow, event, actor, world, now),
        steps=step_views(flow, event, world.calendar) if steps else msgspec.UNSET,
    )


def may_attach(flow: Flow, event: Event, actor: Actor) -> bool:
    """Whether this actor may add a file now: an action that no button stands for, since a file comes with it."""
    attach = flow.action_by_key["attach"]
    return event.state in attach.source and permitted(flow, attach, event, actor)


def _attachment(row: dict[str, Any], case_no: str) -> AttachmentView:
    state = row.pop("state")
    return AttachmentView(
        **row
        | {
            "kind": named(MEDIA, row["kind"]),
            "by": gettext(row["by"]),
            "url": f"/api/v1/events/{case_no}/attachments/{row['id']}",
            "step": phase("event", state) if state else None,
        }
    )


def routing(event: Event, item: GridItem | None) -> RoutingView | None:
    """Where the catalogue's kinds of unit are found nearest to the place of a case: one query."""
    if item is None:
        return None
    units = network.routes([item.lead.kind, *(each.kind for each in item.joint)], event.region_code)
    found = {kind: UnitNamed(unit.id, unit.name) for kind, unit in units.items()}
    joint = [found[each.kind] for each in item.joint if each.kind in found and each.kind != item.lead.kind]
    return RoutingView(found.get(item.lead.kind), joint)
