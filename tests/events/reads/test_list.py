"""The list of events: every filter, pages that hold still, and nobody else's area."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import EVENTS, GAS, LAMP_ITEM, Walk, body, fields, filed, first_grid
from tests.events.intake.fixtures import system, token_for
from tests.personas import (
    CITY,
    COMMUNITY,
    COMMUNITY_ELSEWHERE,
    COUNTY,
    COUNTY_ELSEWHERE,
    TOWNSHIP,
)
from wangge.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(cast):
    def ask(who="city_op", **query):
        answer = cast.client(who).get(EVENTS, query)
        assert answer.status_code == 200, answer.content
        return [each["case_no"] for each in answer.json()["items"]]

    return ask


def test_it_works(cast, walk):
    mine = walk(place="楼下")
    page = cast.client("township_op").get(EVENTS).json()
    (row,) = page["items"]
    assert page["next"] is None
    assert row["case_no"] == mine.case_no
    assert (row["state"]["key"], row["item"]["key"], row["channel"]["key"]) == (
        "reported",
        LAMP_ITEM,
        "resident",
    )
    assert row["region_code"] == first_grid(COMMUNITY)
    assert row["state"]["label"] not in ("", "reported", "Waiting for acceptance")  # said in Chinese
    assert (row["lead"], row["rating"], row["closed_at"]) == (None, None, None)
    assert "contact" not in row


@pytest.fixture
def several(cast, walk):
    """Four cases told apart by every filter."""
    lamp = walk(text="东大街路灯坏了")
    gas = walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    patrol = walk("worker", text="门口路灯灭了").dispatched()
    closed = walk(text="巷子路灯坏了").closed()
    now_ = now()
    Event.objects.filter(case_no=gas.case_no).update(
        due_at=now_ - timedelta(hours=1), opened_at=now_ - timedelta(days=3)
    )
    return {"lamp": lamp.case_no, "gas": gas.case_no, "patrol": patrol.case_no, "closed": closed.case_no}


def test_every_filter(cast, several, listed):
    moment = now()
    for query, names in [
        ({}, ["lamp", "gas", "patrol", "closed"]),
        ({"state": "reported"}, ["lamp", "gas"]),
        ({"state": "suspended"}, []),
        ({"item": LAMP_ITEM}, ["lamp", "patrol", "closed"]),
        ({"channel": "patrol"}, ["patrol"]),
        ({"unit": cast.actor("handler").unit}, ["patrol", "closed"]),
        ({"open": "true"}, ["lamp", "gas", "patrol"]),
        ({"open": "false"}, ["closed"]),
        ({"overdue": "true"}, ["gas"]),
        ({"overdue": "false"}, ["lamp", "patrol", "closed"]),
        ({"due_before": moment.isoformat()}, ["gas"]),
        ({"since": (moment - timedelta(days=1)).isoformat()}, ["lamp", "patrol", "closed"]),
        ({"until": (moment - timedelta(days=1)).isoformat()}, ["gas"]),
        ({"q": "路灯"}, ["lamp", "patrol", "closed"]),
        ({"q": "东大"}, ["lamp"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "路灯", "open": "true", "channel": "resident"}, ["lamp"]),
    ]:
        assert sorted(listed(**query)) == sorted(several[name] for name in names), query


def test_each_level_of_area(several, listed):
    here = {several[name] for name in ("lamp", "patrol", "closed")}
    for region in (COUNTY, TOWNSHIP, COMMUNITY, first_grid(COMMUNITY)):
        assert set(listed(region=region)) == here, region
    assert set(listed(region=CITY)) == set(several.values())
    for region in (COUNTY_ELSEWHERE, COMMUNITY_ELSEWHERE, first_grid(COMMUNITY_ELSEWHERE)):
        assert set(listed(region=region)) == {several["gas"]}, region
    assert listed(region="9999") == []
    # A filter narrows what one may see; it never widens it.
    assert listed("community_op", region=COUNTY_ELSEWHERE) == []
    assert set(listed("community_op", region=CITY)) == here


def test_everyone_sees_their_own_area(several, listed):
    here = {several[name] for name in ("lamp", "patrol", "closed")}
    dispatched = {several["patrol"], several["closed"]}
    for who, seen in [
        ("worker", here), ("community_op", here), ("township_op", here), ("county_op", here),
        ("call_back_clerk", here), ("city_op", set(several.values())), ("supervisor", set(several.values())),
        ("hotline", set(several.values())), ("handler", dispatched), ("head", dispatched),
        ("joint_handler", set()), ("worker_elsewhere", {several["gas"]}),
        ("community_elsewhere", {several["gas"]}), ("handler_elsewhere", set()), ("stranger", set()),
        ("sysadmin", set()), ("secadmin", set()), ("auditadmin", set()),
    ]:  # fmt: skip
        assert set(listed(who)) == seen, who


def test_a_joint_unit_sees_what_it_takes_part_in(walk, listed):
    mine = walk().dispatched("joint_handler")
    walk().dispatched()
    assert listed("joint_handler") == [mine.case_no]


def test_whoever_reported_sees_it_wherever_it_is(cast, listed):
    told = filed(cast.client("worker"), body(COMMUNITY_ELSEWHERE))
    assert listed("worker") == [told["case_no"]]


def test_a_token_sees_its_own_area(cast, several):
    face = system(token_for(cast, region=COUNTY_ELSEWHERE))
    assert [each["case_no"] for each in face.get(EVENTS).json()["items"]] == [several["gas"]]
    blind = system(token_for(cast, powers=["event.report"]))
    assert blind.get(EVENTS).json()["items"] == []
    assert cast.client().get(EVENTS).status_code == 401


@pytest.mark.parametrize("limit", [1, 3, 11, 12])
def test_pages_hold_still_while_reports_come_in(cast, walk, limit):
    made = [walk().case_no for _ in range(11)]
    moment = now() - timedelta(days=1)
    Event.objects.filter(case_no__in=made[3:9]).update(opened_at=moment)  # the very same moment
    face = cast.client("township_op")
    seen, cursor = [], None
    for _ in range(20):
        page = face.get(EVENTS, {"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        seen += [each["case_no"] for each in page["items"]]
        walk()  # arrives on top of what has been read
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    opened = list(Event.objects.filter(case_no__in=made).order_by("-opened_at", "-id"))
    assert seen == [each.case_no for each in opened]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"state": "flying"}, "state"),
        ({"channel": "fax"}, "channel"),
        ({"region": "abc"}, "region"),
        ({"region": "２１"}, "region"),
        ({"unit": "one"}, "unit"),
        ({"open": "maybe"}, "open"),
        ({"overdue": "2"}, "overdue"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-01-01T00:00:00"}, "since"),  # without a zone
        ({"until": "2026-01-01T00:00:00"}, "until"),
        ({"due_before": "2026-01-01T00:00:00"}, "due_before"),
        ({"cursor": "made-up"}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "all"}, "limit"),
        ({"limit": ""}, "limit"),
    ],
)
def test_bad_input_names_its_field(cast, query, named):
    answer = cast.client("city_op").get(EVENTS, query)
    assert (answer.status_code, fields(answer)) == (422, [named]), answer.content


@pytest.mark.parametrize(
    "query",
    [
        {"unit": "9" * 30},
        {"unit": "-5"},
        {"unit": "0"},
        {"region": "9" * 200},
        {"item": "x" * 500},
        {"q": "'; DROP TABLE events_event; --"},
        {"q": "\\"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"until": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_odd_values_find_nothing_and_break_nothing(cast, walk, query):
    walk()
    answer = cast.client("city_op").get(EVENTS, query)
    assert answer.status_code == 200, answer.content
    if not {"since", "until"} & query.keys():
        assert answer.json()["items"] == []


def test_six_queries_whatever_there_is(cast, walk, django_assert_max_num_queries):
    face = cast.client("township_op")
    face.get(EVENTS)
    for wanted in (1, 40):
        while Event.objects.count() < wanted:
            walk()
        for case in Event.objects.all()[:2]:
            mine = Walk(cast, {"case_no": case.case_no, "secret": "", "version": case.version})
            if case.state == "reported":
                mine.dispatched()
        with django_assert_max_num_queries(6):
            assert len(face.get(EVENTS, {"limit": 100}).json()["items"]) == wanted
