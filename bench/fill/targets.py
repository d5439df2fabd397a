"""Where stories are told again: every grid of the city, points inside it, and the units that serve it."""

import random
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import shapely

from wangge.network import queries
from wangge.network.models import Boundary, Unit

POINTS = 24  # of each grid; cases repeat places, as they do in a city


@dataclass(frozen=True, slots=True)
class Place:
    """One grid as the setting of a story: a point in it, and what stands here for what stood there."""

    grid: str
    name: str
    point: tuple[float, float]
    targets: "Targets"

    def region(self, code: str) -> str:
        """The region of the same level that holds this grid; none stays none."""
        return self.grid[: len(code)]

    def unit(self, number: int | None) -> int | None:
        """The unit of the same kind that serves this grid; where there is none, the very same unit."""
        if number is None:
            return None
        kind, length = self.targets.kinds[number]
        return self.targets.serving.get((kind, self.grid[:length]), number)

    def unit_name(self, number: int | None) -> str:
        return "" if number is None else self.targets.unit_names[number]

    def desk(self, desk: str) -> str:
        """The desk here that stands for one there (`centre:CODE`, `grid:CODE`, `unit:ID`)."""
        kind, _, name = desk.partition(":")
        if kind == "unit":
            return f"unit:{self.unit(int(name))}"
        return f"{kind}:{self.region(name)}" if name else desk


class Targets:
    """Read once from the database; grids are drawn with weights, since a quiet village is no market street."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        outlines = (
            Boundary.objects.filter(level="grid", to_version=None).order_by("code").values_list("code", "wkb")
        )
        self.points = {code: _points(shapely.from_wkb(bytes(wkb)), dice) for code, wkb in outlines}
        self.grids = list(self.points)
        self.names = queries.names(set(self.grids))
        self.weights = list(accumulate(dice.lognormal(0, 0.8, len(self.grids)).tolist()))
        self.kinds: dict[int, tuple[str, int]] = {}
        self.serving: dict[tuple[str, str], int] = {}
        self.unit_names: dict[int, str] = {}
        for unit in Unit.objects.order_by("id"):
            self.kinds[unit.pk] = (unit.kind, len(unit.region_id))
            self.serving.setdefault((unit.kind, unit.region_id), unit.pk)
            self.unit_names[unit.pk] = unit.name

    def place(self, dice: random.Random) -> Place:
        grid = dice.choices(self.grids, cum_weights=self.weights)[0]
        return Place(grid, self.names[grid], dice.choice(self.points[grid]), self)


def _points(outline: shapely.Geometry, dice: np.random.Generator) -> list[tuple[float, float]]:
    west, south, east, north = outline.bounds
    drawn = np.column_stack(
        (dice.uniform(west, east, 8 * POINTS), dice.uniform(south, north, 8 * POINTS))
    ).round(6)
    inside = drawn[shapely.contains_xy(outline, drawn)][:POINTS]
    if not len(inside):
        middle = outline.representative_point()
        return [(middle.x, middle.y)]
    return [(float(lng), float(lat)) for lng, lat in inside]
