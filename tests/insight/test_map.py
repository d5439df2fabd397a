"""Cases on the map: what the lists show, where they have a point, in the caller's jurisdiction only."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import GAS, LAMP_ITEM, body, fields, filed
from tests.personas import CITY, COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY, COUNTY_ELSEWHERE
from wangge.catalogue import queries as catalogue
from wangge.events.models import Event
from wangge.insight import mapping

pytestmark = pytest.mark.django_db
CLUSTERS, HEAT = "/api/v1/map/events", "/api/v1/map/heat"
WORLD = {"bbox": "122.5,40.6,123.8,41.7", "zoom": 9}
WHO = 1


def around(event, size=1e-3, zoom=18):
    lng, lat = event["lng"], event["lat"]
    return {"bbox": f"{lng - size},{lat - size},{lng + size},{lat + size}", "zoom": zoom}


@pytest.fixture
def drawn(cast):
    def ask(who="city_op", path=CLUSTERS, **query):
        answer = cast.client(who).get(path, WORLD | query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def total(answer):
    return sum(each["count"] for each in answer.get("clusters", answer.get("cells")))


def test_it_works(cast, drawn, walk):
    mine, other = walk(), walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    answer = drawn(zoom=12)
    assert not answer["capped"]
    points = {each["case_no"]: each for each in answer["clusters"]}
    assert points.keys() == {mine.case_no, other.case_no}
    found = points[mine.case_no]
    where = body(COMMUNITY)
    assert (found["lng"], found["lat"]) == (
        pytest.approx(where["lng"], abs=1e-5),
        pytest.approx(where["lat"], abs=1e-5),
    )
    assert found["region"].startswith(COMMUNITY)
    assert found["place"] == "白塔区文圣街道安居社区第1网格"
    assert (found["count"], found["overdue"]) == (1, 0)
    assert (
        found["label"]
        == catalogue.find(LAMP_ITEM, Event.objects.get(case_no=mine.case_no).catalogue_version).name
    )
    # From far away they are one, which is somewhere in the city.
    (both,) = drawn(zoom=4)["clusters"]
    assert (both["count"], both["region"], both["place"]) == (2, CITY, "辽阳市")
    assert "case_no" not in both


def test_cases_on_one_spot_are_named_when_the_map_is_near(drawn, walk):
    cases = [walk() for _ in range(12)]
    spot = body(COMMUNITY)
    (cluster,) = drawn(**around(spot))["clusters"]
    assert cluster["count"] == 12
    assert cluster["cases"] == [each.case_no for each in reversed(cases)][:10]
    (far,) = drawn(**around(spot, zoom=14))["clusters"]
    assert "cases" not in far


@pytest.mark.parametrize(
    ("who", "seen"),
    [("city_op", 2), ("county_op", 1), ("community_op", 1), ("worker", 1), ("community_elsewhere", 1),
     ("handler", 0), ("sysadmin", 0), ("stranger", 0)],
)  # fmt: skip
@pytest.mark.parametrize("path", [CLUSTERS, HEAT])
def test_nobody_sees_more_than_their_area(drawn, walk, who, seen, path):
    walk()
    walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    assert total(drawn(who, path)) == seen


def test_a_unit_sees_what_it_leads(drawn, walk):
    walk().dispatched()
    assert total(drawn("handler")) == 1
    assert total(drawn("handler_elsewhere")) == 0


@pytest.mark.parametrize("path", [CLUSTERS, HEAT])
def test_filters_mean_what_they_mean_in_lists(cast, drawn, walk, path):
    moved = walk().dispatched()
    walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    filed(cast.client(), {"text": "路灯坏了", "place": "安居社区"})  # no point: not on the map
    Event.objects.filter(case_no=moved.case_no).update(due_at=now() - timedelta(hours=1))
    assert total(drawn(path=path)) == 2
    for query, expected in (
        ({"state": "dispatched"}, 1),
        ({"item": LAMP_ITEM}, 1),
        ({"open": "true"}, 2),
        ({"open": "false"}, 0),
        ({"overdue": "true"}, 1),
        ({"channel": "resident"}, 2),
        ({"region": COUNTY}, 1),
        ({"region": COUNTY_ELSEWHERE}, 1),
        ({"since": (now() - timedelta(minutes=5)).isoformat()}, 2),
        ({"until": (now() - timedelta(minutes=5)).isoformat()}, 0),
    ):
        assert total(drawn(path=path, **query)) == expected, query
    assert drawn(overdue="true")["clusters"][0]["overdue"] == 1


def test_only_what_is_in_the_window_counts(drawn, walk):
    walk()
    spot = body(COMMUNITY)
    assert total(drawn(**around(spot))) == 1
    beside = {"lng": spot["lng"] + 0.01, "lat": spot["lat"]}
    assert total(drawn(**around(beside))) == 0
    assert total(drawn(bbox="0,0,1,1")) == 0


def test_heat_counts_by_cell(drawn, walk):
    for _ in range(3):
        walk()
    walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    answer = drawn(path=HEAT)
    assert answer["most"] == 3
    assert sorted(each["count"] for each in answer["cells"]) == [1, 3]
    assert drawn("stranger", HEAT) == {"cells": [], "most": 0, "capped": False}
    hottest = max(answer["cells"], key=lambda each: each["count"])
    spot = body(COMMUNITY)
    assert (hottest["lng"], hottest["lat"]) == (
        pytest.approx(spot["lng"], abs=0.05),
        pytest.approx(spot["lat"], abs=0.05),
    )


def test_there_is_a_cap_and_it_is_said(drawn, walk, monkeypatch):
    monkeypatch.setattr(mapping, "CLUSTERED", 2)
    monkeypatch.setattr(mapping, "HEATED", 2)
    walk()
    assert not drawn()["capped"]
    for _ in range(2):
        walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    for path in (CLUSTERS, HEAT):
        answer = drawn(path=path)
        assert answer["capped"]
        assert total(answer) == 2
    # The newest stay.
    assert {each["region"][:6] for each in drawn()["clusters"]} == {COUNTY_ELSEWHERE}


@pytest.mark.parametrize("window", [WORLD, {"bbox": "123.1,41.2,123.3,41.3", "zoom": 13.5}])
def test_the_number_of_queries_does_not_grow(cast, walk, window, django_assert_num_queries):
    walk()
    client = cast.client("city_op")
    client.get(CLUSTERS, window)
    for path in (CLUSTERS, HEAT):
        with django_assert_num_queries(WHO + 2):
            client.get(path, window)
    walk()
    walk(region=COMMUNITY_ELSEWHERE, text=GAS)
    with django_assert_num_queries(WHO + 2):
        client.get(CLUSTERS, window)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"bbox": ""}, "bbox"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "1,2,three,4"}, "bbox"),
        ({"bbox": "124,41,123,42"}, "bbox"),
        ({"bbox": "nan,41,124,42"}, "bbox"),
        ({"bbox": "-inf,41,inf,42"}, "bbox"),
        ({"zoom": ""}, "zoom"),
        ({"zoom": "x"}, "zoom"),
        ({"zoom": "nan"}, "zoom"),
        ({"zoom": "99"}, "zoom"),
        ({"zoom": "-1"}, "zoom"),
        ({"state": "nowhere"}, "state"),
        ({"since": "yesterday"}, "since"),
        ({"colour": "red"}, "colour"),
    ],
)
@pytest.mark.parametrize("path", [CLUSTERS, HEAT])
def test_what_makes_no_sense_is_named(cast, path, query, field):
    answer = cast.client("city_op").get(path, WORLD | query)
    assert answer.status_code == 422, answer.content
    assert fields(answer) == [field]


def test_nobody_draws_without_an_account(cast):
    assert cast.client().get(CLUSTERS, WORLD).status_code == 401
