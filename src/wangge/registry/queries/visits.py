"""Which homes somebody should call on, and why: by need, within one community or grid. There is no quota."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, now

from wangge.core.actors import Actor
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import facts
from wangge.registry.definitions import Labelled
from wangge.registry.door import SEE, require
from wangge.registry.models import Dwelling, Fact, History, Person
from wangge.registry.queries.homes import HomeLine, below, home_line

CAME = ("collected", "moved")


class Need(Labelled, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A reason to call on a home, unless somebody was there within `every_days`."""

    every_days: int
    from_age: int = 0
    lives: tuple[str, ...] = ()
    newborn: bool = False
    within_days: int = 0


class NeededVisit(msgspec.Struct, frozen=True):
    """A home to call on, for which reasons; `last` is when somebody was there, None if longer ago than any reason
    looks back."""

    home: HomeLine
    reasons: list[Named]
    last: datetime | None


class NeededVisits(msgspec.Struct, frozen=True):
    """Those with most reasons first, and of these where nobody was for longest."""

    items: list[NeededVisit]


@cache
def needs() -> Mapping[str, Need]:
    text = files("wangge.registry").joinpath("data/visits.yaml").read_bytes()
    return {each.key: each for each in msgspec.yaml.decode(text, type=list[Need])}


def needed(actor: Actor, region: str = "") -> NeededVisits:
    """The homes of a community or grid (the actor's own, if none is named) that somebody should call on. Six queries,
    however many homes there are."""
    require(actor, SEE)
    region = region or actor.region
    if len(region) not in (12, 15) or not region.isdigit():
        raise invalid(region=N_("Choose a community or a grid"))
    with guarded(actor):
        people = within(Person.objects.filter(below(region), left=""), actor)
        due = reasons(Among(living_in(people), below(region)), now())
        rows = within(Dwelling.objects.filter(pk__in=due), actor).select_related("address")
        told = [
            NeededVisit(
                home_line(each), [needs()[key].named() for key in due[each.pk].keys], due[each.pk].last
            )
            for each in rows
        ]
    longest_ago = datetime.min.replace(tzinfo=now().tzinfo)
    told.sort(key=lambda each: (-len(each.reasons), each.last or longest_ago, each.home.number))
    return NeededVisits(told)


People = Mapping[int, tuple[int, int | None]]


class Among(NamedTuple):
    """Which homes are looked at: who lives in them (home and year of birth, by number), and which rows of facts and
    history are about them or their people."""

    people: People
    rows: Q


class Due(NamedTuple):
    """Why somebody should call on a home (keys of `needs`), and when somebody was there last."""

    keys: list[str]
    last: datetime | None


def living_in(people: QuerySet[Person]) -> People:
    return {number: (home, born) for number, home, born in people.values_list("pk", "dwelling", "born")}


def reasons(among: Among, at: datetime) -> dict[int, Due]:
    """Those of the homes that somebody should call on. Four queries, inside `guarded`."""
    found: dict[int, set[str]] = {}
    for key, homes in _by_key(among, at):
        for home in homes:
            found.setdefault(home, set()).add(key)
    last = _last(among, at)
    return {
        home: Due(kept, last.get(home))
        for home, keys in found.items()
        if (kept := [key for key in needs() if key in keys and _long_ago(last.get(home), needs()[key], at)])
    }


def _by_key(among: Among, at: datetime) -> Iterable[tuple[str, set[int]]]:
    """The homes each need speaks of."""
    people = among.people
    asked = Fact.objects.filter(
        among.rows, subject="person", group="living", ended_at=None, valid_until__isnull=False
    )
    living = dict(asked.values_list("subject_id", "plain"))
    today = localdate(at)
    for need in needs().values():
        if need.lives or need.newborn:
            yield (
                need.key,
                {
                    home
                    for number, (home, born) in people.items()
                    if (how := living.get(number)) is not None and _fits(need, how, born, today)
                },
            )
    came = History.objects.filter(
        among.rows, subject="person", action__in=CAME,
        at__gte=at - timedelta(days=needs()["changed_hands"].within_days),
    )  # fmt: skip
    homes = {people[number][0] for number in came.values_list("subject_id", flat=True) if number in people}
    rented = Dwelling.objects.filter(pk__in=homes, use="rented")
    yield "changed_hands", set(rented.values_list("pk", flat=True))
    stale = Fact.objects.filter(among.rows, facts.stale(today), subject__in=("person", "dwelling"))
    yield (
        "stale",
        {
            home
            for subject, number in stale.values_list("subject", "subject_id")
            if (home := number if subject == "dwelling" else people.get(number, (0, None))[0])
        },
    )


def _fits(need: Need, how: Mapping[str, object], born: int | None, today: date) -> bool:
    if need.newborn:
        return how.get("newborn") is True
    return how.get("lives") in need.lives and born is not None and today.year - born >= need.from_age


def _last(among: Among, at: datetime) -> dict[int, datetime]:
    """When somebody last did anything with a home or somebody in it, as far back as a need looks."""
    since = at - timedelta(days=max(need.every_days for need in needs().values()))
    rows = History.objects.filter(among.rows, at__gte=since, subject__in=("person", "dwelling"))
    found: dict[int, datetime] = {}
    for subject, number, moment in rows.values_list("subject", "subject_id", "at"):
        home = number if subject == "dwelling" else among.people.get(number, (0, None))[0]
        found[home] = max(moment, found.get(home, moment))
    return found


def _long_ago(last: datetime | None, need: Need, at: datetime) -> bool:
    return last is None or last < at - timedelta(days=need.every_days)
