"""What a map is drawn from: light, always one coverage, and not sent twice."""

import gzip
import json

import pytest
import shapely
from django.core.exceptions import ImproperlyConfigured

from tests.network.test_edit_boundaries import admin, pair, redrawn
from wangge.config.settings import tiles
from wangge.core.http.packed import accepts_gzip
from wangge.network import actions, locate, queries

pytestmark = pytest.mark.django_db
__all__ = ["pair"]

MAP = "/api/v1/map"
WHO = 1


@pytest.fixture
def face(cast):
    client = cast.client("worker")
    assert client.get(f"{MAP}/settings").status_code == 200
    return client


def shapes(features):
    return {each["id"]: shapely.from_geojson(json.dumps(each["geometry"])) for each in features}


def test_it_works(face, outlines):
    grids = face.get(f"{MAP}/grids").json()
    assert grids["type"] == "FeatureCollection"
    assert {each["id"] for each in grids["features"]} == {code for code in outlines if len(code) == 15}
    first = grids["features"][0]
    assert first["properties"] == {
        "code": first["id"],
        "name": "第1网格",
        "community": first["id"][:12],
        "generated": True,
    }
    drawn = shapes(grids["features"])
    assert all(shape.is_valid for shape in drawn.values())
    assert shapely.coverage_is_valid(list(drawn.values()))
    # Near what is stored: nothing is off by more than a street's width.
    assert all(shape.hausdorff_distance(outlines[code]) < 5e-4 for code, shape in list(drawn.items())[::50])


@pytest.mark.parametrize(
    ("level", "digits", "count"), [("county", 6, 7), ("township", 9, 50), ("community", 12, 714)]
)
def test_the_lines_of_all_levels_lie_on_each_other(face, level, digits, count):
    features = face.get(f"{MAP}/outlines", {"level": level}).json()["features"]
    assert len(features) == count
    assert {each["properties"]["level"] for each in features} == {level}
    regions = shapes(features)
    assert shapely.coverage_is_valid(list(regions.values()))
    code, outline = next(iter(regions.items()))
    assert len(code) == digits
    grids = shapes(face.get(f"{MAP}/grids", {"region": code}).json()["features"])
    assert shapely.union_all(list(grids.values())).symmetric_difference(outline).area < 1e-12
    point = features[0]["properties"]
    assert outline.contains(shapely.Point(point["lng"], point["lat"]))


def test_the_whole_city_is_light_and_is_sent_once(face, django_assert_num_queries):
    face.get(f"{MAP}/grids")
    with django_assert_num_queries(WHO + 1):
        packed = face.get(f"{MAP}/grids", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Type"] == "application/geo+json"
    assert len(packed.content) == int(packed["Content-Length"]) < 160_000
    assert "Accept-Encoding" in packed["Vary"]
    assert packed["Cache-Control"].startswith("private")
    plain = face.get(f"{MAP}/grids", headers={"accept-encoding": "identity"})
    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed.content) == plain.content
    again = face.get(f"{MAP}/grids", headers={"if-none-match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_version_is_drawn_anew(face, outlines, pair):
    before = face.get(f"{MAP}/grids", {"region": pair[0][:12]})
    actions.edit_boundaries(redrawn(outlines, *pair), admin(), locate.current_number())
    after = face.get(f"{MAP}/grids", {"region": pair[0][:12]}, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    changed = {
        old["id"]
        for old, new in zip(before.json()["features"], after.json()["features"], strict=True)
        if old != new
    }
    assert set(pair) <= changed


def test_the_city_has_an_extent_and_no_tiles_unless_a_setting_names_them(
    face, settings, django_assert_num_queries
):
    with django_assert_num_queries(WHO + 1):
        told = face.get(f"{MAP}/settings").json()
    west, south, east, north = told["bounds"]
    assert west < told["center"][0] < east
    assert south < told["center"][1] < north
    assert told["tiles"] is None
    settings.MAP_TILES = {
        "url": "https://t.example/{z}/{x}/{y}.png",
        "attribution": "©",
        "coord_sys": "gcj02",
    }
    assert face.get(f"{MAP}/settings").json()["tiles"] == settings.MAP_TILES


def test_the_setting_of_tiles_is_checked(monkeypatch):
    assert tiles() is None
    monkeypatch.setenv("WANGGE_TILES_URL", "https://t.example/{z}/{x}/{y}")
    assert tiles() == {"url": "https://t.example/{z}/{x}/{y}", "attribution": "", "coord_sys": "wgs84"}
    monkeypatch.setenv("WANGGE_TILES_COORD_SYS", "bd09")
    with pytest.raises(ImproperlyConfigured, match="bd09"):
        tiles()
    monkeypatch.setenv("WANGGE_TILES_URL", "https://t.example/tile.png")
    with pytest.raises(ImproperlyConfigured, match="WANGGE_TILES_URL"):
        tiles()


@pytest.mark.parametrize("path", ["grids", "outlines?level=county", "settings"])
def test_nobody_draws_the_city_without_an_account(cast, path):
    assert cast.client().get(f"{MAP}/{path}").status_code == 401
    assert cast.client("stranger").get(f"{MAP}/{path}").status_code == 403
    assert cast.client("hotline").get(f"{MAP}/{path}").status_code == 200


@pytest.mark.parametrize(
    ("path", "field"), [("grids?region=x", "region"), ("outlines?level=grid", "level"), ("outlines", "level")]
)
def test_what_makes_no_sense_is_named(face, path, field):
    answer = face.get(f"{MAP}/{path}")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("said", "understood"),
    [("gzip", True), ("br;q=1.0, GZIP;q=0.2", True), ("*", True), ("gzip;q=0", False), ("gzip;q=0.000", False),
     ("br", False), ("", False)],
)  # fmt: skip
def test_who_reads_gzip(rf, said, understood):
    assert accepts_gzip(rf.get("/", headers={"accept-encoding": said})) is understood


def test_grids_that_touch_a_window_are_found_by_their_boxes(outlines, pair):
    lng, lat = queries.grid_centre(pair[0])
    assert pair[0] in queries.grids_touching(lng - 1e-6, lat - 1e-6, lng + 1e-6, lat + 1e-6)
    assert len(queries.grids_touching(-180, -90, 180, 90)) == 3313
    assert queries.grids_touching(0, 0, 1, 1) == []
    # A grid that was drawn smaller is still found where its cases lie.
    changes = redrawn(outlines, *pair)
    given_up = outlines[pair[0]].difference(shapely.from_wkb(changes[pair[0]])).representative_point()
    actions.edit_boundaries(changes, admin(), locate.current_number())
    assert pair[0] in queries.grids_touching(given_up.x, given_up.y, given_up.x, given_up.y)
