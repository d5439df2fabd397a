import pytest

from wangge.core.codes import Level
from wangge.network import source


def test_it_works():
    kinds = source.unit_kinds()
    assert kinds["centre"].levels == (Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.COMMUNITY)
    assert len(source.regions()) == 772
    assert set(source.counties()) == set(source.towns())


@pytest.mark.parametrize(
    ("kind", "code", "short", "full", "name"),
    [
        ("centre", "211002", "白塔区", "白塔区", "白塔区综治中心"),
        ("public_security", "211002016", "文圣街道", "文圣街道", "文圣街道派出所"),
        ("youth_league", "2110", "辽阳市", "辽阳市", "共青团辽阳市委员会"),
        ("community_committee", "211002016001", "安居社区", "安居社区居民委员会", "安居社区居民委员会"),
        ("community_committee", "211004101201", "徐家屯村", "徐家屯村", "徐家屯村村民委员会"),
        ("community_committee", "211004001003", "奥林园社区", "奥林园社区", "奥林园社区居民委员会"),
    ],
)
def test_units_are_called_as_people_call_them(kind, code, short, full, name):
    assert source.unit_kinds()[kind].called(code, short, full) == name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("安居社区居民委员会", "安居社区"),
        ("万金台村民委员会", "万金台村"),
        ("望水社区居委会", "望水社区"),
        ("白塔区", "白塔区"),
    ],
)
def test_names_are_shortened(name, short):
    assert source.naming().shortened(name) == short


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3", 3),
        ("003", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("两", 2),
    ],
)
def test_numbers_are_read_as_written(written, number):
    assert source.naming().number(written) == number


@pytest.mark.parametrize("written", ["", "1000", "十百", "三四", "甲"])
def test_what_is_no_number_is_none(written):
    assert source.naming().number(written) is None
