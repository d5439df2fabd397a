"""What stands in the street: by code and place, for whoever works there."""

import pytest

from tests.registry.conftest import ROOT
from wangge.network import queries as network


def asked(register, who="worker", **changed):
    lng, lat = network.grid_centre(register.cast.actor(who).grid)
    grid = register.cast.actor(who).grid
    found = {
        "code": grid[:6] + "0103000001", "standard_version": "2013", "name": "路灯", "lng": lng, "lat": lat,
    }  # fmt: skip
    return found | changed


def test_it_works(register, cast):
    body = asked(register)
    made = register.send("worker", "POST", "/components", body, 201)
    assert made["region"] == cast.actor("worker").grid
    assert made["state"] == {"key": "sound", "label": "完好"}
    told = register.send(
        "worker",
        "PUT",
        f"/components/{made['number']}",
        body | {"state": "damaged", "version": made["version"]},
    )
    assert (told["state"]["key"], told["version"]) == ("damaged", 2)
    again = register.send("worker", "PUT", f"/components/{made['number']}", body | {"version": 1}, 409)
    assert again["code"] == "version.stale"
    for query, count in (
        ({"code": body["code"][:10]}, 1),
        ({"state": "damaged"}, 1),
        ({"state": "missing"}, 0),
    ):
        assert len(register.send("county_op", "GET", "/components", query)["items"]) == count
    assert register.send("worker", "POST", "/components", body, 409)["code"] == "registry.component-there"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"code": "1"}, "code"), ({"code": "2110050103000001"}, "code"), ({"name": " "}, "name"), ({"lng": 0.0}, "lng"),
     ({"lat": 400.0}, "lng"), ({"state": "lost"}, "state"), ({"standard_version": ""}, "standard_version")],
)  # fmt: skip
def test_what_does_not_fit_is_named(register, changed, field):
    told = register.send("worker", "POST", "/components", asked(register, **changed), 422)
    assert told["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("community_op", 200, 409), ("county_op", 200, 403), ("worker_elsewhere", 404, 404), ("handler", 403, 403),
     ("sysadmin", 403, 403), ("stranger", 403, 403)],
)  # fmt: skip
def test_who_may(register, cast, who, read, write):
    made = register.send("worker", "POST", "/components", asked(register), 201)
    path = f"{ROOT}/components/{made['number']}"
    assert cast.client(who).get(path).status_code == read
    assert cast.client(who).send("PUT", path, asked(register) | {"version": 9}).status_code == write
    listed = cast.client(who).get(f"{ROOT}/components")
    assert listed.status_code == (403 if read == 403 else 200)
    if read == 404:
        assert listed.json()["items"] == []


def test_nobody_enters_one_elsewhere(register):
    body = asked(register, who="worker_elsewhere")
    assert register.send("worker", "POST", "/components", body, 422)["errors"][0]["field"] == "lng"
