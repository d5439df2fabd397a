from collections import Counter

import pytest
from django.db.models import Count

from wangge.network import source
from wangge.network.loading import load_base, load_demo
from wangge.network.models import Boundary, BoundaryVersion, Grid, PartyOrganisation, Region, Unit
from wangge.network.notices.queries import shown_at

pytestmark = pytest.mark.django_db


def test_it_works():
    levels = Counter(Region.objects.values_list("level", flat=True))
    assert levels == {"city": 1, "county": 7, "township": 50, "community": 714}
    assert Grid.objects.count() == 3313
    assert Boundary.objects.filter(to_version=None).count() == 772 + 3313


def test_loading_again_changes_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        assert set(load_base().values()) == {0}


def test_the_demo_announces_a_few_things_once():
    assert load_demo() == {"notices": 6}
    assert load_demo() == {"notices": 0}
    for place in ("211002016001001", "211005001001001"):
        found = shown_at(place)
        assert len(found) >= 2
        assert all(each.title.startswith("（演示）") for each in found)


def test_every_region_has_one_centre_and_every_grid_a_party_organisation():
    centres = Unit.objects.filter(kind="centre", active=True).values_list("region_id", flat=True)
    assert sorted(centres) == sorted(Region.objects.values_list("code", flat=True))
    assert PartyOrganisation.objects.count() == 3313


def test_every_community_has_a_grid_numbered_from_one():
    communities = Region.objects.filter(level="community").annotate(many=Count("grids"))
    for code, many in communities.values_list("code", "many"):
        numbers = Grid.objects.filter(community=code).order_by("code").values_list("code", flat=True)
        assert [int(each[12:]) for each in numbers] == list(range(1, many + 1))
        assert many >= 1


def test_units_stand_where_their_kind_exists_and_under_one_that_exists():
    kinds = source.unit_kinds()
    for unit in Unit.objects.select_related("parent"):
        assert unit.level in kinds[unit.kind].levels
        if unit.kind != "centre" or unit.level != "city":
            assert unit.parent is not None
            assert unit.region_id.startswith(unit.parent.region_id)
            assert unit.parent.kind in (unit.kind, "centre")


def test_outlines_say_what_they_are():
    for level, generated in Boundary.objects.values_list("level", "generated").distinct():
        assert generated is (level not in ("city", "county"))
    assert BoundaryVersion.objects.get().generated
    assert not Boundary.objects.filter(source="").exists()
    assert set(Boundary.objects.values_list("coord_sys", flat=True)) == {"CGCS2000"}


def test_kinds_of_grid_are_those_of_the_data():
    kinds = {each.key for each in source.naming().grid_kinds}
    counted = Counter(Grid.objects.values_list("kind", flat=True))
    assert set(counted) == kinds
    assert counted["rural"] > counted["commercial"] > counted["special"]


def test_names_sort_by_sound():
    counties = Region.objects.filter(level="county").order_by("sort_key").values_list("name", flat=True)
    assert list(counties) == ["白塔区", "灯塔市", "弓长岭区", "宏伟区", "辽阳县", "太子河区", "文圣区"]
