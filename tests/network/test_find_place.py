import pytest

from wangge.network.queries import find_place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("白塔区文圣街道安居社区第3网格", "211002016001003"),
        ("辽阳市白塔区文圣街道安居社区居民委员会", "211002016001"),
        ("安居社区", "211002016001"),
        ("安居社区居委会门口", "211002016001"),
        ("家住文圣街道的安居社区，靠近菜市场", "211002016001"),
        ("安居社区三网格2号楼", "211002016001003"),
        ("安居社区第 ５ 网格", "211002016001005"),
        ("网格编号211002016001002附近", "211002016001002"),
        ("文圣街道", "211002016"),
        ("辽阳县", "211021"),
        ("辽阳市", "2110"),
    ],
)
def test_it_works(text, code):
    assert find_place(text).code == code


def test_the_match_says_what_it_is():
    found = find_place("白塔区文圣街道安居社区第3网格")
    assert (found.level, found.name) == ("grid", "白塔区文圣街道安居社区第3网格")


@pytest.mark.parametrize(
    "text", ["", "  ", "火星", "第3网格", "北京市朝阳区", "\ud800", "211002016001999", "999999"]
)
def test_no_place_is_none(text):
    assert find_place(text) is None


def test_a_shared_name_alone_names_nothing():
    assert find_place("王家村") is None


def test_a_shared_name_is_told_apart_by_its_surroundings():
    from wangge.network.models import Region

    homes = Region.objects.filter(short_name="王家村").select_related("parent")
    assert len(homes) > 1
    for home in homes:
        assert find_place(f"{home.parent.short_name}王家村东头").code == home.code
        assert find_place(f"王家村（{home.parent.short_name}）").code == home.code


def test_a_shared_name_in_a_region_that_has_two_is_that_region():
    assert find_place("安居社区和登福社区之间") is None
    assert find_place("文圣街道，安居社区和登福社区之间").code == "211002016"


def test_a_grid_that_is_not_there_is_its_community():
    assert find_place("安居社区第99网格").code == "211002016001"


def test_it_takes_one_query_or_none(django_assert_num_queries):
    from wangge.network import locate

    number = locate.current_number()
    find_place("安居社区", number)
    with django_assert_num_queries(0):
        find_place("安居社区", number)
    with django_assert_num_queries(1):
        find_place("安居社区")
