"""Clusters and heat of a viewport at five zooms, over the whole history, the last thirty days and the last year.

Figure: `GET /api/v1/map/events` and `/map/heat` by a city operator, in turns, over the first grid of every county:
where its streets begin. The days are counted as the jobs of a city that runs have counted them by now.
"""

import itertools
import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.timezone import now

from bench import load, people, place, recorded
from bench.outcome import Ask, Reach, Row
from bench.people import Login
from wangge.insight.actions import count_days
from wangge.insight.cells import TILE
from wangge.insight.spans import day_of, start_of
from wangge.network import queries as network
from wangge.network.models import Region

ZOOMS = (8.5, 10, 12, 14, 16)
# The county's operator sees by county, and what lies on her desk or was reported by her outside it.
COUNTY_ZOOM = 12
SCREEN = (1280, 800)  # pixels
REACHES = (Reach("p95_ms", at_most=100),)


def run(ask: Ask) -> list[Row]:
    with (
        place.sized(ask.size) as environment,
        people.logged_in([*people.holding("city_operator")[:1], *people.holding("county_operator")[:1]]) as (
            city,
            county,
        ),
    ):
        count_days(math.inf)
        with place.web(environment) as port:
            rows = [_row(ask, port, city, zoom, f"zoom {zoom:g}") for zoom in ZOOMS]
            return [*rows, _row(ask, port, county, COUNTY_ZOOM, f"zoom {COUNTY_ZOOM:g}, a county's operator")]


def _row(ask: Ask, port: int, login: Login, zoom: float, case: str) -> Row:
    paths = [
        f"/api/v1/map/{what}?{urlencode({'bbox': box, 'zoom': zoom} | since)}"
        for box in (_box(*spot, zoom) for spot in _spots())
        for since in _times(now())
        for what in ("events", "heat")
    ]
    requests = itertools.cycle([load.get(path, login.headers) for path in paths])
    figure, _ = ask.measured(
        (
            f"GET /api/v1/map, {ask.connections} connections",
            lambda: load.run(port, requests, ask.connections, ask.seconds),
        )
    )
    queries = max(len(recorded.asked_by(login, path)) for path in paths[:2])
    return Row(case, figure, None, REACHES, {"queries": queries})


def _spots() -> list[tuple[float, float]]:
    """The middle of the first grid of every county."""
    found = []
    for county in Region.objects.filter(level="county").order_by("code").values_list("code", flat=True):
        first = network.grids(county).order_by("code").values_list("code", flat=True)[0]
        middle = network.grid_centre(first)
        assert middle, "every grid has an outline"
        found.append(middle)
    return found


def _box(lng: float, lat: float, zoom: float) -> str:
    """What a screen shows around a point."""
    degrees = 360 / (TILE * 2**zoom)
    wide = SCREEN[0] * degrees / 2
    high = SCREEN[1] * degrees / 2 * math.cos(math.radians(lat))
    return ",".join(f"{each:.6f}" for each in (lng - wide, lat - high, lng + wide, lat + high))


def _times(at: datetime) -> Iterator[dict[str, str]]:
    """As the console asks: from the beginning of a day on, or without a beginning."""
    yield {}
    for days in (30, 365):
        yield {"since": start_of(day_of(at - timedelta(days=days - 1))).isoformat()}
