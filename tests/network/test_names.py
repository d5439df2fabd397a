import json

import pytest

from wangge.core import statements
from wangge.network import queries
from wangge.network.queries.naming import named_at, unit_sql

pytestmark = pytest.mark.django_db
GRID = "211002016001003"


def test_it_works():
    names = queries.names([GRID, "211002016", "2110", "211081"])
    assert names == {
        GRID: "白塔区文圣街道安居社区第3网格",
        "211002016": "白塔区文圣街道",
        "2110": "辽阳市",
        "211081": "灯塔市",
    }


def test_a_whole_list_takes_one_query(django_assert_num_queries):
    from wangge.network.models import Grid

    codes = list(Grid.objects.values_list("code", flat=True)[:200])
    with django_assert_num_queries(1):
        assert set(queries.names(codes)) == set(codes)
    with django_assert_num_queries(0):
        assert queries.names([]) == {}


@pytest.mark.parametrize("code", ["", "x", "\x00", "211002999", "999", "211002016001999"])
def test_what_is_unknown_has_no_name(code):
    assert queries.names([code]) == {}
    assert not queries.place_exists(code)
    assert queries.region(code) is None
    assert queries.grid_card(code) is None
    assert queries.path(code) == []


def test_a_region_knows_those_above_and_below_it(django_assert_num_queries):
    with django_assert_num_queries(2):
        county = queries.region("211002")
    assert [place.name for place in county.above] == ["辽阳市"]
    assert [child.name for child in county.children] == ["南门街道", "文圣街道", "武圣街道", "襄平街道"]
    assert [child.children for child in county.children] == [18, 24, 19, 13]
    assert county.grids == sum(child.grids for child in county.children)
    city = queries.region("2110")
    assert city.grids == 3313
    assert city.parent is None


def test_the_children_of_a_community_are_its_grids():
    community = queries.region("211002016001")
    assert [child.name for child in community.children] == [f"第{n}网格" for n in range(1, 7)]
    assert community.grids == 6
    assert community.name == "安居社区居民委员会"


def test_the_card_of_a_grid(django_assert_num_queries):
    with django_assert_num_queries(3):
        card = queries.grid_card(GRID)
    assert card.full_name == "白塔区文圣街道安居社区第3网格"
    assert [place.level for place in card.above] == ["city", "county", "township", "community"]
    assert card.generated
    assert card.party.startswith("第3网格党")
    assert (card.lng, card.lat) == queries.grid_centre(GRID)


def test_a_centre_lies_in_its_grid(located):
    from wangge.network import locate
    from wangge.network.models import Boundary

    rows = list(Boundary.objects.filter(level="grid").values_list("code", "lng", "lat"))
    assert locate.locate_many([row[1:] for row in rows]) == [row[0] for row in rows]


def test_elsewhere_has_no_centre():
    assert queries.grid_centre("211002016001999") is None


def test_memory_calls_a_place_as_the_query_does():
    from wangge.network import locate
    from wangge.network.models import Grid, Region

    codes = [each.code for model in (Region, Grid) for each in model.objects.all()]
    unknown = ["", "211002999", "211002016001999", "person"]
    known = named_at(locate.current_number())
    called = {code: known.get(code, code) for code in codes + unknown}
    assert called == queries.names(codes) | {code: code for code in unknown}


def test_a_statement_calls_a_unit_as_the_query_does():
    from wangge.network.models import Unit

    numbers = list(Unit.objects.values_list("id", flat=True))
    sql = f"SELECT id, {unit_sql('given.id')} FROM unnest(%s::bigint[]) AS given(id)"
    assert dict(statements.run(sql, [[*numbers, 0]])) == queries.unit_names(numbers) | {0: None}


def test_what_is_mentioned_is_called_in_one_query(django_assert_num_queries):
    from wangge.network.models import Unit

    codes = [GRID, "2110", "211002999"]
    units = list(Unit.objects.values_list("id", flat=True)[:3])
    names = queries.names(codes), queries.unit_names(units)
    with django_assert_num_queries(1):
        assert queries.called(codes, [*units, 0]) == names
    with django_assert_num_queries(0):
        assert queries.called([], []) == ({}, {})


def test_a_statement_calls_many_units_as_the_query_does():
    from wangge.network.models import Unit

    numbers = list(Unit.objects.values_list("id", flat=True)[:5])
    sql = f"SELECT {queries.unit_names_sql('given.ids')} FROM (SELECT %s::bigint[] AS ids) AS given"
    for wanted in (numbers, [0], []):
        ((told,),) = statements.run(sql, [wanted])
        assert {int(key): name for key, name in json.loads(told).items()} == queries.unit_names(wanted)
