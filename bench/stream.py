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
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import shapely

from bench import intake, load, people, place
from bench.ears import Ear, Told, listening
from bench.measure import Side
from bench.outcome import Ask, Reach, Row
from wangge.accounts.models import Person
from wangge.network import queries
from wangge.network.models import Boundary

WORKER = "grid_worker"
KILOBYTE = 1000
LONGEST = 300.0  # seconds of a round, however slow filing has become
PATIENCE = 15.0  # seconds after the last report until what was filed must have been heard
REACH = (
    Reach("kB a connection", at_most=100),
    Reach("p95_ms", at_most=1000),
    Reach("heard", at_least=1),
    Reach("of the peak", at_least=0.45),  # else it was not half the peak that came in
)

Point = tuple[float, float]


def run(ask: Ask, most: int | None = None) -> list[Row]:
    """Rates are reports filed per second, latencies the way of a report to its grid's worker. Not more than `most`
    grids are listened in, if given."""
    with ExitStack() as stack:
        environment = stack.enter_context(place.copied(ask.size))
        workers = dict(sorted(_workers().items())[:most])
        logins = stack.enter_context(people.logged_in(workers.values()))
        reports = _reports({"Authorization": f"Bearer {intake.token()}"}, _points(list(workers)))
        web = stack.enter_context(place.web(environment))
        stream = stack.enter_context(place.process(environment, "stream", "/health"))
        load.run(web, reports, intake.CONNECTIONS, ask.seconds)  # a warm-up
        peak, _ = load.run(web, reports, intake.CONNECTIONS, ask.seconds)
        headers = [each.headers for each in logins]
        return [asyncio.run(_listened(ask, web, stream, headers, reports, peak))]


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
        began = datetime.now(UTC)
        rate, answers = await load.sent(web, filed, intake.CONNECTIONS, LONGEST, peak / 2)
        await _silence(ears, began, len(answers))
        side.rates.append(rate)
        heard = [_heard(ear, began) for ear in ears]
        side.latencies.extend((at - told.at.timestamp()) * 1000 for each in heard for at, told in each)
        shares.append(sum(bool(each) for each in heard) / len(ears))
    extra = {
        "kB a connection": (memory(group) - before) / KILOBYTE / (len(ears) - 1),
        "listeners": len(ears),
        "heard": median(shares),
        "of the peak": median(side.rates) / peak,
    }
    return Row("", side, None, REACH, extra)


async def _silence(ears: list[Ear], began: datetime, filed: int) -> None:
    """Wait until every report of a round was heard by somebody, or nothing more is to be expected."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if len({told.case_no for ear in ears for _, told in _heard(ear, began)}) >= filed:
            return
        await asyncio.sleep(0.1)


def _heard(ear: Ear, began: datetime) -> list[tuple[float, Told]]:
    """What a listener heard of a round: a report of the one before may still be told when the next has begun."""
    return [(at, told) for at, told in ear.heard if told.at >= began]


def _workers() -> dict[str, Person]:
    """One worker of each grid, by its code."""
    known = {each.pk: each for each in people.holding(WORKER)}
    return {
        posting.grid: known[person]
        for person, postings in queries.postings_at(known).items()
        for posting in postings
        if posting.role == WORKER
    }


def _points(grids: list[str]) -> list[Point]:
    """A point in each of these grids, in no order of place."""
    found = Boundary.objects.filter(code__in=grids, level="grid", to_version=None).order_by("code")
    outlines = shapely.from_wkb([bytes(wkb) for wkb in found.values_list("wkb", flat=True)])
    points = [(point.x, point.y) for point in shapely.point_on_surface(outlines)]
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
