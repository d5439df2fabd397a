"""Drawing outlines over HTTP: every fault explained on the map, and nothing published that does not fit."""

import json

import pytest
import shapely

from tests.network.test_edit_boundaries import BOW, COMMUNITY, pair, redrawn
from wangge.core.audit import entries
from wangge.network import locate, queries
from wangge.network.models import BoundaryVersion

__all__ = ["pair"]
pytestmark = pytest.mark.django_db
CHECK, PUBLISH = "/api/v1/boundaries/check", "/api/v1/boundaries"
WHO = 1


def change(code, outline):
    return {"code": code, "geometry": json.loads(shapely.to_geojson(outline))}


def changes(outlines, pair):
    return [change(code, shapely.from_wkb(wkb)) for code, wkb in redrawn(outlines, *pair).items()]


@pytest.fixture
def face(cast):
    client = cast.client("sysadmin")
    assert client.get("/api/v1/map/settings").status_code == 200
    return client


@pytest.fixture
def found(face):
    def check(*drawn):
        before = BoundaryVersion.objects.count()
        answer = face.send("POST", CHECK, {"changes": list(drawn)})
        assert answer.status_code == 200, answer.content
        assert BoundaryVersion.objects.count() == before
        assert answer.json()["ok"] is not bool(answer.json()["faults"])
        assert answer.json()["version"] == locate.current_number()
        return answer.json()["faults"]

    return check


def ground(fault):
    return shapely.from_geojson(json.dumps(fault["geometry"]))


def test_it_works(face, outlines, pair, django_assert_max_num_queries):
    drawn = changes(outlines, pair)
    with django_assert_max_num_queries(WHO + 3):
        checked = face.send("POST", CHECK, {"changes": drawn}).json()
    assert checked["ok"]
    body = {"changes": drawn, "basis": "2026年测绘成果", "version": checked["version"]}
    answer = face.send("POST", PUBLISH, body)
    assert answer.status_code == 201, answer.content
    number = answer.json()["version"]
    assert number == locate.current_number() > checked["version"]
    with django_assert_max_num_queries(WHO + 1):
        history = face.get(f"/api/v1/grids/{pair[0]}/boundary/versions").json()["items"]
    newest, first = history
    assert (newest["version"], newest["current"], newest["generated"]) == (number, True, False)
    assert (newest["by"], newest["note"], newest["source"]) == (
        "sysadmin",
        "2026年测绘成果",
        "2026年测绘成果",
    )
    assert (first["current"], first["generated"]) == (False, True)
    assert "generated" not in first["source"] + first["note"]  # the platform's own words, said in Chinese
    assert first["by"] == "平台"
    assert ground(first).equals(outlines[pair[0]])
    (entry,) = entries(action="boundary.edited")
    assert entry.data["grids"] == sorted(pair)


def test_an_overlap_is_shown_with_its_ground(found, outlines, pair):
    one, other = pair
    taken = outlines[other].intersection(outlines[one].buffer(1e-4))
    (fault,) = found(change(one, shapely.union(outlines[one], taken)))
    assert (fault["kind"], fault["codes"]) == ("overlap", [one, other])
    assert ground(fault).symmetric_difference(taken).area < 1e-9
    assert fault["area"] > 1
    names = queries.names(pair)
    assert names[one] in fault["label"]
    assert names[other] in fault["label"]
    assert "重叠" in fault["label"]


def test_two_drawn_grids_that_overlap_are_one_fault(found, outlines, pair):
    one, other = pair
    drawn = [change(code, outlines[one].union(outlines[other])) for code in pair]
    assert [(each["kind"], each["codes"]) for each in found(*drawn)] == [("overlap", [one, other])]


def test_every_gap_is_shown_by_itself(found, outlines, pair):
    one = pair[0]
    west, south, east, north = outlines[one].bounds
    inner = outlines[one].buffer(-3e-5)
    points = (
        shapely.Point(west + (east - west) * x / 8, south + (north - south) * y / 8)
        for x in range(1, 8)
        for y in range(1, 8)
    )
    spots = [point.buffer(1e-5) for point in points if inner.contains(point)][:2]
    assert len(spots) == 2
    faults = found(change(one, outlines[one].difference(shapely.union_all(spots))))
    assert [(each["kind"], each["codes"]) for each in faults] == [("gap", [one, COMMUNITY])] * 2
    assert all(ground(fault).intersects(shapely.union_all(spots)) for fault in faults)


def test_a_grid_across_two_communities_and_one_beyond_the_city(found, outlines, pair):
    one = pair[0]
    neighbour = next(
        code
        for code in outlines
        if len(code) == 15 and code[:12] != one[:12] and outlines[code].distance(outlines[COMMUNITY]) == 0
    )
    mine = next(
        code
        for code in outlines
        if len(code) == 15 and code.startswith(COMMUNITY) and outlines[code].touches(outlines[neighbour])
    )
    taken = outlines[neighbour].intersection(outlines[mine].buffer(5e-5))
    kinds = {
        (each["kind"], tuple(each["codes"])) for each in found(change(mine, outlines[mine].union(taken)))
    }
    assert ("split", (mine, neighbour[:12])) in kinds
    assert {kind for kind, _ in kinds} == {"split"}
    edge = outlines["2110"].boundary
    outer = next(
        code for code in outlines if len(code) == 15 and outlines[code].intersection(edge).length > 1e-3
    )
    beyond = outlines[outer].buffer(1e-4).difference(outlines["2110"])
    outside = [
        each for each in found(change(outer, outlines[outer].union(beyond))) if each["kind"] == "outside"
    ]
    assert [each["codes"] for each in outside] == [[outer]]


def test_a_line_that_crosses_itself_is_shown_where_it_does(found, pair):
    (fault,) = found(change(pair[0], BOW))
    assert (fault["kind"], fault["codes"], fault["area"]) == ("invalid", [pair[0]], 0)
    assert fault["geometry"] == {
        "type": "Point",
        "coordinates": [pytest.approx(123.15), pytest.approx(41.25)],
    }
    assert fault["label"].endswith("边线自身交叉")


def test_what_does_not_fit_is_not_published(face, outlines, pair):
    before = BoundaryVersion.objects.count()
    body = {
        "changes": [change(pair[0], outlines[pair[0]].buffer(-1e-4))],
        "basis": "survey",
        "version": locate.current_number(),
    }
    answer = face.send("POST", PUBLISH, body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "boundary.broken"
    assert {each["kind"] for each in answer.json()["faults"]} == {"gap"}
    assert answer.json()["faults"][0]["geometry"]["type"] == "Polygon"
    assert BoundaryVersion.objects.count() == before


def test_somebody_else_published_meanwhile(face, outlines, pair):
    body = {"changes": changes(outlines, pair), "basis": "survey", "version": locate.current_number()}
    number = face.send("POST", PUBLISH, body).json()["version"]
    again = face.send("POST", PUBLISH, body)
    assert (again.status_code, again.json()["code"], again.json()["version"]) == (
        409,
        "version.stale",
        number,
    )


@pytest.mark.parametrize("path", [CHECK, PUBLISH])
@pytest.mark.parametrize(
    ("who", "status"),
    [("city_op", 403), ("secadmin", 403), ("worker", 403), ("hotline", 403), ("anonymous", 401)],
)
def test_only_the_system_administrator_draws(cast, outlines, pair, path, who, status):
    body = {"changes": changes(outlines, pair), "basis": "survey", "version": locate.current_number()}
    assert (
        cast.client(who)
        .send("POST", path, body if path == PUBLISH else {"changes": body["changes"]})
        .status_code
        == status
    )


def test_everybody_who_sees_the_network_sees_its_history(cast, pair):
    path = f"/api/v1/grids/{pair[0]}/boundary/versions"
    assert cast.client("worker").get(path).status_code == 200
    assert cast.client("stranger").get(path).status_code == 403
    assert cast.client().get(path).status_code == 401
    for code in ("211002016001999", "211002", "x"):
        assert cast.client("worker").get(f"/api/v1/grids/{code}/boundary/versions").status_code == 404


def polygon(*corners):
    return {"type": "Polygon", "coordinates": [[list(each) for each in corners]]}


SQUARE = polygon((123.1, 41.2), (123.2, 41.2), (123.2, 41.3), (123.1, 41.2))
POINT = {"type": "Point", "coordinates": [123.1, 41.2]}
GRID = "211002016001001"


@pytest.mark.parametrize(
    ("drawn", "field"),
    [
        ([], "changes"),
        ([{"code": "211002", "geometry": SQUARE}], "211002"),
        ([{"code": "211002016001999", "geometry": SQUARE}], "211002016001999"),
        ([{"code": GRID, "geometry": {}}], "changes.0.geometry"),
        ([{"code": GRID, "geometry": POINT}], "changes.0.geometry"),
        ([{"code": GRID, "geometry": polygon((1, 2), (3, "x"))}], "changes.0.geometry"),
        ([{"code": GRID, "geometry": polygon((1, 2), (3, 4), (5, 6))}], "changes.0.geometry"),
        ([{"code": GRID, "geometry": polygon((999, 2), (3, 4), (5, 6), (999, 2))}], "changes.0.geometry"),
        ([{"code": GRID, "geometry": SQUARE}] * 2, "changes.1.code"),
        ([{"code": GRID}], "changes.0.geometry"),
    ],
)
def test_what_is_no_drawing_is_named(face, drawn, field):
    answer = face.send("POST", CHECK, {"changes": drawn})
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"basis": " "}, "basis"), ({"basis": "x" * 201}, "basis"), ({"version": "x"}, "version")],
)
def test_a_publication_says_what_it_rests_on(face, outlines, pair, given, field):
    body = {"changes": changes(outlines, pair), "basis": "survey", "version": locate.current_number()} | given
    answer = face.send("POST", PUBLISH, body)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
