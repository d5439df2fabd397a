"""A visit to a home of the register: planned with its number, taken along for the day, findings at its address."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now

from tests.events.field.test_field import kit, planned
from tests.events.loop.test_patrols import found, see, take
from tests.registry.conftest import Register, home, register
from wangge.events.field.kit import visit_lines
from wangge.events.models import Event
from wangge.registry.definitions import refused_words, stands

__all__ = ["home", "register"]
pytestmark = pytest.mark.django_db
HOMES = "/api/v1/field/homes"


def tonight():
    return localtime(now()).replace(hour=23, minute=59, second=59, microsecond=0).isoformat()


def visit(cast, home, **changed):
    told = {"kind": "visit", "title": "走访", "home": home["number"], "finish_by": tonight()} | changed
    return planned(cast, **told)


def taken(cast, who="worker"):
    answer = cast.client(who).get(HOMES)
    assert answer.status_code == 200, answer.content
    return [each["number"] for each in answer.json()["items"]]


def test_it_works(cast, register: Register, home):
    register.person(home["number"])
    number = visit(cast, home)
    seen = see(cast, "worker", number).json()
    assert (seen["home"], seen["place"]) == (home["number"], home["address"]["text"])
    told = cast.client("worker").get(HOMES).json()
    (card,) = told["items"]
    assert card["people"][0]["person"]["name"] == "测试甲"
    assert told["until"].startswith(localtime(now()).date().isoformat())
    today = cast.client("worker").get("/api/v1/field/today").json()
    assert today["visits"][0]["task"]["home"] == home["number"]


def test_only_homes_of_today_are_taken_along(cast, home):
    number = visit(cast, home, finish_by=(now() + timedelta(days=3)).isoformat())
    assert taken(cast) == []
    take(cast, "worker", number, "start", 1)
    assert taken(cast) == [home["number"]]
    take(cast, "worker", number, "finish_visit", 2)
    assert taken(cast) == []


def test_nobody_else_takes_them_along(cast, home):
    visit(cast, home)
    assert [taken(cast, who) for who in ("worker_elsewhere", "supervisor", "community_op")] == [[], [], []]
    assert cast.client("anonymous").get(HOMES).status_code == 401


def test_as_many_questions_for_three_homes_as_for_one(
    cast, register: Register, home, django_assert_max_num_queries
):
    register.person(home["number"])
    visit(cast, home)
    for room in ("302", "303"):
        visit(cast, register.home(room=room))
    face = cast.client("worker")
    face.get(HOMES)
    with django_assert_max_num_queries(17):
        assert len(face.get(HOMES).json()["items"]) == 3


def test_what_was_found_has_the_address_of_the_home(cast, home):
    number = visit(cast, home)
    take(cast, "worker", number, "start", 1)
    place = see(cast, "worker", number).json()["place"]
    answer = found(cast, number, lng=None, lat=None, place=place)
    assert answer.status_code == 201, answer.content
    event = Event.objects.get(case_no=answer.json()["case_no"])
    assert event.region_code == cast.actor("worker").grid
    assert event.place.endswith("试验路幸福小区3号楼301室")


@pytest.mark.parametrize(
    "changed",
    [{"home": 999_999}, {"kind": "patrol"}, {"grid": "211005001001001"}, {"home": 2**63}, {"home": 0}],
)
def test_a_visit_goes_to_a_home_of_its_grid(cast, home, changed):
    told = {
        "kind": "visit", "title": "走访", "home": home["number"], "grid": cast.actor("worker").grid,
        "finish_by": tonight(),
    } | changed  # fmt: skip
    who = "county_op" if changed.get("grid") else "community_op"
    answer = cast.client(who).send("POST", "/api/v1/patrols", told)
    if who == "community_op":
        assert answer.status_code == 422, answer.content
        assert [each["field"] for each in answer.json()["errors"]] == ["home"]
    else:
        # Who does not see the register plans no visit of a home.
        assert answer.status_code in (403, 422), answer.content


def test_the_kit_has_lines_to_tick(cast):
    told = kit(cast).json()["visit"]
    assert "送餐或助餐" in told["asked_for"]
    assert "讲解政策和申请办法" in told["offered"]
    english = kit(cast, accept_language="en").json()["visit"]
    assert "Meals" in english["asked_for"]


def test_no_line_to_tick_speaks_of_what_is_never_kept():
    texts = [text for lines in visit_lines().values() for line in lines for text in (line.name, line.en)]
    words = [word for group in refused_words().values() for word in group]
    assert texts
    assert not [text for text in texts for word in words if stands(word, text)]
