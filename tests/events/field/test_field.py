"""What the phone of a grid worker asks for: the kit, the day, and what a report would repeat."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import LAMP, LAMP_ITEM, centre_of
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE
from wangge.network.models import Unit

pytestmark = pytest.mark.django_db
NEARBY = "/api/v1/reports/nearby"
TODAY = "/api/v1/field/today"


def kit(cast, who="worker", **headers):
    return cast.client(who).get("/api/v1/field/kit", headers=headers)


def planned(cast, **changed):
    told = {
        "grid": cast.actor("worker").grid,
        "title": "汛前排查",
        "finish_by": (now() + timedelta(hours=8)).isoformat(),
    } | changed
    answer = cast.client("community_op").send("POST", "/api/v1/patrols", told)
    assert answer.status_code == 201, answer.content
    return answer.json()["case_no"]


def test_the_kit_holds_what_a_phone_needs(cast, django_assert_max_num_queries):
    face = cast.client("worker")
    face.get("/api/v1/field/kit")
    with django_assert_max_num_queries(13):  # three to know who asks
        told = face.get("/api/v1/field/kit").json()
    grid = cast.actor("worker").grid
    assert told["worker"] == {
        "name": "worker",
        "role": {"key": "grid_worker", "label": "网格员"},
        "place": told["worker"]["place"],
        "grid": grid,
    }
    assert told["grid"]["code"] == grid
    features = {each["id"]: each for each in told["outlines"]["features"]}
    assert features[grid]["properties"]["own"] is True
    assert COMMUNITY in features
    assert sum(each["properties"]["own"] for each in features.values()) == 1
    assert len(features) > 4
    assert all(each["geometry"]["type"] in ("Polygon", "MultiPolygon") for each in features.values())
    items = {each["code"]: each for each in told["items"]}
    assert len(items) == 225
    assert items[LAMP_ITEM]["keywords"]
    assert items[LAMP_ITEM]["grade"]["label"]
    assert set(told["forms"]["patrol"]) >= {"start", "finish", "finish_visit"}
    assert told["forms"]["report"]["settle"]["required"] == ["done", "closing_condition_met"]
    assert {each["key"] for each in told["emergency"]} == {"110", "119", "120", "122"}
    assert told["limits"]["text"] == 2000
    assert told["choices"]["states"]


def test_the_kit_is_sent_again_only_when_it_changed(cast):
    first = kit(cast)
    again = kit(cast, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Unit.objects.filter(kind="centre", region=COMMUNITY).update(phone="04191230000")
    changed = kit(cast, **{"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["phones"][0]["phone"] == "04191230000"
    english = kit(cast, **{"accept-language": "en", "if-none-match": changed["ETag"]})
    assert english.json()["worker"]["role"]["label"] == "Grid worker"


def test_the_kit_is_compressed(cast):
    packed = kit(cast, **{"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < 80_000


def test_the_kit_of_somebody_without_a_grid(cast):
    told = kit(cast, "community_op").json()
    assert (told["grid"], told["outlines"]["features"]) == (None, [])
    assert kit(cast, "sysadmin").status_code == 403


def test_today(cast, walk, django_assert_max_num_queries):
    patrol = planned(cast)
    visit = planned(cast, kind="visit", title="走访", place="3号楼", **centre_of(cast.actor("worker").grid))
    case = walk(place="东门").fed_back()
    here = centre_of(cast.actor("worker").grid)
    face = cast.client("worker")
    face.get(TODAY, here)
    with django_assert_max_num_queries(12):
        told = face.get(TODAY, here).json()
    assert [each["task"]["case_no"] for each in told["patrols"]] == [patrol]
    assert told["patrols"][0]["distance"] is None
    assert [(each["task"]["case_no"], each["distance"]) for each in told["visits"]] == [(visit, 0)]
    (job,) = told["todo"]
    assert (job["case"]["case_no"], job["place"], job["distance"]) == (case.case_no, "东门", 0)
    assert job["call"] is None
    assert job["may_reveal"] is False
    assert told["more"] is False
    Unit.objects.filter(kind="centre").update(phone="04191230000")
    assert face.get(TODAY, here).json()["todo"][0]["call"]["phone"] == "04191230000"
    assert face.get(TODAY).json()["todo"][0]["distance"] is None
    elsewhere = cast.client("worker_elsewhere").get(TODAY, here).json()
    assert (elsewhere["patrols"], elsewhere["visits"], elsewhere["todo"]) == ([], [], [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lng": 1}, "lat"),
        ({"lat": 1}, "lng"),
        ({"lng": "x", "lat": 1}, "lng"),
        ({"lng": 181, "lat": 1}, "lng"),
    ],
)
def test_where_one_stands_is_a_point(cast, query, field):
    answer = cast.client("worker").get(TODAY, query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_what_a_report_would_repeat(cast, walk, django_assert_max_num_queries):
    case = walk()
    here = centre_of(cast.actor("worker").grid)
    face = cast.client("worker")
    face.send("POST", NEARBY, {**here, "text": "路灯不亮"})
    with django_assert_max_num_queries(7):
        told = face.send("POST", NEARBY, {**here, "text": "路灯坏了，晚上看不见", "item": LAMP_ITEM}).json()
    (found,) = told["items"]
    assert (found["case_no"], found["distance"]) == (case.case_no, 0)
    assert (found["state"]["label"], found["item"]["label"]) == ("待受理", "路灯不亮或损坏")
    assert len(found["reasons"]) >= 3
    # Without an item the words suggest it.
    assert face.send("POST", NEARBY, {**here, "text": LAMP}).json()["items"]
    assert not face.send("POST", NEARBY, {**here, "text": "楼上漏水，墙都泡了", "item": "C0508"}).json()[
        "items"
    ]
    other = cast.client("worker_elsewhere").send("POST", NEARBY, {**here, "text": LAMP})
    assert other.json()["items"] == []
    assert cast.client("auditadmin").send("POST", NEARBY, {**here, "text": LAMP}).status_code == 403
    assert cast.client().send("POST", NEARBY, {**here, "text": LAMP}).status_code == 401


def test_who_saw_it_too_adds_to_the_case_that_is_there(cast, walk):
    case = walk()
    case.act("worker", "add_information", text="第二盏也不亮")
    seen = cast.client("township_op").get(case.address).json()
    assert [each["text"] for each in seen["additions"]] == ["第二盏也不亮"]
    answer = cast.client("worker_elsewhere").send(
        "POST", f"{case.address}/actions/add_information", {"data": {"text": "我也看到"}, "version": 2}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"text": "a\u0000"}, "text"),
        ({"lng": 116.4, "lat": 39.9}, "lng"),
        ({"lng": None}, "lng"),
        ({"x": 1}, "x"),
    ],
)
def test_what_does_not_fit(cast, changed, field):
    told = {**centre_of(cast.actor("worker").grid), "text": LAMP} | changed
    answer = cast.client("worker").send("POST", NEARBY, told)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_another_area_is_another_day(cast):
    assert COMMUNITY_ELSEWHERE not in str(kit(cast).json()["outlines"])
