"""What the platform deleted by itself: every rule, when it last ran, and what went, by night."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import msgspec
from django.db.models import Max, Sum
from django.utils.timezone import get_default_timezone, localdate, localtime
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext

from wangge.core.actors import Actor
from wangge.core.audit.log import entries
from wangge.core.deletions import Deletion, Rule
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.protection.labels import JOBS, job_named
from wangge.protection.powers import SEE
from wangge.protection.register.activities import deleting, kept
from wangge.registry.door import require

# The jobs of a night have run by then; before, the night before is the last one.
MORNING = time(5)
NIGHTS = 14  # of a page
MOST_NIGHTS = 100


class RuleRow(msgspec.Struct, frozen=True):
    """One rule: what is deleted, after how long (`kept`), by which job, when it last looked and how many went then.
    `ran`: it looked in the last night; None before the platform has lived through one."""

    rule: Named
    job: Named
    kept: str
    last_at: datetime | None
    last_count: int
    ran: bool | None


class RuleList(msgspec.Struct, frozen=True):
    items: list[RuleRow]


class Deleted(msgspec.Struct, frozen=True):
    """What one rule deleted on a day, as the rule stood then. `count` 0: it looked, and nothing was due."""

    rule: Named
    job: Named
    kept: str
    count: int
    at: datetime


class Night(msgspec.Struct, frozen=True):
    """A day and what was deleted on it; on one without `items` no job ran."""

    day: date
    count: int
    items: list[Deleted]


class NightList(msgspec.Struct, frozen=True):
    """The newest first, without a gap; `next` is the day to go on with as `until`, None when nothing is older."""

    items: list[Night]
    next: date | None


class LastNight(msgspec.Struct, frozen=True):
    """`day`: the last night whose jobs have had their time, None before there was one. `missing`: jobs that did not
    look at all that day."""

    day: date | None
    count: int
    rules: int
    missing: list[Named]


def retention(actor: Actor) -> RuleList:
    """Every rule there is, job by job. Three queries."""
    require(actor, SEE)
    night = last_night()
    last = _last()
    seen = _looked(night) if night else {}
    return RuleList(
        [
            RuleRow(
                rule=named(rule),
                job=job_named(rule.job),
                kept=kept(rule),
                last_at=last[rule.key].at if rule.key in last else None,
                last_count=last[rule.key].count if rule.key in last else 0,
                ran=rule.key in seen if night else None,
            )
            for rule in sorted(deleting().values(), key=lambda rule: (list(JOBS).index(rule.job), rule.key))
        ]
    )


def nights(actor: Actor, until: date | None = None, limit: int = NIGHTS) -> NightList:
    """What was deleted, day by day, the newest first, from `until` (included) back. Two queries."""
    require(actor, SEE)
    if not 1 <= limit <= MOST_NIGHTS:
        raise invalid(limit=N_("Ask for 1 to 100 nights"))
    oldest = Deletion.objects.order_by("at").values_list("at", flat=True).first()
    if oldest is None:
        return NightList([], None)
    first = localdate(oldest)
    newest = min(until or localdate(), localdate())
    if newest < first:
        return NightList([], None)
    days = [newest - timedelta(days=ago) for ago in range(min(limit, (newest - first).days + 1))]
    counted = _counted(_midnight(days[-1]), _midnight(days[0] + timedelta(days=1)))
    rest = days[-1] - timedelta(days=1)
    return NightList([_night(day, counted.get(day, [])) for day in days], rest if rest >= first else None)


def last(actor: Actor) -> LastNight:
    """The last night, in figures. Two or three queries."""
    require(actor, SEE)
    night = last_night()
    if night is None:
        return LastNight(None, 0, 0, [])
    seen = _looked(night)
    ran = {rule.job for rule in deleting().values() if rule.key in seen}
    jobs = dict.fromkeys(rule.job for rule in deleting().values())
    return LastNight(
        night, sum(seen.values()), len(seen), [job_named(each) for each in jobs if each not in ran]
    )


def last_night(now: datetime | None = None) -> date | None:
    """The day of the last night whose jobs have had their time; None where the platform was not there yet then. Two
    queries."""
    at = localtime(now or clock_now())
    day = at.date() if at.time() >= MORNING else at.date() - timedelta(days=1)
    began = [
        first
        for first in (
            Deletion.objects.order_by("at").values_list("at", flat=True).first(),
            entries().order_by("at").values_list("at", flat=True).first(),
        )
        if first is not None
    ]
    return day if began and min(began) < _midnight(day) else None


def named(rule: Rule) -> Named:
    """A rule by what it deletes, in the language in force."""
    return Named(rule.key, rule.what() if callable(rule.what) else gettext(rule.what))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), get_default_timezone())


def _last() -> Mapping[str, Deletion]:
    newest = Deletion.objects.values("rule").annotate(newest=Max("id")).values("newest")
    return {each.rule: each for each in Deletion.objects.filter(pk__in=newest)}


def _looked(day: date) -> dict[str, int]:
    """How many rows each rule deleted on a day; a rule that did not look is not there. One query."""
    rows = Deletion.objects.filter(at__gte=_midnight(day), at__lt=_midnight(day) + timedelta(days=1))
    return dict(rows.values_list("rule").annotate(Sum("count")))


def _counted(since: datetime, until: datetime) -> dict[date, list[Deletion]]:
    """What was deleted in a stretch, by day: one row a rule, with its sum. One query."""
    found: dict[date, dict[str, Deletion]] = {}
    for row in Deletion.objects.filter(at__gte=since, at__lt=until).order_by("at"):
        day = found.setdefault(localdate(row.at), {})
        row.count += day[row.rule].count if row.rule in day else 0
        day[row.rule] = row
    return {day: list(rows.values()) for day, rows in found.items()}


def _night(day: date, rows: list[Deletion]) -> Night:
    return Night(day, sum(row.count for row in rows), [_deleted(row) for row in rows])


def _deleted(row: Deletion) -> Deleted:
    rule = deleting().get(row.rule)
    if rule is None:
        called, since = Named(row.rule, gettext(N_("A rule that is no longer in force"))), ""
    else:
        called, since = named(rule), kept(replace(rule, keep=row.keep))
    return Deleted(called, job_named(row.job), since, row.count, row.at)
