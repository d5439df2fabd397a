"""The three administrators sit in the city's centre, and still read no case that lies on its desk."""

import pytest

pytestmark = pytest.mark.django_db

ADMINISTRATORS = ("sysadmin", "secadmin", "auditadmin")


@pytest.fixture
def on_the_citys_desk(cast):
    """A case that was passed to the city's centre."""
    city = cast.client("city_op")
    filed = city.send(
        "POST", "/api/v1/reports", {"text": "路灯不亮", "lng": 123.172, "lat": 41.268, "channel": "resident"}
    ).json()
    moved = city.send(
        "POST",
        f"/api/v1/events/{filed['case_no']}/actions/transfer",
        {"data": {"centre": "2110", "reason": "由市级办理"}, "version": filed["version"]},
    )
    assert moved.status_code == 200, moved.content
    return filed["case_no"]


def numbers(face):
    return [row["case_no"] for row in face.send("GET", "/api/v1/todo").json()["items"]]


def test_it_works(cast, on_the_citys_desk):
    assert on_the_citys_desk in numbers(cast.client("city_op"))


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_administrators_see_no_case(cast, on_the_citys_desk, name):
    face = cast.client(name)
    assert numbers(face) == []
    assert face.send("GET", f"/api/v1/events/{on_the_citys_desk}").status_code == 404
    assert face.send("GET", f"/api/v1/events/{on_the_citys_desk}/steps").status_code == 404
    assert face.send("GET", "/api/v1/events").json()["items"] == []
    assert cast.actor(name).desks == {f"person:{cast.actor(name).person}"}
