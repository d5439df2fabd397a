from dataclasses import replace

import pytest

from wangge.core.actors import job
from wangge.core.codes import Level
from wangge.core.problems import Problem
from wangge.network import actions, locate, queries, source
from wangge.network.models import Region
from wangge.network.source import RegionRow

pytestmark = pytest.mark.django_db
JOB = job("test")


def test_it_works():
    rows = [
        replace(row, name="平安社区居民委员会") if row.code == "211002016001" else row
        for row in source.regions()
    ]
    before = locate.current_number()
    assert queries.find_place("安居社区").code == "211002016001"
    assert actions.load_regions(rows, JOB) == 1
    region = Region.objects.get(code="211002016001")
    assert (region.short_name, region.sort_key) == ("平安社区", "ping2 an1 she4 qu1")
    # What is held in memory by the version's number is looked up anew.
    assert locate.current_number() > before
    assert queries.find_place("安居社区") is None
    assert queries.find_place("平安社区第2网格").code == "211002016001002"
    assert actions.load_regions(rows, JOB) == 0


def test_a_region_that_left_the_list_stays():
    assert actions.load_regions([row for row in source.regions() if row.code != "211005203"], JOB) == 0
    assert Region.objects.count() == 772


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (RegionRow("211099", "新区", Level.CITY, "2110"), "211099"),
        (RegionRow("211099", "新区", Level.COUNTY, "2111"), "211099"),
        (RegionRow("2110990", "新区", Level.COUNTY, "2110"), "2110990"),
        (RegionRow("211099001", "新街道", Level.TOWNSHIP, "211099"), "211099001"),
        (RegionRow("211002", "白塔区", Level.COUNTY, "2110"), "211002"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(row, code):
    with pytest.raises(Problem) as refused:
        actions.load_regions([*source.regions(), row], JOB)
    assert list(refused.value.fields) == [code]
    assert Region.objects.count() == 772
