import pytest

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.audit import entries
from wangge.core.problems import Problem
from wangge.network import actions, queries
from wangge.network.models import Unit

pytestmark = pytest.mark.django_db
GRID = "211002016001003"


def admin(region="2110"):
    return Actor(ActorKind.PERSON, "administrator", frozenset({"unit.edit"}), region=region)


def test_it_works():
    unit = actions.open_unit(
        "gas_supply", "211002", admin(), name="白塔区第二燃气公司", code="211002.gas_supply.2"
    )
    assert queries.unit(unit.id) == unit
    assert unit in queries.units_of_kind("gas_supply", "211002")
    assert list(entries(action="unit.opened", object_no=str(unit.id)))
    closed = actions.close_unit(unit.id, admin())
    assert not closed.active
    assert closed not in queries.units_of_kind("gas_supply", "211002")
    assert queries.unit_names([unit.id]) == {unit.id: "白塔区第二燃气公司"}
    assert actions.close_unit(unit.id, admin()) == closed


def test_a_unit_is_named_after_its_region_and_stands_under_one():
    Unit.objects.filter(code="211002.water").delete()
    unit = actions.open_unit("water", "211002", admin())
    assert (unit.name, unit.code) == ("白塔区水利局", "211002.water")
    assert queries.unit(unit.parent).code == "2110.water"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "wizardry", "region_code": "211002"}, "kind"),
        ({"kind": "hotline_12345", "region_code": "211002"}, "kind"),
        ({"kind": "water", "region_code": "21100"}, "region"),
        ({"kind": "water", "region_code": GRID}, "region"),
        ({"kind": "water", "region_code": "211099"}, "region"),
        ({"kind": "water", "region_code": "211002", "name": "a\x00b"}, "name"),
        ({"kind": "water", "region_code": "211002", "name": "长" * 101}, "name"),
        ({"kind": "water", "region_code": "211002", "phone": "1" * 21}, "phone"),
        ({"kind": "water", "region_code": "211002"}, "code"),  # there is one already
    ],
)
def test_bad_input_names_its_field(asked, field):
    before = Unit.objects.count()
    with pytest.raises(Problem) as refused:
        actions.open_unit(**asked, actor=admin())
    assert list(refused.value.fields) == [field]
    assert Unit.objects.count() == before


def test_a_stranger_may_not(cast):
    with pytest.raises(Problem) as refused:
        actions.open_unit("water", "211002", cast.actor("city_op"))
    assert refused.value.kind is problems.FORBIDDEN
    unit = queries.route("water", "211002")
    with pytest.raises(Problem) as refused:
        actions.close_unit(unit.id, cast.actor("secadmin"))
    assert refused.value.kind is problems.FORBIDDEN


def test_another_area_is_out_of_reach():
    with pytest.raises(Problem) as refused:
        actions.open_unit("water", "211005", admin("211002"))
    assert list(refused.value.fields) == ["region"]
    with pytest.raises(Problem) as refused:
        actions.close_unit(queries.route("water", "211005").id, admin("211002"))
    assert refused.value.kind is problems.NOT_FOUND


def test_a_unit_where_people_serve_stays_open(cast):
    with pytest.raises(Problem) as refused:
        actions.close_unit(cast.actor("handler").unit, job("test"))
    assert refused.value.kind is problems.CONFLICT


def test_a_matter_goes_to_the_nearest_unit_at_or_above(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.route("water", GRID).region_code == "211002"
    assert queries.route("hotline_12345", GRID).region_code == "2110"
    assert queries.route("township_emergency", GRID).region_code == "211002016"
    assert queries.route("community_committee", GRID).name == "安居社区居民委员会"
    assert queries.route("centre", "211002016").region_code == "211002016"
    assert queries.route("community_committee", "211002") is None
    assert queries.route("wizardry", GRID) is None


def test_a_closed_unit_is_passed_over():
    actions.close_unit(queries.route("water", GRID).id, admin())
    assert queries.route("water", GRID).region_code == "2110"


def test_every_level_has_its_centre():
    assert queries.centre_at("211002").name == "白塔区综治中心"
    names = {"city": "辽阳市", "county": "白塔区", "township": "文圣街道", "community": "安居社区"}
    for level, name in names.items():
        assert queries.centre_at(GRID, level).name == name + "综治中心"
    assert queries.centre_at("211002", "township") is None
    assert queries.centre_at("999999") is None


def test_a_unit_is_within_its_region_and_those_above():
    unit = queries.route("water", "211002").id
    assert queries.unit_within(unit, "2110")
    assert queries.unit_within(unit, "211002")
    assert not queries.unit_within(unit, "211005")
    assert not queries.unit_within(unit, "")
    assert not queries.unit_within(0, "2110")


def test_kinds_tell_their_levels():
    assert queries.unit_kinds()["centre"] == ("city", "county", "township", "community")
    assert queries.unit(0) is None
    assert queries.unit_names([]) == {}
