"""Points to grids, one by one and in bulk, beside a bare shapely STRtree over the same outlines.

The bare tree says, as numbers, which outlines meet a point; `network.locate` says the code of the grid, the lowest
on a border and None outside, and minds what is no number. Points are spread over the rectangle around the city, so
some lie outside. Neither side asks the database.
"""

import time
from collections.abc import Callable

import numpy as np
import shapely

from bench import place
from bench.outcome import Ask, Reach, Row
from wangge.network import locate
from wangge.network.models import Boundary

POINTS = 1_000_000
ONE_BY_ONE = 50_000  # of them in a round: the others would say the same again


def run(ask: Ask) -> list[Row]:
    """Rates are points per second."""
    with place.sized(ask.size):
        locate.ensure()
        outlines = shapely.from_wkb(
            [
                bytes(wkb)
                for wkb in Boundary.objects.filter(level="grid", to_version=None).values_list(
                    "wkb", flat=True
                )
            ]
        )
    tree = shapely.STRtree(outlines)
    west, south, east, north = shapely.total_bounds(outlines)
    dice = np.random.default_rng(2110)
    points = np.column_stack((dice.uniform(west, east, POINTS), dice.uniform(south, north, POINTS)))
    some = points[:ONE_BY_ONE].tolist()
    one, bare_one = ask.measured(
        (
            "network.locate, one by one",
            lambda: _rate(ONE_BY_ONE, lambda: [locate.locate(lng, lat) for lng, lat in some]),
        ),
        (
            "STRtree.query, one by one",
            lambda: _rate(ONE_BY_ONE, lambda: [_meets(tree, lng, lat) for lng, lat in some]),
        ),
    )
    bulk, bare_bulk = ask.measured(
        ("network.locate, in bulk", lambda: _rate(POINTS, lambda: locate.locate_many(points))),
        (
            "STRtree.query, in bulk",
            lambda: _rate(POINTS, lambda: tree.query(shapely.points(points), "intersects")),
        ),
    )
    return [
        Row("one by one", one, bare_one),
        Row("in bulk", bulk, bare_bulk, (Reach("ratio", at_least=0.8),), {"points": POINTS}),
    ]


def _rate(count: int, work: Callable[[], object]) -> tuple[float, list[float]]:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began), []


def _meets(tree: shapely.STRtree, lng: float, lat: float) -> np.ndarray:
    return tree.query(shapely.Point(lng, lat), "intersects")
