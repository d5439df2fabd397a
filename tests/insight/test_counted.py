"""What is counted ahead says what counting every case says, whoever asks for whatever, before and after a case is
moved."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.insight.scattered import YEARS, counted_one_by_one, same, scatter
from tests.personas import CITY, COMMUNITY, COUNTY, COUNTY_ELSEWHERE, TOWNSHIP
from wangge.events import recounts
from wangge.events.lists.filters import Filters
from wangge.events.models import Event, Recount
from wangge.insight import actions, counted, mapping
from wangge.insight.cells import Window
from wangge.insight.models import CountedDay, Density
from wangge.insight.spans import day_of, start_of

pytestmark = pytest.mark.django_db
MANY = 600
ALL = Window(122.5, 40.6, 123.8, 41.7, 10)


@pytest.fixture
def many(cast):
    """Cases, counted up to yesterday."""
    made = scatter(MANY, reporter=cast["county_op"].pk, desk=f"centre:{COUNTY}")
    actions.count_days()
    return made


@pytest.fixture
def settled(monkeypatch):
    """Yesterday has been over for an hour: in the first hour of a day it is not counted yet."""
    hour = start_of(day_of(now())) + timedelta(hours=1)
    monkeypatch.setattr(actions, "now", lambda: hour)


def moments():
    """None, some moment, or the beginning of a day."""
    ago = st.floats(-1, YEARS + 100).map(lambda days: now() - timedelta(days=days))
    return st.none() | ago | ago.map(lambda moment: start_of(day_of(moment)))


@st.composite
def windows(draw):
    zoom = draw(st.floats(2, 16.4))
    size = 360 * 1000 / (512 * 2**zoom)
    west, south = draw(st.floats(122.9, 123.6)), draw(st.floats(41.0, 41.4))
    half = size / 2
    return Window(
        max(west - half, -180), max(south - half, -90), min(west + half, 180), min(south + half, 90), zoom
    )


def agrees(actor, window, since=None, until=None, region=""):
    """Clusters and heat, counted ahead, against the cases one by one."""
    filters = Filters(since=since, until=until, region=region)
    asked = counted.question(actor, window.cells(mapping.CLUSTER_PIXELS), filters, counted.state())
    assert asked, "not answered from what is counted"
    answer = mapping.clusters(actor, window, filters)
    found = counted_one_by_one(actor, window, mapping.CLUSTER_PIXELS, since, until, region)
    assert not answer.capped
    same(answer, found)
    warmth = mapping.heat(actor, window, filters)
    found = counted_one_by_one(actor, window, mapping.HEAT_PIXELS, since, until, region)
    assert sorted(each.count for each in warmth.cells) == sorted(map(len, found.values()))
    return asked, answer


def test_it_works(cast, many):
    asked, answer = agrees(cast.actor("city_op"), ALL)
    assert sum(each.count for each in answer.clusters) == sum(each.lng is not None for each in many)
    assert len(asked.time.runs) < 20  # three years
    assert any(span == 4 for span, _ in asked.time.runs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=st.sampled_from(["city_op", "county_op", "township_op", "supervisor"]),
    window=windows(),
    since=moments(),
    until=moments(),
    region=st.sampled_from(["", "", CITY, COUNTY, TOWNSHIP]),
)
def test_any_window_and_any_time_for_whoever_sees_a_township(cast, many, who, window, since, until, region):
    agrees(cast.actor(who), window, since, until, region)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cases_that_are_moved(cast, many, data):
    """A case that is moved counts where it lies at once, and after its day was counted again."""
    chosen = data.draw(
        st.lists(st.sampled_from([each.pk for each in many]), min_size=1, max_size=4, unique=True)
    )
    window, since, until = data.draw(windows()), data.draw(moments()), data.draw(moments())
    for pk in chosen:
        to = data.draw(st.sampled_from([each for each in many if each.lng is not None]))
        Event.objects.filter(pk=pk).update(lng=to.lng, lat=to.lat, region_code=to.region_code)
        recounts.ask([Event.objects.get(pk=pk).opened_at])
    agrees(cast.actor("city_op"), window, since, until)
    agrees(cast.actor("county_op"), ALL)
    actions.count_days()
    assert not Recount.objects.exists()
    agrees(cast.actor("city_op"), window, since, until)
    agrees(cast.actor("county_op"), ALL)


def test_an_answer_to_which_no_sum_leads_is_read_from_the_cases(cast, many):
    now_ = counted.state()
    for who, filters in (
        ("city_op", Filters(state="closed")),
        ("city_op", Filters(open=True)),
        ("city_op", Filters(overdue=False)),
        ("city_op", Filters(item="C0137")),
        ("city_op", Filters(region=COMMUNITY)),
        ("county_op", Filters(region=COUNTY_ELSEWHERE)),
        ("community_op", Filters()),
        ("handler", Filters()),
        ("worker", Filters()),
        ("sysadmin", Filters()),
    ):
        assert counted.question(cast.actor(who), ALL.cells(64), filters, now_) is None, (who, filters)
        answer = mapping.clusters(cast.actor(who), ALL, filters)
        if not filters.state and not filters.item and filters.open is None and filters.overdue is None:
            found = counted_one_by_one(cast.actor(who), ALL, 64, None, None, filters.region)
            same(answer, found)


def test_counting_again_changes_nothing(many):
    def everything():
        return sorted(
            Density.objects.values_list("level", "span", "block", "x", "y", "region_code", "cases", "sample")
        )

    before = everything()
    assert before
    assert actions.count_days() == {"days": 0, "days again": 0}
    assert everything() == before
    recounts.ask(each.opened_at for each in many)
    assert actions.count_days()["days again"] > 100
    assert everything() == before


def test_a_day_is_counted_when_it_has_been_over_for_an_hour(cast, many, settled, monkeypatch):
    today = day_of(now())
    actions.count_days()
    for moment, days in (
        (start_of(today + 1) + timedelta(minutes=59), 0),
        (start_of(today + 1) + timedelta(hours=1), 1),
    ):
        monkeypatch.setattr(actions, "now", lambda moment=moment: moment)
        assert actions.count_days()["days"] == days


def test_what_is_behind_is_caught_up_in_pieces(cast, monkeypatch):
    scatter(MANY)
    monkeypatch.setattr(actions, "PIECE", 100)
    assert actions.count_days(patience=0)["days"] == 100
    agreed = mapping.clusters(cast.actor("city_op"), ALL, Filters())
    same(agreed, counted_one_by_one(cast.actor("city_op"), ALL, 64, None, None, ""))
    assert counted.question(cast.actor("city_op"), ALL.cells(64), Filters(), counted.state()) is None
    assert actions.count_days()["days"] > 900
    agrees(cast.actor("city_op"), ALL)


def test_cases_written_into_the_past_begin_it_anew(cast, settled):
    """A city that counted its first days, and is then told its history."""
    late = scatter(1)[0]
    Event.objects.filter(pk=late.pk).update(opened_at=now() - timedelta(days=3))
    actions.count_days()
    assert CountedDay.objects.count() == 3
    Event.objects.all().delete()
    made = scatter(200, seed=5)
    recounts.ask(each.opened_at for each in made)
    agrees(cast.actor("city_op"), ALL)
    actions.count_days()
    assert CountedDay.objects.count() > 900
    agrees(cast.actor("city_op"), ALL)


def test_an_empty_city(cast):
    assert actions.count_days() == {"days": 0, "days again": 0}
    assert mapping.clusters(cast.actor("city_op"), ALL, Filters()).clusters == []
