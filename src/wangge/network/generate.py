"""Makes outlines that are not public: townships, communities and grids, by subdividing the county outlines.

Plausible, never true (domain.md §1): every outline made here is stored with `generated` set. The same input
gives the same outlines: chance comes from a generator seeded by the code of what is being divided.

Each region is divided among its children by a centroidal Voronoi tessellation of sample points, so children
are compact and about equally large; around a county town the points are denser, so streets come out small.
Pieces are cut independently, then all their lines are noded at once on a grid of 10⁻⁶ degrees (about 0.1 m)
and the faces between the lines are handed out again: that is what makes one coverage, without gap or overlap.
"""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.core.codes import Settlement, parent_of, settlement_of
from wangge.network.geometry import PRECISION, Outlines, largest_part, unions, weave

SEED = 3313
SAMPLES = 70  # sample points a child: enough for even areas, few enough for a second of work
ROUNDS = 20  # of moving each seed to the middle of its share; shapes change little after that


@dataclass(frozen=True, slots=True)
class Site:
    """A place where settlement is dense: points get denser towards it, within about `reach` degrees."""

    lng: float
    lat: float
    reach: float


def grid_counts(communities: Sequence[str], total: int) -> dict[str, int]:
    """How many grids each community gets, `total` in all, at least one each.

    A residents' committee gets about twice as many as a village, each varied by a quarter either way, so
    that the city does not look stamped. ValueError if there are fewer grids than communities.
    """
    if total < len(communities):
        raise ValueError(f"{total} grids cannot be shared by {len(communities)} communities")
    weights = {
        code: (2.0 if settlement_of(code) is Settlement.RESIDENTS else 1.0)
        * _chance(code).uniform(0.75, 1.25)
        for code in communities
    }
    share = (total - len(communities)) / sum(weights.values())
    exact = {code: 1 + weight * share for code, weight in weights.items()}
    counts = {code: math.floor(value) for code, value in exact.items()}
    by_remainder = sorted(communities, key=lambda code: (counts[code] - exact[code], code))
    for code in by_remainder[: total - sum(counts.values())]:
        counts[code] += 1
    return counts


def generate(codes: Sequence[str], counties: Outlines, towns: Mapping[str, Site], total: int) -> Outlines:
    """Outlines of everything: the given regions and `total` grids, by code, as one valid coverage a level.

    `codes` are the codes of all regions, `counties` the true outlines by county code, in degrees, and
    `towns` the county towns. The union of the children is exactly their parent; the union of all differs from
    the given outlines by no more than `PRECISION` along their lines.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes):
        if len(code) > 4:
            below[parent_of(code)].append(code)
    counts = grid_counts([code for code in codes if len(code) == 12], total)
    pieces: Outlines = {}
    for county, outline in sorted(counties.items()):
        townships = _townships(below[county], below, outline, towns.get(county))
        for township, area in townships.items():
            for community, part in _communities(below[township], area).items():
                pieces.update(_grids(community, counts[community], part))
    grids = weave(pieces, shapely.union_all(list(counties.values())))
    return grids | unions(grids)


def _townships(
    codes: list[str], below: Mapping[str, list[str]], area: BaseGeometry, town: Site | None
) -> Outlines:
    """Streets nearest the county town, towns next, rural townships furthest; the most populous get most room."""
    cells = _divide(area, len(codes), _chance(codes[0][:6]), town)
    middle = shapely.Point(town.lng, town.lat) if town else area.centroid
    near = sorted(cells, key=lambda cell: round(middle.distance(cell.centroid), 6))
    ranks = {Settlement.STREET: 0, Settlement.TOWN: 1, Settlement.RURAL_TOWNSHIP: 2}
    groups: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        groups[ranks[settlement_of(code)]].append(code)
    given: Outlines = {}
    for _, group in sorted(groups.items()):
        share, near = near[: len(group)], near[len(group) :]
        by_size = sorted(share, key=lambda cell: -round(cell.area, 9))
        by_people = sorted(group, key=lambda code: (-len(below[code]), code))
        given.update(zip(by_people, by_size, strict=True))
    return given


def _communities(codes: list[str], area: BaseGeometry) -> Outlines:
    """Residents' committees in the middle of their township, villages around them."""
    kinds = {settlement_of(code) for code in codes}
    middle = largest_part(area).representative_point()
    site = Site(middle.x, middle.y, 0.012) if len(kinds) > 1 else None
    cells = _divide(area, len(codes), _chance(codes[0][:9]), site)
    near = sorted(cells, key=lambda cell: round(middle.distance(cell.centroid), 6))
    return dict(zip(sorted(codes, key=lambda code: code[9] >= "2"), near, strict=True))


def _grids(community: str, count: int, area: BaseGeometry) -> Outlines:
    """The grids of a community, numbered as one reads: from the north, west to east."""
    cells = _divide(area, count, _chance(community), None)
    _, south, _, north = area.bounds
    band = (north - south) / max(1, round(math.sqrt(count)))

    def reading_order(cell: BaseGeometry) -> tuple[float, float]:
        middle = cell.centroid
        return math.floor((north - middle.y) / band), round(middle.x, 6)

    return {
        f"{community}{number:03d}": cell
        for number, cell in enumerate(sorted(cells, key=reading_order), start=1)
    }


def _divide(area: BaseGeometry, count: int, chance: random.Random, site: Site | None) -> list[BaseGeometry]:
    """`count` pieces of an area; each is the part of it that is nearest to one of as many seeds."""
    if count == 1:
        return [area]
    shrink = math.cos(math.radians(area.centroid.y))  # a degree of longitude is shorter than one of latitude
    points, weights = _samples(area, count, shrink, site)
    seeds = _settle(points, weights, count, chance)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(seeds),
            extend_to=shapely.transform(area, lambda xy: xy * (shrink, 1.0)).envelope.buffer(0.05),
            ordered=True,
        )
    )
    flat = shapely.transform(cells, lambda xy: xy / (shrink, 1.0))
    return _whole(shapely.intersection(flat, area, grid_size=PRECISION))


def _samples(
    area: BaseGeometry, count: int, shrink: float, site: Site | None
) -> tuple[np.ndarray, np.ndarray]:
    """Lattice points inside an area, (n, 2) in degrees with longitude shrunk, and a weight for each, (n,)."""
    shapely.prepare(area)
    west, south, east, north = area.bounds
    step = math.sqrt(area.area * shrink / (count * SAMPLES))
    while True:
        x, y = np.meshgrid(
            np.arange(west + step / 2 / shrink, east, step / shrink),
            np.arange(south + step / 2, north, step),
        )
        inside = shapely.contains_xy(area, x, y)
        if np.count_nonzero(inside) >= count * SAMPLES // 2:
            break
        step *= 0.7
    lng, lat = x[inside], y[inside]
    points = np.column_stack((lng * shrink, lat))
    if site is None:
        return points, np.ones(len(points))
    away = np.hypot(points[:, 0] - site.lng * shrink, points[:, 1] - site.lat)
    return points, (1.0 + away / site.reach) ** -2.0


def _settle(points: np.ndarray, weights: np.ndarray, count: int, chance: random.Random) -> np.ndarray:
    """Seeds, (count, 2), each in the weighted middle of the points that are nearest to it."""
    chosen = [chance.choices(range(len(points)), weights.tolist())[0]]
    nearest = np.sum((points - points[chosen[0]]) ** 2, axis=1)
    while len(chosen) < count:
        chosen.append(chance.choices(range(len(points)), (nearest * weights).tolist())[0])
        nearest = np.minimum(nearest, np.sum((points - points[chosen[-1]]) ** 2, axis=1))
    seeds = points[chosen]
    for _ in range(ROUNDS):
        owner = np.argmin(
            (points[:, None, 0] - seeds[None, :, 0]) ** 2 + (points[:, None, 1] - seeds[None, :, 1]) ** 2,
            axis=1,
        )
        mass = np.bincount(owner, weights, count)
        moved = np.column_stack([np.bincount(owner, weights * points[:, axis], count) for axis in (0, 1)])
        seeds = np.where(mass[:, None] > 0, moved / np.maximum(mass, 1e-300)[:, None], seeds)
    return seeds


def _whole(cells: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Cells in one piece each: a part cut off from its own cell goes to the neighbour it borders most.

    Only a part that borders no cell (an island of the region) stays with the cell it fell to.
    """
    cores = [largest_part(cell) for cell in cells]
    loose = [
        (index, part)
        for index, cell in enumerate(cells)
        for part in shapely.get_parts(cell)
        if part.area > 0 and not part.equals(cores[index])
    ]
    while loose:
        waiting = []
        for home, part in loose:
            borders = shapely.length(shapely.intersection(part, cores, grid_size=PRECISION))
            best = int(np.argmax(borders))
            if borders[best] > 0:
                cores[best] = shapely.union(cores[best], part, grid_size=PRECISION)
            else:
                waiting.append((home, part))
        if len(waiting) == len(loose):
            for home, part in waiting:
                cores[home] = shapely.union(cores[home], part, grid_size=PRECISION)
            break
        loose = waiting
    return cores


def _chance(code: str) -> random.Random:
    return random.Random(f"{SEED}:{code}")  # noqa: S311  not a secret: the same outlines every time
