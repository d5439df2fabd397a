"""The homes a worker calls on today, for the phone to take along: of the visits on the desk that are to be finished
by tonight or are under way, and no others (decision 0024)."""

from datetime import datetime

import msgspec
from django.db.models import Q
from django.utils.timezone import localtime, now

from wangge.core.actors import Actor
from wangge.events.patrols import queries as patrols
from wangge.events.patrols.models import Kind
from wangge.registry.door import SEE
from wangge.registry.queries import cards
from wangge.registry.queries.cards import Card

MOST = 20


class TakenAlong(msgspec.Struct, frozen=True):
    """The cards, and the moment they leave the phone: the end of this day."""

    items: list[Card]
    until: datetime


def of_today(actor: Actor) -> TakenAlong:
    """At most twenty cards, those of the visits that end soonest; none for who may not read the register."""
    tonight = localtime(now()).replace(hour=23, minute=59, second=59, microsecond=0)
    if not actor.may(SEE):
        return TakenAlong([], tonight)
    due = (
        patrols.on_desk(actor)
        .filter(kind=Kind.VISIT, home__isnull=False)
        .filter(Q(finish_by__lte=tonight) | Q(started_at__isnull=False))
    )
    return TakenAlong(cards.cards(due.values_list("home", flat=True)[:MOST], actor), tonight)
