"""Publishing, changing and taking back notices."""

from datetime import date, timedelta

import msgspec
from django.db import transaction
from django.utils.timezone import localdate

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network.notices.models import Notice
from wangge.network.queries.places import place_exists
from wangge.network.scope import within

POWER = "notice.publish"
LONGEST = timedelta(days=366)
TITLE, BODY = 60, 2000


class NoticeIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A notice as it is written: for which region or grid (its code), from which day to which, both included.

    `version` is the one that was read when a notice is changed; a new one has none.
    """

    title: str
    body: str
    region: str
    from_day: date
    to_day: date
    version: int | None = None


def publish(asked: NoticeIn, actor: Actor) -> Notice:
    """Write a notice. FORBIDDEN without the power; a Problem (422) naming the field that does not fit."""
    _check(asked, actor)
    with transaction.atomic():
        made = Notice.objects.create(
            title=asked.title.strip(),
            body=asked.body.strip(),
            region_code=asked.region,
            from_day=asked.from_day,
            to_day=asked.to_day,
            by=actor.label,
        )
        audit.record(actor, "notice.published", ("notice", made.pk), asked.title.strip(), region=asked.region)
    return made


def change(number: int, asked: NoticeIn, actor: Actor) -> Notice:
    """Write it anew. NOT_FOUND outside the actor's area, STALE if somebody changed it in between."""
    with transaction.atomic():
        found = _mine(number, actor)
        _check(asked, actor)
        if asked.version is None:
            raise Problem(problems.VERSION_REQUIRED)
        if asked.version != found.version:
            raise Problem(problems.STALE, version=found.version)
        found.title, found.body = asked.title.strip(), asked.body.strip()
        found.region_code, found.from_day, found.to_day = asked.region, asked.from_day, asked.to_day
        found.by, found.version = actor.label, found.version + 1
        found.save()
        audit.record(actor, "notice.changed", ("notice", number), found.title, region=found.region_code)
    return found


def withdraw(number: int, actor: Actor) -> None:
    """Take it back at once; the audit log keeps that it was there. NOT_FOUND outside the actor's area."""
    with transaction.atomic():
        found = _mine(number, actor)
        audit.record(actor, "notice.withdrawn", ("notice", number), found.title, region=found.region_code)
        found.delete()


def _mine(number: int, actor: Actor) -> Notice:
    if not actor.may(POWER):
        raise Problem(problems.FORBIDDEN)
    found = within(Notice.objects.select_for_update(), actor).filter(pk=number).first()
    if found is None:
        raise Problem(problems.NOT_FOUND)
    return found


def _check(asked: NoticeIn, actor: Actor) -> None:
    if not actor.may(POWER):
        raise Problem(problems.FORBIDDEN)
    refuse_unclean(msgspec.to_builtins(asked))
    if not 2 <= len(asked.title.strip()) <= TITLE:
        raise invalid(title=N_("Say in 2 to 60 characters what it is about"))
    if not 2 <= len(asked.body.strip()) <= BODY:
        raise invalid(body=N_("Write 2 to 2,000 characters"))
    if not actor.covers(asked.region) or not place_exists(asked.region):
        raise invalid(region=N_("Choose a place in your area"))
    if asked.to_day < asked.from_day:
        raise invalid(to_day=N_("The last day lies before the first"))
    if asked.to_day < localdate() or asked.to_day - asked.from_day > LONGEST:
        raise invalid(to_day=N_("Choose a last day from today on, within a year of the first"))
