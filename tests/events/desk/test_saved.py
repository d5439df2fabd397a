"""Saved views of the lists: one's own, and checked like the lists themselves."""

import pytest

from tests.events.intake.cases import fields
from wangge.events.models import SavedView

pytestmark = pytest.mark.django_db
VIEWS = "/api/v1/views"
MINE = {
    "name": "快到期的路灯",
    "list": "todo",
    "filters": {"due": "soon", "item": "C0137", "q": ""},
    "sort": "-opened_at",
    "position": 2,
}


@pytest.fixture
def saved(cast):
    def save(who="township_op", **changes):
        answer = cast.client(who).send("POST", VIEWS, MINE | changes)
        assert answer.status_code == 201, answer.content
        return answer.json()

    return save


def test_it_works(cast, saved):
    made = saved()
    assert made == MINE | {"id": made["id"], "filters": {"due": "soon", "item": "C0137"}}
    face = cast.client("township_op")
    assert face.get(VIEWS).json()["items"] == [made]
    answer = face.send("PUT", f"{VIEWS}/{made['id']}", MINE | {"name": "路灯", "position": 0})
    assert (answer.status_code, answer.json()["name"], answer.json()["position"]) == (200, "路灯", 0)
    assert face.send("DELETE", f"{VIEWS}/{made['id']}").status_code == 204
    assert face.get(VIEWS).json()["items"] == []


def test_a_saved_view_opens_its_list(cast, walk, saved):
    mine = walk()
    kept = saved(filters={"item": "C0137", "open": True, "since": "2020-01-01T00:00:00+08:00"})["filters"]
    query = {name: str(value).lower() if value is True else value for name, value in kept.items()}
    rows = cast.client("township_op").get("/api/v1/todo", query).json()["items"]
    assert [each["case_no"] for each in rows] == [mine.case_no]


def test_in_their_order_and_by_list(cast, saved):
    second, first = saved(), saved(name="先看", position=0)
    events = saved(name="本周", list="events", filters={"state": "closed"})
    face = cast.client("township_op")
    listed = face.get(VIEWS).json()["items"]
    assert [each["id"] for each in listed] == [events["id"], first["id"], second["id"]]
    assert [each["id"] for each in face.get(VIEWS, {"list": "events"}).json()["items"]] == [events["id"]]


def test_nobody_elses(cast, saved):
    made = saved()
    for who in ("county_op", "stranger", "sysadmin", "auditadmin"):
        face = cast.client(who)
        assert face.get(VIEWS).json()["items"] == []
        assert face.send("PUT", f"{VIEWS}/{made['id']}", MINE).status_code == 404
        assert face.send("DELETE", f"{VIEWS}/{made['id']}").status_code == 404
    assert cast.client("hotline").get(VIEWS).status_code == 401
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "长" * 31}, "name"),
        ({"list": "people"}, "list"),
        ({"filters": {"state": "nonsense"}}, "filters.state"),
        ({"filters": {"colour": "red"}}, "filters.colour"),
        ({"filters": {"due": "yesterday"}}, "filters.due"),
        ({"filters": {"region": "辽阳"}}, "filters.region"),
        ({"filters": {"unit": "x"}}, "filters.unit"),
        ({"filters": {"state": "planned"}, "list": "events"}, "filters.state"),
        ({"filters": []}, "filters"),
        ({"sort": "1; DROP"}, "sort"),
        ({"position": -1}, "position"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_names_its_field(cast, changes, named):
    answer = cast.client("township_op").send("POST", VIEWS, MINE | changes)
    assert (answer.status_code, fields(answer)) == (422, [named]), answer.content


def test_one_of_each_name_and_thirty_in_all(cast, saved):
    face = cast.client("township_op")
    saved()
    assert fields(face.send("POST", VIEWS, MINE)) == ["name"]
    saved("county_op")  # somebody else's may be called the same
    for number in range(29):
        saved(name=f"视图{number}")
    assert fields(face.send("POST", VIEWS, MINE | {"name": "再来"})) == ["name"]
    assert fields(face.get(VIEWS, {"list": "people"})) == ["list"]


def test_few_queries(cast, saved, django_assert_max_num_queries):
    face = cast.client("township_op")
    face.get(VIEWS)
    for number in range(10):
        saved(name=f"视图{number}")
        with django_assert_max_num_queries(4):
            assert len(face.get(VIEWS).json()["items"]) == number + 1
