"""`./wangge load demo`: a year of plausible events, each taken along the loop through the one door.

Texts are those of `bench/data/reports_500.csv`, times are spread over the past year with more in the last
weeks, and everything is drawn from a fixed seed, so two cities loaded on one day are alike. Nobody in it is a
real person: steps are signed by the platform's demo.
"""

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.timezone import now as clock_now

from wangge.accounts import roles
from wangge.catalogue import queries as catalogue
from wangge.catalogue.items import GridItem
from wangge.core.actors import Actor, ActorKind
from wangge.core.flow.models import Case
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events import demo_desks, recounts
from wangge.events.intake import importing
from wangge.events.intake.reports import Report, file
from wangge.events.loop import overlay
from wangge.events.loop.actions import act
from wangge.events.loop.database import Database
from wangge.events.models import Event
from wangge.network import queries as network

REPORTS = settings.ROOT / "bench" / "data" / "reports_500.csv"
SEED = 2110
SIZE = 240
# Cases older than this were worked on to the end; younger ones are wherever the dice left them.
OPEN_FOR = timedelta(days=9)
WAYS = Path(__file__).parent / "data" / "demo.yaml"


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that may happen next, and how likely it is beside the others."""

    weight: int
    action: str
    data: dict[str, str | int | bool | list[int]]


def load_base() -> dict[str, int]:
    """Events bring no base data of their own."""
    return {}


def load_demo() -> dict[str, int]:
    """File and work on `SIZE` events, unless there are events already; then what lies on the desks of the
    demonstration's people."""
    now = clock_now()
    made = 0 if Event.objects.exists() else _year(now)
    counts = {"events": made, **demo_desks.load(_demo, now)}
    if any(counts.values()):  # days that may have been counted without them
        recounts.ask(Event.objects.values_list("opened_at", flat=True))
    return counts | {"marks": overlay.mark(now)}


def _year(now: datetime) -> int:
    """A year of events; how many."""
    dice = random.Random(SEED)  # noqa: S311  a demo, not a secret
    made = 0
    for report, seen_at in zip(_reports(), _moments(dice, now), strict=False):
        again = msgspec.structs.replace(report, seen_at=seen_at, outside_id=f"demo-{report.outside_id}")
        try:
            event = file(again, _demo(), now=seen_at).event
        except Problem:
            continue  # one of the file's deliberately bad lines
        _work(event, seen_at, now, dice)
        made += 1
    return made


def _demo(event: Case | None = None, unit: int | None = None) -> Actor:
    """The demo's own actor, who stands in for everyone a case needs: never a person, never logged in."""
    powers = {key for key, power in roles.powers().items() if power.family == "business"}
    desks = {event.desk} if event is not None and event.desk else set()
    return Actor(
        kind=ActorKind.JOB,
        label=N_("Demo"),
        powers=frozenset(powers | {"job"}),
        region="2110",
        unit=unit,
        desks=frozenset(desks),
    )


def _reports() -> list[Report]:
    found = []
    for line in importing.lines(REPORTS):
        try:
            found.append(importing.report_of(line))
        except Problem:
            continue
    return found[:: max(1, len(found) // SIZE)][:SIZE]


def _moments(dice: random.Random, now: datetime) -> list[datetime]:
    """When each was seen, oldest first: half over the year, half in the last three weeks; rarely at night."""
    moments = []
    for place in range(SIZE + 40):
        days = dice.uniform(0.05, 21) if place % 2 else dice.uniform(9, 360)
        moment = now - timedelta(days=days)
        hour = dice.choice([7, 8, 9, 9, 10, 10, 11, 13, 14, 15, 16, 17, 19, 21])
        shifted = moment.replace(hour=(hour - 8) % 24, minute=dice.randrange(60))
        moments.append(min(shifted, now - timedelta(hours=1)))
    return sorted(moments)


def _work(event: Event, start: datetime, now: datetime, dice: random.Random) -> None:
    """Take a case along the loop until its time is up or the dice say stop."""
    world = Database()
    item = world.item(event) or dice.choice(_everyday(event.catalogue_version))
    moment, stop = start, now if now - start > OPEN_FOR else start + (now - start) * dice.random()
    turns = 0
    while event.closed_at is None and turns < 14:
        moment += timedelta(
            hours=dice.uniform(0.1, 1) if event.state == "reported" else dice.uniform(0.5, 20)
        )
        if moment > stop:
            return
        action, data = _next(event, item, dice)
        try:
            event = act(
                event.case_no, action, _demo(event, event.lead_unit_id), data, event.version, now=moment
            ).case
        except Problem:
            return
        turns += 1
    if event.state == "closed" and dice.random() < 0.7:
        rating = str(dice.choices([5, 4, 3, 2, 1], [50, 30, 12, 5, 3])[0])
        moment += timedelta(hours=dice.uniform(1, 60))
        act(event.case_no, "rate", _reporter(event), {"rating": rating}, event.version, now=min(moment, now))


def _reporter(event: Event) -> Actor:
    return Actor(kind=ActorKind.REPORTER, label=N_("Reporter"), case_no=event.case_no)


def _everyday(version: int) -> list[GridItem]:
    return [item for item in catalogue.items(version) if item.grade in {"II", "III"}][:40]


def _next(event: Event, item: GridItem, dice: random.Random) -> tuple[str, dict[str, object]]:
    """What happens next to a case in this state, mostly the straight way (`data/demo.yaml`)."""
    lead = network.route(item.lead.kind, event.region_code)
    joint = [network.route(each.kind, event.region_code) for each in item.joint[:1]]
    meant = {
        "$item": item.code,
        "$lead": lead.id if lead else 0,
        "$joint": [unit.id for unit in joint if unit and unit != lead],
    }
    ways = _ways()[event.state]
    way = dice.choices(ways, [each.weight for each in ways])[0]
    return way.action, {
        name: meant.get(value, value) if isinstance(value, str) else value for name, value in way.data.items()
    }


@cache
def _ways() -> dict[str, list[Way]]:
    return msgspec.yaml.decode(WAYS.read_bytes(), type=dict[str, list[Way]])
