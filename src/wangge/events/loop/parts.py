"""Splitting: each part becomes a case of its own, accepted already, with the same place and reporter's words."""

from datetime import datetime

from wangge.core import numbers
from wangge.core.actors import Actor
from wangge.core.flow.store import open_case
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.loop.forms import Part
from wangge.events.loop.world import EventWorld
from wangge.events.models import Event


def open_parts(world: EventWorld, whole: Event, parts: list[Part], actor: Actor, now: datetime) -> list[str]:
    """Open one accepted case a part, in the transaction of the split; their case numbers in order."""
    made = []
    serials, _ = numbers.opening(len(parts))
    for place, (part, serial) in enumerate(zip(parts, serials, strict=True)):
        item = world.item_of(whole, part.item_code)
        if item is None:
            raise invalid(**{f"parts.{place}.item_code": N_("There is no such item")})
        if not part.text.strip():
            raise invalid(**{f"parts.{place}.text": N_("This is too short")})
        event = Event(
            case_no=numbers.case_no(serial, now),
            flow_version=whole.flow_version,
            catalogue_version=whole.catalogue_version,
            region_code=whole.region_code,
            text=part.text.strip(),
            channel=whole.channel,
            seen_at=whole.seen_at,
            place=whole.place,
            lng=whole.lng,
            lat=whole.lat,
            reporter_id=whole.reporter_id,
            token_id=whole.token_id,
            item_code=item.code,
            grade=item.grade.value,
            owner=whole.owner,
            parent_id=whole.pk,
        )
        open_case("event", event, "part", actor, {}, world, now=now)
        made.append(event.case_no)
    return made
