"""The generated outlines are one coverage, true to the counties, made of plausible shapes, and always the same."""

import math

import numpy as np
import pytest
import shapely

from wangge.network import source
from wangge.network.generate import generate, grid_counts
from wangge.network.geometry import PRECISION, largest_part, square_metres


@pytest.mark.parametrize(("digits", "many"), [(6, 7), (9, 50), (12, 714), (15, 3313)])
def test_each_level_is_one_coverage(outlines, digits, many):
    level = [outline for code, outline in outlines.items() if len(code) == digits]
    assert len(level) == many
    assert shapely.coverage_is_valid(level)
    assert all(edge.is_empty for edge in shapely.coverage_invalid_edges(level))
    assert shapely.is_valid(level).all()
    # No gap: together they are the city, hole for hole.
    assert shapely.coverage_union_all(level).normalize().equals(outlines["2110"])


@pytest.mark.parametrize("digits", [6, 9, 12, 15])
def test_children_are_inside_their_parent_and_fill_it(outlines, digits):
    above = {6: 4, 9: 6, 12: 9, 15: 12}[digits]
    for parent, outline in outlines.items():
        if len(parent) == above:
            children = [
                each for code, each in outlines.items() if len(code) == digits and code.startswith(parent)
            ]
            assert shapely.coverage_union_all(children).equals(outline)


def test_counties_are_the_real_ones(outlines):
    for code, real in source.counties().items():
        assert shapely.hausdorff_distance(real, outlines[code]) < 2 * PRECISION
        assert real.symmetric_difference(outlines[code]).area < PRECISION * real.length


def test_every_corner_lies_on_the_precision_grid(outlines):
    corners = shapely.get_coordinates(list(outlines.values()))
    assert np.abs(corners / PRECISION - np.round(corners / PRECISION)).max() < 1e-4


def compactness(outline):
    """How round the largest part of an outline in degrees is: 1 a circle, 0 a line (4πA/P² at its latitude)."""
    shrink = math.cos(math.radians(outline.centroid.y))
    part = shapely.transform(largest_part(outline), lambda xy: xy * (shrink, 1.0))
    return 4 * math.pi * part.area / part.length**2


def test_shapes_are_plausible(outlines):
    grids = [outline for code, outline in outlines.items() if len(code) == 15]
    round_ = np.array([compactness(grid) for grid in grids])
    assert round_.min() > 0.15
    assert np.median(round_) > 0.7
    assert min(square_metres(grid) for grid in grids) > 5_000


def test_grids_are_small_in_town_and_large_in_the_country(outlines):
    def usual(county):
        areas = [
            square_metres(each)
            for code, each in outlines.items()
            if len(code) == 15 and code.startswith(county)
        ]
        return np.median(areas)

    assert usual("211021") > 10 * usual("211002")


def test_the_same_input_gives_the_same_outlines():
    codes = [row.code for row in source.regions() if row.code.startswith("211002") or row.code == "2110"]
    counties = {"211002": source.counties()["211002"]}
    one, two = (generate(codes, counties, source.towns(), 300) for _ in range(2))
    assert one.keys() == two.keys()
    assert sum(len(code) == 15 for code in one) == 300
    assert all(one[code].equals_exact(two[code], 0.0) for code in one)


def test_grids_are_shared_out_exactly_and_nobody_goes_without():
    codes = [row.code for row in source.regions() if row.level == "community"]
    for total in (714, 715, 3313):
        counts = grid_counts(codes, total)
        assert sum(counts.values()) == total
        assert min(counts.values()) >= 1
    with pytest.raises(ValueError, match="713"):
        grid_counts(codes, 713)
