"""Control rules (domain.md §3): an item is muted in an area and a time window; the reporter is told and may ask."""

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.utils.timezone import now

from tests.events.loop import walk as walks
from tests.events.loop.walk import PLAIN, SPOT, filed, point
from tests.personas import CITY, COMMUNITY, COUNTY, COUNTY_ELSEWHERE, TOWNSHIP
from wangge.core import versions
from wangge.events.loop import control
from wangge.events.loop.control import Draft
from wangge.events.models import ControlRule

usual = pytest.mark.django_db
RULES = "/api/v1/control-rules"


def rule(**changed):
    return {
        "item_code": PLAIN,
        "region_code": TOWNSHIP,
        "starts_at": (now() - timedelta(days=1)).isoformat(),
        "ends_at": (now() + timedelta(days=30)).isoformat(),
        "reason": "电力公司集中改造",
        "basis": "区政府公告第12号",
    } | changed


def publish(cast, who="county_op", **changed):
    return cast.client(who).send("POST", RULES, rule(**changed))


def published(cast, **changed):
    answer = publish(cast, **changed)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def file(cast, item_code=PLAIN, who="worker", **more):
    answer = cast.client().send(
        "POST", "/api/v1/reports", {"text": "箱门敞开", "item_code": item_code, **point(cast, who), **more}
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


@usual
def test_it_works(cast):
    published(cast)
    told = file(cast)
    assert (told["state"]["key"], told["muted_because"]) == ("controlled", "电力公司集中改造")
    walk = walks.Walk(cast, told["case_no"], told["secret"])
    assert not walk.on_desk_of("township_op", "worker", "county_op")
    assert walk.see("township_op")["clocks"] == []
    walk.act("reporter", "ask_review", reason="这里不在改造范围")
    assert walk.on_desk_of("township_op", "worker") == {"township_op"}
    assert walk.clock("accept")["state"] == "running"
    walk.act("township_op", "accept", item_code=PLAIN)
    assert walk.holds()


@usual
def test_by_item_area_and_window(cast):
    published(cast)
    assert file(cast, SPOT)["state"]["key"] == "reported"
    assert file(cast, who="worker_elsewhere")["state"]["key"] == "reported"
    earlier = (now() - timedelta(days=2)).isoformat()
    assert file(cast, seen_at=earlier)["state"]["key"] == "reported"


def moment(hour, minute=0, day=10):
    """A local time in Liaoyang on a day of March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@usual
@pytest.mark.parametrize(
    ("hour", "minute", "holds"),
    [
        (17, 59, False),
        (18, 0, True),
        (23, 59, True),
        (0, 0, True),
        (1, 59, True),
        (2, 0, False),
        (12, 0, False),
    ],
)
def test_a_daily_window_over_midnight(cast, hour, minute, holds):
    published(
        cast, starts_at=moment(0, day=1).isoformat(), ends_at=moment(0, day=20).isoformat(),
        daily_from="18:00:00", daily_until="02:00:00",
    )  # fmt: skip
    number = versions.current()["control"]
    at = moment(hour, minute)
    assert bool(control.muted(PLAIN, cast.actor("worker").grid, at, number)) == holds


@usual
def test_a_daily_window_within_a_day_and_the_ends_of_the_whole(cast):
    published(
        cast, starts_at=moment(9).isoformat(), ends_at=moment(9, day=12).isoformat(), daily_from="08:00:00",
        daily_until="10:00:00",
    )  # fmt: skip
    number, grid = versions.current()["control"], cast.actor("worker").grid
    held = [
        each
        for each in (
            moment(8, 59),
            moment(9),
            moment(10),
            moment(8, day=11),
            moment(8, 59, 12),
            moment(9, day=12),
        )
        if control.muted(PLAIN, grid, each, number)
    ]
    assert held == [moment(9), moment(8, day=11), moment(8, 59, 12)]


@usual
def test_a_rule_is_replaced(cast):
    first = published(cast)
    second = published(cast, item_code=SPOT, replaces=first)
    assert file(cast)["state"]["key"] == "reported"
    assert file(cast, SPOT)["state"]["key"] == "controlled"
    items = cast.client("worker").get(RULES).json()["items"]
    assert [(each["id"], each["replaces"]) for each in items] == [(second, first), (first, None)]


@usual
def test_a_rule_is_replaced_once(cast):
    """Two rules in the place of one would both be in force, though each was said to end the other's."""
    first = published(cast)
    published(cast, item_code=SPOT, replaces=first)
    for number in (first, 0, -1, 2**40, 2**70):
        answer = publish(cast, replaces=number)
        assert answer.status_code == 422, (number, answer.content)
        assert [each["field"] for each in answer.json()["errors"]] == ["replaces"]


@usual
def test_who_may(cast):
    assert publish(cast, "city_op", region_code=CITY).status_code == 201
    assert publish(cast, "county_op", region_code=COMMUNITY).status_code == 201
    assert publish(cast, "county_op", region_code=COUNTY_ELSEWHERE).status_code == 403
    assert publish(cast, "county_op", region_code=CITY).status_code == 403
    assert publish(cast, "county_op", region_code="").status_code == 403
    for name in ("township_op", "worker", "supervisor", "sysadmin", "hotline"):
        assert publish(cast, name).status_code == 403, name
    assert cast.client().send("POST", RULES, rule()).status_code == 401


@usual
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"item_code": "X1"}, "item_code"),
        ({"region_code": COUNTY + "999"}, "region_code"),
        ({"region_code": COUNTY + "x"}, "region_code"),
        ({"region_code": COUNTY + "0" * 20}, "region_code"),
        ({"starts_at": "2026-01-01T00:00:00"}, "starts_at"),
        ({"ends_at": "2030-01-01T00:00:00"}, "ends_at"),
        ({"ends_at": "1900-01-01T00:00:00Z"}, "ends_at"),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, "ends_at"),
        ({"starts_at": "0001-01-01T00:00:00+12:00"}, "starts_at"),
        ({"daily_from": "18:00:00"}, "daily_until"),
        ({"daily_from": "18:00:00", "daily_until": "18:00:00"}, "daily_until"),
        ({"daily_from": "18:00:00Z", "daily_until": "20:00:00Z"}, "daily_from"),
        ({"reason": " "}, "reason"),
        ({"basis": "甲" * 301}, "basis"),
        ({"reason": "甲\x00乙"}, "reason"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_rule_that_does_not_fit(cast, changed, field):
    answer = publish(cast, **changed)
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not ControlRule.objects.exists()


@usual
def test_few_queries(cast, django_assert_max_num_queries):
    for _ in range(5):
        published(cast)
    face = cast.client("handler")
    face.get(RULES)
    with django_assert_max_num_queries(7):
        assert len(face.get(RULES, {"limit": 3}).json()["items"]) == 3
    page = face.get(RULES, {"limit": 3}).json()
    assert len(face.get(RULES, {"limit": 3, "cursor": page["next"]}).json()["items"]) == 2


def test_a_number_seen_stands_for_every_lower_one(committed, threads):
    """Readers keep the rules by the highest number: published one at a time, none is missing under it."""
    actor = committed.actor("county_op")
    asked = [Draft(**{**rule(), "starts_at": moment(0), "ends_at": moment(1, day=20)}) for _ in range(12)]
    together = Barrier(4)

    def write(part):
        together.wait()
        return [control.publish(each, actor, 1).pk for each in part]

    seen = {}
    writing = [threads(write, asked[place::3]) for place in range(3)]
    together.wait()
    while not all(each.done() for each in writing):
        number = versions.current()["control"]
        seen.setdefault(number, len(control._rules(number)))
    for each in writing:
        each.result(30)
    assert ControlRule.objects.count() == 12
    control._rules.cache_clear()
    assert seen == {number: len(control._rules(number)) for number in seen}


@usual
def test_a_draft_that_is_reported_falls_under_it_too(cast):
    draft = filed(cast, "worker", item_code=PLAIN, action="draft")
    published(cast)
    assert "report" in draft.offered("worker")
    assert "report_controlled" not in draft.offered("worker"), "nobody chooses to be muted"
    draft.act("worker", "report")
    assert draft.state == "controlled"
    assert draft.steps()[-1]["data"]["because"]
