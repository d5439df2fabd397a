"""The map over HTTP when its days are counted: the same to everybody as before, in as few queries."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import centre_of, first_grid
from tests.insight.scattered import scatter
from tests.insight.test_map import CLUSTERS, HEAT, WHO, WORLD, total
from tests.personas import CITY, COUNTY, TOWNSHIP
from wangge.events.models import Event, Recount
from wangge.insight import actions, mapping

pytestmark = pytest.mark.django_db
EVERYBODY = ["city_op", "supervisor", "county_op", "township_op", "community_op", "worker", "handler", "sysadmin",
             "stranger"]  # fmt: skip


@pytest.fixture
def asked(cast):
    def ask(who="city_op", path=CLUSTERS, **query):
        answer = cast.client(who).get(path, WORLD | query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


@pytest.mark.parametrize("path", [CLUSTERS, HEAT])
def test_counting_shows_nobody_anything_else(cast, asked, path):
    scatter(300, reporter=cast["county_op"].pk, desk=f"centre:{COUNTY}")
    queries = ({}, {"region": TOWNSHIP}, {"region": CITY}, {"since": (now() - timedelta(days=100)).isoformat()},
               {"open": "true"}, {"overdue": "true"}, {"state": "closed"})  # fmt: skip
    before = [asked(who, path, **query) for who in EVERYBODY for query in queries]
    assert total(before[0]) > 200
    actions.count_days()
    assert [asked(who, path, **query) for who in EVERYBODY for query in queries] == before


@pytest.mark.parametrize("window", [WORLD, {"bbox": "123.1,41.2,123.3,41.3", "zoom": 13.5}])
def test_the_number_of_queries_is_no_greater(cast, window, django_assert_num_queries):
    scatter(300)
    actions.count_days()
    for who in ("city_op", "county_op"):
        client = cast.client(who)
        for path in (CLUSTERS, HEAT):
            client.get(path, window)  # outlines and names are read once a process
            with django_assert_num_queries(WHO + 2):
                client.get(path, window)


def test_no_cap_stops_what_is_counted(asked, monkeypatch):
    scatter(300)
    monkeypatch.setattr(mapping, "CLUSTERED", 20)
    monkeypatch.setattr(mapping, "HEATED", 20)
    assert asked()["capped"]
    actions.count_days()
    for path in (CLUSTERS, HEAT):
        answer = asked(path=path)
        assert not answer["capped"]
        assert total(answer) > 200
        assert asked(path=path, state="closed")["capped"]


def test_a_place_that_is_put_right_is_right_on_the_map_at_once(asked, walk):
    """By the action that puts it right, on a case of a day that is counted."""
    case = walk()
    Event.objects.filter(case_no=case.case_no).update(opened_at=now() - timedelta(days=3))
    actions.count_days()
    elsewhere = centre_of(first_grid("211002016002"))
    assert total(asked()) == 1
    case.accepted()
    case.act("township_op", "correct", **elsewhere, reason="路对面")
    assert Recount.objects.count() == 1
    for counting in (False, True):
        if counting:
            assert actions.count_days()["days again"] == 1
        (cluster,) = asked()["clusters"]
        assert (cluster["lng"], cluster["lat"]) == (
            pytest.approx(elsewhere["lng"], abs=1e-5),
            pytest.approx(elsewhere["lat"], abs=1e-5),
        )
        assert cluster["region"] == first_grid("211002016002")


def test_filing_a_case_writes_nothing_that_is_counted(asked, walk):
    walk()
    assert not Recount.objects.exists()
    assert total(asked()) == 1
