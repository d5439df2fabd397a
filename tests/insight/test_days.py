"""Cases counted by the day they were opened on, in the caller's jurisdiction only."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import GAS, LAMP_ITEM, fields
from tests.personas import COMMUNITY_ELSEWHERE, COUNTY
from wangge.core.clocks.reckon import LOCAL
from wangge.events.models import Event
from wangge.insight import daily

pytestmark = pytest.mark.django_db
DAYS = "/api/v1/map/days"
WHO = 1


@pytest.fixture
def counted(cast):
    def ask(who="city_op", **query):
        answer = cast.client(who).get(DAYS, query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def opened(case, at):
    Event.objects.filter(case_no=case.case_no).update(opened_at=at, due_at=at + timedelta(hours=1))


def test_it_works(counted, walk):
    # Both sides of the city's midnight, which is no midnight in UTC.
    opened(walk(), datetime(2026, 5, 1, 23, 59, tzinfo=LOCAL))
    opened(walk(), datetime(2026, 5, 2, 0, 1, tzinfo=LOCAL))
    walk()
    answer = counted()
    assert not answer["capped"]
    assert answer["days"] == [
        {"day": "2026-05-01", "count": 1, "overdue": 1},
        {"day": "2026-05-02", "count": 1, "overdue": 1},
        {"day": now().astimezone(LOCAL).date().isoformat(), "count": 1, "overdue": 0},
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("city_op", 2),
        ("county_op", 1),
        ("worker", 1),
        ("community_elsewhere", 1),
        ("handler", 0),
        ("stranger", 0),
    ],
)
def test_nobody_counts_more_than_their_area(counted, walk, who, seen):
    walk()
    walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    assert sum(day["count"] for day in counted(who)["days"]) == seen


def test_filters_mean_what_they_mean_in_lists(counted, walk):
    walk().dispatched()
    walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    for query, expected in (
        ({}, 2),
        ({"state": "dispatched"}, 1),
        ({"item": LAMP_ITEM}, 1),
        ({"open": "false"}, 0),
        ({"overdue": "true"}, 0),
        ({"region": COUNTY}, 1),
        ({"until": (now() - timedelta(minutes=5)).isoformat()}, 0),
    ):
        assert sum(day["count"] for day in counted(**query)["days"]) == expected, query


def test_there_is_a_cap_and_it_is_said(counted, walk, monkeypatch):
    monkeypatch.setattr(daily, "COUNTED", 2)
    walk()
    assert not counted()["capped"]
    walk()
    walk()
    answer = counted()
    assert answer["capped"]
    assert sum(day["count"] for day in answer["days"]) == 2


def test_the_number_of_queries_does_not_grow(cast, walk, django_assert_num_queries):
    walk()
    client = cast.client("city_op")
    client.get(DAYS)
    for _ in range(2):
        with django_assert_num_queries(WHO + 1):
            client.get(DAYS)
        walk(region=COMMUNITY_ELSEWHERE, text=GAS)


@pytest.mark.parametrize(
    ("query", "field"), [({"state": "nowhere"}, "state"), ({"since": "x"}, "since"), ({"zoom": "9"}, "zoom")]
)
def test_what_makes_no_sense_is_named(cast, query, field):
    answer = cast.client("city_op").get(DAYS, query)
    assert answer.status_code == 422, answer.content
    assert fields(answer) == [field]


def test_nobody_counts_without_an_account(cast):
    assert cast.client().get(DAYS).status_code == 401
