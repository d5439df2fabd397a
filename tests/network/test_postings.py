from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.problems import Problem
from wangge.network import actions, queries
from wangge.network.actions import NewPosting
from wangge.network.models import Posting
from wangge.network.problems import OVERLAPPING

pytestmark = pytest.mark.django_db
GRID, NEXT, ELSEWHERE = "211002016001002", "211002016001003", "211005001001002"
DAY = timedelta(days=1)


def admin(person=None, region="2110"):
    return Actor(ActorKind.PERSON, "security", frozenset({"posting.edit"}), region=region, person=person)


@pytest.fixture
def someone(cast):
    return cast["stranger"].pk


def post(person, **given):
    given = {"role": "grid_worker", "from_day": localdate(), "actor": admin(), "grid": GRID} | given
    return actions.post_person(person, given.pop("role"), **given)


def test_it_works(someone, django_assert_num_queries):
    number = post(someone, to_day=localdate() + DAY)
    with django_assert_num_queries(1):
        (posting,) = queries.postings_of(someone)
    assert posting.id == number
    assert posting.place == "白塔区文圣街道安居社区第2网格"
    assert (posting.grid, posting.region, posting.unit, posting.unit_kind) == (GRID, GRID[:12], None, "")
    assert posting == queries.active_posting(someone)
    with django_assert_num_queries(1):
        assert [worker.name for worker in queries.workers_of(GRID)] == ["stranger"]
    assert queries.postings_of(someone, localdate() + 2 * DAY) == []
    assert queries.postings_of(someone, localdate() - DAY) == []


def test_a_unit_is_a_place_too(someone):
    unit = queries.route("water", "211002")
    post(someone, role="unit_handler", grid="", unit=unit.id)
    (posting,) = queries.current_postings(someone)
    assert (posting.place, posting.unit, posting.unit_kind, posting.grid) == (
        "白塔区水利局",
        unit.id,
        "water",
        "",
    )
    assert posting.region == "211002"


def test_the_posting_chosen_is_the_active_one_while_it_runs(someone):
    first = post(someone, from_day=localdate() - DAY)
    second = post(someone, grid=NEXT)
    assert queries.active_posting(someone).id == first
    assert queries.active_posting(someone, second).id == second
    assert queries.active_posting(someone, 0).id == first
    over = post(someone, grid=ELSEWHERE, from_day=date(2021, 1, 1), to_day=date(2021, 1, 2))
    assert queries.active_posting(someone, over).id == first
    assert queries.active_posting(0) is None


def test_a_posting_of_somebody_else_cannot_be_chosen(someone, cast):
    assert queries.active_posting(someone, cast.actor("worker").posting) is None


def test_it_ends_with_its_last_day(someone):
    number = post(someone, from_day=localdate() - DAY)
    actions.end_posting(number, localdate(), admin())
    assert queries.active_posting(someone).ends == localdate()
    assert queries.postings_of(someone, localdate() + DAY) == []


def test_nobody_edits_their_own_posting(someone):
    with pytest.raises(Problem) as refused:
        post(someone, actor=admin(person=someone))
    assert refused.value.kind is problems.FORBIDDEN
    number = post(someone)
    with pytest.raises(Problem) as refused:
        actions.end_posting(number, localdate(), admin(person=someone))
    assert refused.value.kind is problems.FORBIDDEN
    assert queries.active_posting(someone).ends is None


@pytest.mark.parametrize("who", ["city_op", "sysadmin", "auditadmin", "worker", "hotline"])
def test_only_the_security_administrator_may(someone, cast, who):
    with pytest.raises(Problem) as refused:
        post(someone, actor=cast.actor(who))
    assert refused.value.kind is problems.FORBIDDEN
    number = post(someone, actor=cast.actor("secadmin"))
    with pytest.raises(Problem) as refused:
        actions.end_posting(number, localdate(), cast.actor(who))
    assert refused.value.kind is problems.FORBIDDEN


def test_another_area_is_out_of_reach(someone):
    with pytest.raises(Problem) as refused:
        post(someone, actor=admin(region="211005"))
    assert list(refused.value.fields) == ["grid"]
    number = post(someone)
    with pytest.raises(Problem) as refused:
        actions.end_posting(number, localdate(), admin(region="211005"))
    assert refused.value.kind is problems.NOT_FOUND
    with pytest.raises(Problem) as refused:
        actions.end_posting(0, localdate(), admin())
    assert refused.value.kind is problems.NOT_FOUND


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "Grid Worker"}, "role"),
        ({"role": "a\x00"}, "role"),
        ({"grid": ""}, "unit"),
        ({"unit": 1}, "unit"),
        ({"grid": "211002016001999"}, "grid"),
        ({"grid": "", "unit": 0}, "unit"),
        ({"from_day": date(1900, 1, 1)}, "from_day"),
        ({"to_day": date(2020, 1, 1)}, "to_day"),
    ],
)
def test_bad_input_names_its_field(someone, given, field):
    with pytest.raises(Problem) as refused:
        post(someone, **given)
    assert list(refused.value.fields) == [field]


def test_a_person_who_is_not_there_is_refused():
    with pytest.raises(Problem) as refused:
        post(0)
    assert list(refused.value.fields) == ["person"]


def test_a_closed_unit_takes_nobody(someone):
    unit = queries.route("gas_supply", "211005")
    actions.close_unit(unit.id, job("test"))
    with pytest.raises(Problem) as refused:
        post(someone, grid="", unit=unit.id)
    assert list(refused.value.fields) == ["unit"]


def test_the_same_posting_twice_on_a_day_is_refused(someone):
    number = post(someone, to_day=localdate() + 3 * DAY)
    for first, last in ((0, None), (3, 4), (-1, 0), (1, 2)):
        with pytest.raises(Problem) as refused:
            post(
                someone,
                from_day=localdate() + first * DAY,
                to_day=None if last is None else localdate() + last * DAY,
            )
        assert refused.value.kind is OVERLAPPING
    post(someone, from_day=localdate() + 4 * DAY)
    post(someone, grid=NEXT)
    post(someone, role="community_operator")
    assert number


def test_an_end_is_not_put_off_nor_before_the_beginning(someone):
    number = post(someone, to_day=localdate())
    for day in (localdate() - DAY, localdate() + DAY):
        with pytest.raises(Problem) as refused:
            actions.end_posting(number, day, admin())
        assert list(refused.value.fields) == ["to_day"]


def test_many_at_once_are_for_setting_up_only(someone):
    wanted = [NewPosting(someone, "grid_worker", localdate(), grid=code) for code in (GRID, NEXT)]
    with pytest.raises(Problem) as refused:
        actions.post_many(wanted, admin())
    assert refused.value.kind is problems.FORBIDDEN
    unit = queries.route("water", "211002").id
    wanted.append(NewPosting(someone, "unit_handler", localdate(), unit=unit))
    assert actions.post_many(wanted, job("test")) == 3
    assert [each.region for each in queries.current_postings(someone)] == [GRID[:12], GRID[:12], "211002"]
    with pytest.raises(Problem) as refused:
        actions.post_many(wanted, job("test"))
    assert refused.value.kind is OVERLAPPING
    with pytest.raises(Problem):
        actions.post_many([NewPosting(someone, "grid_worker", localdate())], job("test"))


@pytest.mark.parametrize(
    "columns",
    [
        {"grid_id": None, "unit_id": None},
        {"region_code": "211005001001001"},
        {"to_day": date(2020, 1, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(someone, columns):
    number = post(someone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=number).update(**columns)


# The nearest other worker, for verification


def test_the_worker_of_the_grid_itself_is_nearest(someone):
    post(someone)
    assert queries.worker_grid_nearest(GRID) == GRID


def test_whoever_is_left_out_is_passed_over(someone, cast, django_assert_num_queries):
    """The worker of the cast serves at the first grid of the community."""
    post(someone)
    with django_assert_num_queries(1):
        assert queries.worker_grid_nearest(GRID, excluding_person=someone) == "211002016001001"
    assert queries.worker_grid_nearest("211002016001001", cast["worker"].pk) == GRID


def test_the_nearest_is_the_nearest_by_distance(someone, cast):
    import math

    codes = ["211002016001004", "211002016012001", "211002016020003", "211002016006002"]
    for code in codes:
        post(someone, grid=code)
    start = queries.grid_centre("211002016006001")
    shrink = math.cos(math.radians(start[1]))

    def away(code):
        lng, lat = queries.grid_centre(code)
        return math.hypot((lng - start[0]) * shrink, lat - start[1])

    nearest = min([*codes, "211002016001001"], key=away)
    assert queries.worker_grid_nearest("211002016006001") == nearest


def test_no_worker_of_another_township_is_sent(someone):
    post(someone, grid=ELSEWHERE)
    assert queries.worker_grid_nearest("211021206201001") is None
    assert queries.worker_grid_nearest(ELSEWHERE, on=localdate() - DAY) != ELSEWHERE


def test_other_roles_do_not_verify(someone):
    post(someone, role="community_operator", grid="211021206201001")
    assert queries.worker_grid_nearest("211021206201001") is None
