"""Control rules: published one by one, read together, kept in memory by the number of the latest."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from django.db import transaction
from django.utils.timezone import now as clock_now

from wangge.catalogue import queries as catalogue
from wangge.core import problems, statements, versions
from wangge.core.actors import Actor
from wangge.core.clocks.reckon import LOCAL
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.models.control import ControlRule
from wangge.network import queries as network

versions.register("control", "SELECT max(id) FROM events_controlrule")


# Beyond these a moment may be one the database keeps and Python cannot read back.
YEARS = range(2000, 2200)


class Draft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is asked of whoever publishes a rule. `replaces` is the number of a rule this one ends."""

    item_code: str
    region_code: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    basis: str
    daily_from: time | None = None
    daily_until: time | None = None
    replaces: int | None = None


@transaction.atomic
def publish(draft: Draft, actor: Actor, number: int) -> ControlRule:
    """Publish a rule for an area in the actor's jurisdiction; `number` is the current catalogue version."""
    refuse_unclean(msgspec.to_builtins(draft))
    if not actor.may("event.control") or not actor.covers(draft.region_code):
        raise Problem(problems.FORBIDDEN)
    if catalogue.find(draft.item_code, number) is None:
        raise invalid(item_code=N_("There is no such item"))
    if draft.region_code not in network.names([draft.region_code]):
        raise invalid(region_code=N_("There is no such region in your area"))
    for field in ("starts_at", "ends_at"):
        moment = getattr(draft, field)
        if moment.tzinfo is None:
            raise invalid(**{field: N_("Give the time zone")})
        if moment.year not in YEARS:
            raise invalid(**{field: N_("This value does not fit")})
    if draft.ends_at <= draft.starts_at:
        raise invalid(ends_at=N_("Must be later than the start"))
    if (draft.daily_from is None) != (draft.daily_until is None):
        raise invalid(daily_until=N_("A daily window has a beginning and an end"))
    if draft.daily_from is not None and draft.daily_until is not None:
        for field in ("daily_from", "daily_until"):  # local times: a zone of another kind would be lost
            if getattr(draft, field).tzinfo is not None:
                raise invalid(**{field: N_("This value does not fit")})
        if draft.daily_from == draft.daily_until:
            raise invalid(daily_until=N_("A daily window has a beginning and an end"))
    for field in ("reason", "basis"):
        if not 2 <= len(getattr(draft, field).strip()) <= 300:
            raise invalid(**{field: N_("Say it in 2 to 300 characters")})
    return _append(msgspec.structs.asdict(draft), actor)


@transaction.atomic
def end(rule_id: int, reason: str, actor: Actor) -> ControlRule:
    """End a rule now by publishing one in its place that ends now: what was published is never changed.

    FORBIDDEN without the power, NOT_FOUND outside the actor's area and for a rule that was replaced, CONFLICT for one
    that has ended; a Problem names `reason`.
    """
    if not actor.may("event.control"):
        raise Problem(problems.FORBIDDEN)
    rule = ControlRule.objects.filter(pk=rule_id).first() if rule_id < 2**63 else None
    if rule is None or not actor.covers(rule.region_code) or rule.replaced_by.exists():
        raise Problem(problems.NOT_FOUND)
    refuse_unclean({"reason": reason})
    if not 2 <= len(reason.strip()) <= 300:
        raise invalid(reason=N_("Say it in 2 to 300 characters"))
    moment = clock_now()
    if rule.ends_at <= moment:
        raise Problem(problems.CONFLICT, N_("This rule has ended already"))
    values = {name: getattr(rule, name) for name in Draft.__struct_fields__}
    # A window has a length: what never began is left the least one there is.
    starts_at = min(rule.starts_at, moment - timedelta(microseconds=1))
    values |= {"starts_at": starts_at, "ends_at": moment, "reason": reason.strip(), "replaces": rule.pk}
    return _append(values, actor)


def _append(values: dict[str, Any], actor: Actor) -> ControlRule:
    """Write a rule down. A Problem names `replaces` unless it is a rule that may be replaced."""
    # One at a time: a number seen by a reader must stand for every lower one, or what is remembered under it
    # would lack a rule for ever. Held until the transaction ends.
    statements.run("SELECT pg_advisory_xact_lock(hashtext('wangge.control'))", ())
    number = values["replaces"]
    former = ControlRule.objects.filter(pk=number).first() if number else None
    ended = former is not None and former.replaced_by.exists()
    if number is not None and (former is None or ended or not actor.covers(former.region_code)):
        raise invalid(replaces=N_("There is no such rule that you may change"))
    return ControlRule.objects.create(by=actor.label, **values | {"replaces": former})


def muted(item_code: str, region_code: str, at: datetime, number: int) -> ControlRule | None:
    """The rule that mutes this item at this place and time, or None; `number` is the current version."""
    return next(
        (
            rule
            for rule in _rules(number)
            if rule.item_code == item_code
            and region_code.startswith(rule.region_code)
            and rule.starts_at <= at < rule.ends_at
            and _within_day(rule, at.astimezone(LOCAL).time())
        ),
        None,
    )


def _within_day(rule: ControlRule, at: time) -> bool:
    if rule.daily_from is None or rule.daily_until is None:
        return True
    if rule.daily_from <= rule.daily_until:
        return rule.daily_from <= at < rule.daily_until
    return at >= rule.daily_from or at < rule.daily_until


@lru_cache(maxsize=4)
def _rules(number: int) -> tuple[ControlRule, ...]:
    """The rules in force as of this number: the latest word counts, a replaced rule is out."""
    replaced = ControlRule.objects.filter(id__lte=number, replaces__isnull=False).values("replaces")
    return tuple(ControlRule.objects.filter(id__lte=number).exclude(id__in=replaced).order_by("-id"))
