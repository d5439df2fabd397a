"""Cases written straight into the table, at many places and times, and what the map must say of them."""

import random
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from tests.personas import COMMUNITY_ELSEWHERE, TOWNSHIP
from wangge.core.codes import LENGTHS
from wangge.events.models import Event
from wangge.insight.cells import Window, _cell
from wangge.network import queries as network
from wangge.network.models import Boundary
from wangge.network.scope import covers

YEARS = 3 * 365
NEXT_TOWNSHIP = "211002018"


def scatter(number: int, seed: int = 4, reporter: int | None = None, desk: str = "") -> list[Event]:
    """So many cases in some grids of two townships of one county and of another county, over three years.

    Some are open and overdue, some without a point, some opened exactly at midnight; some were reported by one person
    or lie on one desk."""
    dice = random.Random(seed)
    codes = list(network.grids(TOWNSHIP).values_list("code", flat=True).order_by("code")[:8])
    # Of the same county, next to it.
    codes += list(network.grids(NEXT_TOWNSHIP).values_list("code", flat=True).order_by("code")[:4])
    codes += list(network.grids(COMMUNITY_ELSEWHERE).values_list("code", flat=True).order_by("code")[:4])
    boxes = {
        each.code: (each.west, each.south, each.east, each.north)
        for each in Boundary.objects.filter(level="grid", code__in=codes, to_version=None)
    }
    return Event.objects.bulk_create(_case(at, dice, boxes, reporter, desk) for at in range(number))


def _case(at: int, dice: random.Random, boxes: dict, reporter: int | None, desk: str) -> Event:
    code, (west, south, east, north) = dice.choice(sorted(boxes.items()))
    opened = now() - timedelta(
        days=dice.choice([dice.uniform(0, 2), dice.uniform(0, 40), dice.uniform(0, YEARS)])
    )
    if dice.random() < 0.1:
        opened = opened.replace(hour=16, minute=0, second=0, microsecond=0)  # midnight in the city
        opened -= timedelta(days=1 if opened > now() else 0)
    closed = dice.random() < 0.6
    placed = dice.random() < 0.9
    return Event(
        case_no=f"T{at:09}",
        text="路灯坏了",
        channel="resident",
        state="closed" if closed else "reported",
        region_code=code if placed or dice.random() < 0.5 else code[:12],
        lng=round(dice.uniform(west, east), 6) if placed else None,
        lat=round(dice.uniform(south, north), 6) if placed else None,
        seen_at=opened,
        opened_at=opened,
        moved_at=opened,
        closed_at=now() if closed else None,
        due_at=None if closed else now() + timedelta(days=dice.choice([-3, -2, -1, 1, 2, 3])),
        reporter_id=reporter if dice.random() < 0.2 else None,
        desk="" if closed or dice.random() < 0.8 else desk,
    )


def counted_one_by_one(
    actor, window: Window, pixels: int, since: datetime | None, until: datetime | None, region: str
):
    """Cell by cell: the cases the actor sees there, looked at one by one in memory."""
    cells = window.cells(pixels)
    found = defaultdict(list)
    for event in Event.objects.exclude(lng=None).order_by("id"):
        x, y = _cell(cells.level, event.lng, event.lat)
        if (
            cells.left <= x <= cells.right
            and cells.top <= y <= cells.bottom
            and covers(actor, event)
            and event.region_code.startswith(region)
            and (since is None or event.opened_at >= since)
            and (until is None or event.opened_at < until)
        ):
            found[x, y].append(event)
    return found


def as_clusters(found) -> list[tuple]:
    """What a list of clusters says of them: count, overdue, region, the number of a single case, and the middle."""
    return [
        (
            len(cases),
            sum(each.due_at is not None and each.due_at < now() for each in cases),
            shared([each.region_code for each in cases]),
            cases[0].case_no if len(cases) == 1 else "",
            sum(each.lng for each in cases) / len(cases),
            sum(each.lat for each in cases) / len(cases),
        )
        for cases in found.values()
    ]


def shared(codes: list[str]) -> str:
    return next(
        (codes[0][:length] for length in sorted(LENGTHS.values(), reverse=True)
         if len({code[:length] for code in codes}) == 1 and min(map(len, codes)) >= length),
        "",
    )  # fmt: skip


def same(answer, found) -> None:
    """The clusters of an answer are those of the cells found; their middles are rounded to a millionth of a degree,
    so each coordinate is compared in its own order."""
    drawn = [
        (each.count, each.overdue, each.region, each.case_no or "", each.lng, each.lat)
        for each in answer.clusters
    ]
    expected = as_clusters(found)
    assert sorted(each[:4] for each in drawn) == sorted(each[:4] for each in expected)
    for place in (4, 5):
        told = sorted(each[place] for each in drawn)
        assert told == pytest.approx(sorted(each[place] for each in expected), abs=2e-6)
