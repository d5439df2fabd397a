"""What residents read without an account, and how often."""

import pytest

from tests.personas import COMMUNITY, TOWNSHIP
from wangge.core import rates
from wangge.core.rates import RateCount
from wangge.network import queries as network
from wangge.network.models import Grid, Unit

pytestmark = pytest.mark.django_db
PUBLIC = "/api/v1/public"


def get(cast, rest, **query):
    return cast.client().get(f"{PUBLIC}/{rest}", query)


def test_the_city(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        told = get(cast, "city").json()
    assert (told["code"], told["name"], told["hotline"]) == ("2110", "辽阳市", "12345")
    west, south, east, north = told["bounds"]
    assert west < told["center"][0] < east
    assert south < told["center"][1] < north


def test_the_grid_of_a_point(cast, django_assert_max_num_queries):
    grid = cast.actor("worker").grid
    lng, lat = network.grid_centre(grid)
    get(cast, "locate", lng=lng, lat=lat)
    with django_assert_max_num_queries(4):
        told = get(cast, "locate", lng=lng, lat=lat).json()
    assert (told["grid"], told["community"]["code"], told["township"]["code"]) == (grid, COMMUNITY, TOWNSHIP)
    assert told["full_name"].startswith("白塔区")
    outside = get(cast, "locate", lng=116.4, lat=39.9)
    assert (outside.status_code, outside.json()["code"]) == (422, "place.outside")
    assert get(cast, "locate", lng="nan", lat=1).status_code == 422
    assert get(cast, "locate").status_code == 422


def test_places_by_words(cast, django_assert_max_num_queries):
    name = network.path(COMMUNITY)[-1].name
    get(cast, "places", q=name)
    with django_assert_max_num_queries(2):
        found = get(cast, "places", q=name).json()["items"]
    assert found[0]["code"] == COMMUNITY
    assert found[0]["full_name"].endswith(name)
    assert found[0]["level"]["label"]
    grids = get(cast, "places", q=f"白塔 {name} 第2网格").json()["items"]
    assert grids[0]["code"] == f"{COMMUNITY}002"
    assert get(cast, "places", q="没有这个地方").json()["items"] == []
    assert get(cast, "places", q=" ").json()["items"] == []
    assert len(get(cast, "places", q="区").json()["items"]) == 10


def test_what_lies_in_a_region(cast, django_assert_max_num_queries):
    get(cast, "places", under=TOWNSHIP)
    with django_assert_max_num_queries(2):
        found = get(cast, "places", under=TOWNSHIP).json()["items"]
    assert COMMUNITY in [each["code"] for each in found]
    assert {each["level"]["key"] for each in found} == {"community"}
    grids = get(cast, "places", under=COMMUNITY).json()["items"]
    assert [each["code"] for each in grids] == sorted(
        Grid.objects.filter(code__startswith=COMMUNITY).values_list("code", flat=True)
    )
    assert get(cast, "places", under=grids[0]["code"]).json()["items"] == []
    for query in ({}, {"q": "安居", "under": COMMUNITY}, {"under": "x"}):
        assert get(cast, "places", **query).status_code == 422


def test_a_card_names_who_serves_and_no_more(cast, django_assert_max_num_queries):
    grid = cast.actor("worker").grid
    with django_assert_max_num_queries(6):
        told = get(cast, f"grids/{grid}").json()
    assert told["workers"] == [{"name": "worker", "role": {"key": "grid_worker", "label": "网格员"}}]
    assert (told["phone"], told["office"]) == ("12345", "市政务服务便民热线")
    assert told["party"]
    Unit.objects.filter(kind="centre", region=COMMUNITY).update(phone="04191230000")
    assert get(cast, f"grids/{grid}").json()["phone"] == "04191230000"
    Grid.objects.filter(code=grid).update(phone="04191230001")
    told = get(cast, f"grids/{grid}").json()
    assert (told["phone"], told["office"]) == ("04191230001", told["name"])
    english = cast.client().get(f"{PUBLIC}/grids/{grid}", headers={"accept-language": "en"}).json()
    assert english["workers"][0]["role"]["label"] == "Grid worker"
    for code in ("211002016001", "211002016001999", "x"):
        assert get(cast, f"grids/{code}").status_code == 404


def test_notices_of_one_place_at_a_time(cast):
    assert get(cast, "notices", region=COMMUNITY).json() == {"items": []}
    for query in ({}, {"grid": COMMUNITY + "001", "region": COMMUNITY}, {"region": "x"}):
        assert get(cast, "notices", **query).status_code == 422


def suggest(cast, **body):
    return cast.client().send("POST", f"{PUBLIC}/suggest", body)


def test_items_a_text_may_mean(cast, django_assert_max_num_queries):
    suggest(cast, text="路灯坏了")
    with django_assert_max_num_queries(2):
        told = suggest(cast, text="小区门口的路灯坏了三天，晚上黑得看不见路").json()
    assert told["items"][0]["code"] == "C0137"
    assert told["items"][0]["reasons"]
    assert told["emergency"] == []
    assert suggest(cast, text="楼下煤气味很大，有人晕倒了").json()["emergency"]
    for wrong in ({}, {"text": ""}, {"text": "路" * 2001}, {"text": 7}):
        answer = suggest(cast, **wrong)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text")


def test_the_words_of_a_report_stand_in_no_address(cast):
    """Where a log on the way would keep them."""
    for path in (f"{PUBLIC}/suggest", "/api/v1/items/suggest"):
        assert cast.client("worker").get(path, {"text": "路灯坏了"}).status_code == 405


@pytest.mark.parametrize(
    ("rule", "method", "path", "body"),
    [("public.read", "GET", "city", None), ("public.suggest", "POST", "suggest", {"text": "x"})],
)
def test_an_address_asks_so_often_and_no_more(cast, settings, rule, method, path, body):
    settings.RATES = f"{rule}=2/60"
    one, other = cast.client(REMOTE_ADDR="192.0.2.1"), cast.client(REMOTE_ADDR="192.0.2.2")
    for _ in range(2):
        assert one.send(method, f"{PUBLIC}/{path}", body).status_code == 200
    refused = one.send(method, f"{PUBLIC}/{path}", body)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate.limited")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert other.send(method, f"{PUBLIC}/{path}", body).status_code == 200
    assert not RateCount.objects.filter(key__contains="192.0.2").exists()


def test_reports_without_an_account_are_counted_and_others_are_not(cast, settings):
    settings.RATES = "report=1/600"
    lng, lat = network.grid_centre(cast.actor("worker").grid)
    sent = {"text": "路灯不亮", "lng": lng, "lat": lat}
    answers = [cast.client().send("POST", "/api/v1/reports", sent).status_code for _ in range(2)]
    assert answers == [201, 429]
    assert cast.client("worker").send("POST", "/api/v1/reports", sent).status_code == 201
    assert cast.client("hotline").send("POST", "/api/v1/reports", sent).status_code == 201
    assert rates.RateCount.objects.filter(key__startswith="report:").count() == 1
