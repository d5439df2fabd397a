"""Reading notices: what is shown at a place, and what a centre has published in its area."""

from datetime import date

from django.utils.timezone import localdate

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.codes import chain
from wangge.core.http.pages import Page, page
from wangge.core.problems import Problem
from wangge.network.notices.models import Notice
from wangge.network.scope import within

MOST = 50


def shown_at(code: str, on: date | None = None) -> list[Notice]:
    """What anybody reads at a region or grid on a day, today if not given: the notices for it and for all above
    it, the newest first, 50 at most. Published to everybody, so no scope applies. One query."""
    day = on or localdate()
    found = Notice.objects.filter(region_code__in=chain(code), from_day__lte=day, to_day__gte=day)
    return list(found.order_by("-from_day", "-id")[:MOST])


def published(actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[Notice]:
    """A page of the notices for the actor's area, ended ones too, the newest first. One query."""
    return page(within(Notice.objects.all(), actor), order=("-from_day", "-id"), cursor=cursor, limit=limit)


def one(number: int, actor: Actor) -> Notice:
    """One of them, or NOT_FOUND."""
    found = within(Notice.objects.all(), actor).filter(pk=number).first()
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return found
