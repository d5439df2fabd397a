import pytest

from wangge.core.codes import (
    Level,
    Settlement,
    ancestors,
    at_level,
    chain,
    checked,
    covers,
    is_grid,
    is_region,
    level_of,
    parent_of,
    settlement_of,
)
from wangge.core.problems import Problem

GRID = "211002016001003"


def test_it_works():
    assert level_of(GRID) is Level.GRID
    assert ancestors(GRID) == ("2110", "211002", "211002016", "211002016001")
    assert chain("211002") == ("2110", "211002")
    assert parent_of(GRID) == "211002016001"
    assert parent_of("2110") == ""
    assert at_level(GRID, "township") == "211002016"
    assert at_level("2110", Level.COUNTY) is None


@pytest.mark.parametrize("code", ["", "2", "21", "21100", "21100a", "２１１０", "2110 ", GRID + "001"])
def test_what_is_no_code_is_refused(code):
    assert not is_region(code)
    assert not is_grid(code)
    with pytest.raises(ValueError, match="not a region or grid code"):
        level_of(code)
    with pytest.raises(Problem) as refused:
        checked(code, "region")
    assert "region" in refused.value.fields


def test_a_level_may_be_asked_for():
    assert checked("2110", levels=(Level.CITY,)) == "2110"
    with pytest.raises(Problem):
        checked(GRID, levels=(Level.CITY, Level.COUNTY))


def test_no_region_covers_nothing():
    assert covers("211002", GRID)
    assert covers(GRID, GRID)
    assert not covers("", GRID)
    assert not covers("211005", GRID)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("211002016", Settlement.STREET),
        ("211003101", Settlement.TOWN),
        ("211005201", Settlement.RURAL_TOWNSHIP),
        ("211002016001", Settlement.RESIDENTS),
        ("211004101201", Settlement.VILLAGERS),
        ("211004101201001", Settlement.VILLAGERS),
    ],
)
def test_the_segment_says_what_a_place_is(code, kind):
    assert settlement_of(code) is kind


def test_a_county_is_no_settlement():
    with pytest.raises(ValueError, match="211002"):
        settlement_of("211002")
