"""Closed cases like one, and what was done about them."""

import pytest

from tests.events.intake.cases import EVENTS, GAS, LAMP_ITEM
from tests.personas import COMMUNITY_ELSEWHERE
from wangge.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def alike(cast):
    def ask(mine, who="township_op"):
        answer = cast.client(who).get(f"{mine.address}/similar")
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]

    return ask


def test_it_works(walk, alike):
    before = walk().closed()
    before.as_reporter("POST", "/actions/rate", {"rating": "4"})
    mine = walk()
    (found,) = alike(mine)
    assert found["case_no"] == before.case_no
    assert found["result"] == "换了灯泡，晚上已经亮了"
    assert (found["rating"], found["rating_label"]) == (4, "满意")
    assert found["distance"] == pytest.approx(0, abs=1)
    assert found["lead"]
    assert found["region"]
    assert found["days"] >= 0
    assert len(found["reasons"]) == 4
    assert all(reason and not reason.isascii() for reason in found["reasons"])


def test_what_was_settled_on_the_spot_says_what_was_done(cast, walk, alike):
    settled = walk("worker", text="小广告贴满了楼道", item_code="C0305")
    settled.act("worker", "settle", done="当场清掉了", closing_condition_met=True)
    mine = walk(text="楼道里又贴满小广告", item_code="C0305")
    assert alike(mine)[0]["result"] == "当场清掉了"


def test_only_closed_ones_of_the_same_item_in_the_same_county(walk, alike):
    walk().dispatched()
    elsewhere = walk(region=COMMUNITY_ELSEWHERE).case_no
    Event.objects.filter(case_no=elsewhere).update(state="closed")
    walk(text=GAS)
    assert alike(walk()) == []


def test_before_anybody_named_an_item_the_words_do(walk, alike):
    before = walk().closed()
    mine = walk()
    Event.objects.filter(case_no=mine.case_no).update(item_code="")
    assert [each["case_no"] for each in alike(mine)] == [before.case_no]
    Event.objects.filter(case_no=mine.case_no).update(text="……")
    assert alike(mine) == []


def test_the_most_alike_is_first_and_five_are_enough(walk, alike):
    words = "小区门口的路灯坏了三天，晚上黑得看不见路"
    other = [walk(text=f"路灯不亮 第{number}处").closed().case_no for number in range(5)]
    best = walk(text=words).closed().case_no
    found = [each["case_no"] for each in alike(walk(text=words))]
    assert found[0] == best
    assert len(found) == 5
    assert set(found[1:]) < set(other)


def test_strangers_get_404(cast, walk):
    mine = walk()
    for who in ("worker_elsewhere", "handler", "stranger", "sysadmin"):
        assert cast.client(who).get(f"{mine.address}/similar").status_code == 404, who
    assert cast.client("city_op").get(f"{EVENTS}/2026010100000018/similar").status_code == 404


def test_nobody_learns_of_cases_that_are_not_theirs(cast, walk, alike):
    walk().closed()
    mine = walk().dispatched()
    handler = cast.actor("handler")
    Event.objects.exclude(case_no=mine.case_no).update(lead_unit_id=None)
    assert handler.unit
    assert alike(mine, "handler") == []


def test_few_queries(cast, walk, django_assert_max_num_queries):
    mine = walk()
    face = cast.client("township_op")
    face.get(f"{mine.address}/similar")
    for _ in range(3):
        walk().closed()
        with django_assert_max_num_queries(3 + 5):
            face.get(f"{mine.address}/similar")
    assert Event.objects.filter(item_code=LAMP_ITEM).count() == 4
