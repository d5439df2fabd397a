import pytest

from wangge.network import queries

pytestmark = pytest.mark.django_db
GRID = "211002016001003"
# Whoever is logged in costs these: the session, the posting, the person with the role's powers.
WHO = 1


@pytest.fixture
def face(cast):
    """A grid worker whose session has just been used, so that prolonging it is no query."""
    client = cast.client("worker")
    assert client.get("/api/v1/regions/2110").status_code == 200
    return client


def test_it_works(face, django_assert_num_queries):
    with django_assert_num_queries(WHO + 2):
        answer = face.get("/api/v1/regions/211002")
    assert answer.status_code == 200
    county = answer.json()
    assert county["full_name"] == "白塔区"
    assert [place["name"] for place in county["above"]] == ["辽阳市"]
    assert [child["grids"] for child in county["children"]]
    assert county["grids"] == sum(child["grids"] for child in county["children"])


def test_labels_speak_the_callers_language(face):
    grids = "/api/v1/grids?region=211002016001&limit=1"
    units = "/api/v1/units?region=211002&kind=water"
    chinese, english = ({"headers": {"accept-language": language}} for language in ("zh-hans", "en"))
    assert face.get(grids, **chinese).json()["items"][0]["kind_name"] == "居民小区网格"
    assert face.get(grids, **english).json()["items"][0]["kind_name"] == "Residential"
    assert face.get(units, **english).json()["items"][0]["kind_name"] == "Water resources"
    assert face.get("/api/v1/regions/211002", **english).json()["level_name"] == "County"


@pytest.mark.parametrize(
    "path", ["regions/211099", "regions/x", "regions/211099/boundary", "grids/211002", "grids/x"]
)
def test_what_is_not_there_is_not_found(face, path):
    answer = face.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


@pytest.mark.parametrize("code", ["2110", "211002016", GRID])
def test_an_outline_is_geojson_with_its_provenance(face, code, django_assert_num_queries):
    with django_assert_num_queries(WHO + 1):
        answer = face.get(f"/api/v1/regions/{code}/boundary")
    feature = answer.json()
    assert feature["type"] == "Feature"
    assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert feature["properties"]["generated"] is (len(code) > 6)
    assert feature["properties"]["source"]
    west, south, east, north = feature["bbox"]
    assert west < east
    assert south < north


def test_an_outline_that_has_not_changed_is_not_sent_twice(face):
    address = f"/api/v1/regions/{GRID}/boundary"
    etag = face.get(address)["ETag"]
    again = face.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert face.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_grids_come_in_pages(face, django_assert_num_queries):
    codes, cursor = [], ""
    while cursor is not None:
        with django_assert_num_queries(WHO + 2):
            got = face.get("/api/v1/grids", {"region": "211002016", "limit": 60, "cursor": cursor}).json()
        codes += [grid["code"] for grid in got["items"]]
        cursor = got["next"]
    assert codes == sorted(set(codes))
    assert len(codes) == queries.region("211002016").grids
    first = face.get("/api/v1/grids").json()
    assert len(first["items"]) == 50
    assert first["items"][0]["full_name"].endswith("第1网格")


def test_the_card_of_a_grid_names_its_worker(cast, face, django_assert_num_queries):
    with django_assert_num_queries(WHO + 3):
        card = face.get("/api/v1/grids/211002016001001").json()
    assert card["full_name"] == "白塔区文圣街道安居社区第1网格"
    assert [(worker["name"], worker["role"]) for worker in card["workers"]] == [("worker", "grid_worker")]
    assert card["party"]
    assert card["generated"]


def test_a_point_has_a_grid_and_names(face, django_assert_num_queries):
    lng, lat = queries.grid_centre(GRID)
    face.get("/api/v1/locate", {"lng": lng, "lat": lat})
    with django_assert_num_queries(WHO + 2):
        answer = face.get("/api/v1/locate", {"lng": lng, "lat": lat}).json()
    assert answer["grid"] == GRID
    assert answer["full_name"] == "白塔区文圣街道安居社区第3网格"
    assert [place["name"] for place in answer["above"]] == ["辽阳市", "白塔区", "文圣街道", "安居社区"]


@pytest.mark.parametrize("point", [(116.4, 39.9), (0, 0), (-1e300, 1e300)])
def test_a_point_outside_the_city_is_a_problem(face, point):
    answer = face.get("/api/v1/locate", {"lng": point[0], "lat": point[1]})
    assert answer.status_code == 422
    assert answer.json()["code"] == "place.outside"
    assert {each["field"] for each in answer.json()["errors"]} == {"lng", "lat"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("locate?lng=123.1", "lat"),
        ("locate?lng=east&lat=41", "lng"),
        ("locate?lng=nan&lat=41", "lng"),
        ("locate?lng=123&lat=inf", "lat"),
        ("grids?region=21100", "region"),
        ("grids?region=x", "region"),
        ("grids?cursor=made-up", "cursor"),
        ("grids?limit=0", "limit"),
        ("grids?limit=101", "limit"),
        ("units?region=" + GRID, "region"),
        ("units?kind=wizardry", "kind"),
        ("units?cursor=made-up", "cursor"),
    ],
)
def test_bad_input_names_its_field(face, path, field):
    answer = face.get(f"/api/v1/{path}")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_units_come_in_pages_by_region_and_kind(face, django_assert_num_queries):
    with django_assert_num_queries(WHO + 3):
        got = face.get("/api/v1/units", {"region": "211002", "kind": "centre", "limit": 100}).json()
    assert len(got["items"]) == 1 + 4 + 74
    assert got["next"] is None
    (water,) = face.get("/api/v1/units", {"region": "211002", "kind": "water"}).json()["items"]
    assert water["name"] == "白塔区水利局"
    assert len(face.get("/api/v1/units").json()["items"]) == 50


PATHS = [
    "regions/2110",
    "regions/2110/boundary",
    "grids",
    f"grids/{GRID}",
    "locate?lng=123.17&lat=41.27",
    "units",
]


@pytest.mark.parametrize("path", PATHS)
def test_who_may(cast, path):
    for name in ("worker", "handler_elsewhere", "auditadmin", "hotline"):
        assert cast.client(name).get(f"/api/v1/{path}").status_code == 200
    assert cast.client().get(f"/api/v1/{path}").status_code == 401
    # An account without a posting has no power at all.
    assert cast.client("stranger").get(f"/api/v1/{path}").status_code == 403
