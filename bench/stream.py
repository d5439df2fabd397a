"""Live changes with every grid worker of the city listening, while reports come in at half the peak of filing.

First the peak of filing is measured, with nobody listening. Then the worker of each grid connects, and in each
round one report is filed in every grid, so that each listener has something to hear. Delivered: from the moment of
the first step, which is a little before the commit, to the arrival at the listener, on one clock. Memory: what the
process that tells has more, after the rounds, than before anybody listened but one.
"""

import asyncio
import itertools
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import shapely

from bench import intake, load, people, place
from bench.ears import Ear, listening
from bench.measure import Side
from bench.outcome import Ask, Reach, Row
from wangge.network.models import Boundary

KILOBYTE = 1000
PATIENCE = 15.0  # seconds after the last report until what was filed must have been heard
REACH = (
    Reach("kB a connection", at_most=100),
    Reach("p95_ms", at_most=1000),
    Reach("heard", at_least=1),
)

Point = tuple[float, float]


def run(ask: Ask) -> list[Row]:
    """Rates are reports filed per second, latencies the way of a report to its grid's worker."""
    with place.copied(ask.size) as environment, people.logged_in(people.holding("grid_worker")) as logins:
        header = {"Authorization": f"Bearer {intake.token()}"}
        reports = _reports(header, _points())
        with (
            place.web(environment) as web,
            place.process(environment, "stream", "/health") as (stream, group),
        ):
            load.run(web, reports, intake.CONNECTIONS, ask.seconds)  # a warm-up
            peak, _ = load.run(web, reports, intake.CONNECTIONS, ask.seconds)
            return [
                asyncio.run(
                    _listened(ask, web, (stream, group), [each.headers for each in logins], reports, peak)
                )
            ]


async def _listened(
    ask: Ask,
    web: int,
    stream: tuple[int, int],
    headers: list[dict[str, str]],
    reports: Iterator[bytes],
    peak: float,
) -> Row:
    port, group = stream
    ears = await listening(port, headers[:1])
    before = memory(group)
    ears += await listening(port, headers[1:])
    side = Side(f"reports filed at half the peak of {peak:.0f} a second, {len(ears)} listeners", [], [])
    shares = []
    for _ in range(ask.rounds):
        for ear in ears:
            ear.heard.clear()
        filed = itertools.islice(reports, len(ears))
        rate, answers = await load.sent(web, filed, intake.CONNECTIONS, len(ears) / peak * 4, peak / 2)
        await _silence(ears, len(answers))
        side.rates.append(rate)
        side.latencies.extend((at - told.at.timestamp()) * 1000 for ear in ears for at, told in ear.heard)
        shares.append(sum(bool(ear.heard) for ear in ears) / len(ears))
    extra = {
        "kB a connection": (memory(group) - before) / KILOBYTE / (len(ears) - 1),
        "listeners": len(ears),
        "heard": median(shares),
        "of the peak": median(side.rates) / peak,
    }
    return Row("", side, None, REACH, extra)


async def _silence(ears: list[Ear], filed: int) -> None:
    """Wait until every report was heard by somebody, or nothing more is to be expected."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if len({told.case_no for ear in ears for _, told in ear.heard}) >= filed:
            return
        await asyncio.sleep(0.1)


def _points() -> list[Point]:
    """A point in every grid, in no order of place."""
    outlines = (
        Boundary.objects.filter(level="grid", to_version=None).order_by("code").values_list("wkb", flat=True)
    )
    inside = shapely.point_on_surface(shapely.from_wkb([bytes(wkb) for wkb in outlines]))
    points = [(point.x, point.y) for point in inside]
    random.Random(2110).shuffle(points)
    return points


def _reports(header: dict[str, str], points: list[Point]) -> Iterator[bytes]:
    """Reports without end, grid after grid."""
    for number, (lng, lat) in enumerate(itertools.cycle(points)):
        text = f"{intake.TEXTS[number % len(intake.TEXTS)]}（第{number}号反映）"
        body = json.dumps({"text": text, "lng": round(lng, 6), "lat": round(lat, 6)}, ensure_ascii=False)
        yield load.post("/api/v1/reports", header, body.encode())


def memory(group: int) -> int:
    """Bytes that the processes of a group hold in memory and share with nobody."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                rollup = (folder / "smaps_rollup").read_text()
                total += sum(
                    int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Private_")
                )
        except OSError:
            continue  # gone meanwhile
    return total
