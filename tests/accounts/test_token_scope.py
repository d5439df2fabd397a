"""What a system may with its token: each power opens what stands beside it here and nothing else, in its area."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from tests.events.files.samples import picture
from tests.events.intake.cases import LAMP_ITEM, body, fields
from tests.personas import CITY, COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY, COUNTY_ELSEWHERE, Cast, Face, cast
from tests.routes.there import CASE_WORD, There, planted
from tests.routes.walk import SAMPLES, Route, routes
from wangge.accounts import roles
from wangge.accounts.actions import tokens

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
GRID = COMMUNITY + "001"
TAKING = [each for each in routes() if "TokenAuth" in each.rules or str(each) == "POST /reports"]

# The one power that opens a route. What stands neither here nor among `ALIKE` opens to no token, whatever it carries.
OPENS = {
    "GET /catalogue/versions": "catalogue.see",
    "GET /catalogue/versions/{a}/difference/{b}": "catalogue.see",
    "GET /events": "event.see",
    "GET /events/bulk": "event.see",
    "GET /events/{case_no}": "event.see",
    "GET /events/{case_no}/duplicates": "event.see",
    "GET /events/{case_no}/similar": "event.see",
    "GET /events/{case_no}/steps": "event.see",
    "GET /field/kit": "event.report",
    "GET /grids": "network.see",
    "GET /grids/{code}": "network.see",
    "GET /grids/{code}/boundary/versions": "network.see",
    "GET /items": "catalogue.see",
    "GET /items/{code}": "catalogue.see",
    "GET /locate": "network.see",
    "GET /map/days": "event.see",
    "GET /map/events": "event.see",
    "GET /map/grids": "network.see",
    "GET /map/heat": "event.see",
    "GET /map/outlines": "network.see",
    "GET /map/settings": "network.see",
    "GET /regions/tree": "network.see",
    "GET /regions/{code}": "network.see",
    "GET /regions/{code}/boundary": "network.see",
    "GET /unit-kinds": "network.see",
    "GET /units": "network.see",
    "GET /units/{unit_id}": "network.see",
    "POST /items/suggest": "catalogue.see",
    "POST /reports": "event.report",
    "POST /reports/batch": "event.report",
    "POST /reports/nearby": "event.report",
}
# What every token is answered, and why that tells nothing a power would have to open.
ALIKE = {
    "GET /calendar/years/{year}": "working days are public",
    "GET /choices": "the words of the platform's own lists",
    "GET /field/today": "the caller's own, which is nothing",
    "GET /flows": "the loops themselves, without a case",
    "GET /flows/{key}": "likewise",
    "GET /flows/{key}/editions": "likewise",
    "GET /todo/counts": "counts the caller's own, which is nothing",
    "POST /uploads": "the caller's own files on their way; only a power brings them to a case",
}


def asked(there: There) -> dict[str, dict[str, Any]]:
    """By route: a query or body that fits, so that the power alone decides."""
    act = {"data": {}, "version": 1}
    case = there.values["case_no"]
    report = body(COMMUNITY)
    point = {name: report[name] for name in ("lng", "lat")}
    here = {"bbox": "122.0,40.0,124.0,42.0", "zoom": 12}
    drawn = {
        "code": COUNTY,
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]},
    }
    later = (now() + timedelta(days=1)).isoformat()
    why = {"reason": "测试的理由"}
    return {
        "GET /events/bulk": {"case_no": case},
        "GET /locate": point,
        "GET /map/events": here,
        "GET /map/heat": here,
        "GET /map/outlines": here | {"level": "county"},
        "POST /appeals/{case_no}/actions/{action}": act,
        "POST /boundaries": {"changes": [drawn], "basis": "x", "version": 1},
        "POST /boundaries/check": {"changes": [drawn]},
        "POST /calendar/days": {"day": str(localdate()), "working": True, **why},
        "POST /catalogue/versions": {"document": {}},
        "POST /control-rules": {
            "item_code": LAMP_ITEM, "region_code": COMMUNITY, "starts_at": now().isoformat(), "ends_at": later,
            "basis": "通知", **why,
        },
        "POST /events/bulk": {"action": "accept", "cases": [{"case_no": case, "version": 1}], "data": {}},
        "POST /events/{case_no}/actions/{action}": act,
        "POST /events/{case_no}/contact": why,
        "POST /flows/{key}/editions": {"edition": {}, "note": ""},
        "POST /items/suggest": {"text": report["text"]},
        "POST /patrols": {"grid": GRID, "title": "巡查", "finish_by": later},
        "POST /patrols/{case_no}/actions/{action}": act,
        "POST /patrols/{case_no}/findings": {"text": "井盖", **point},
        "POST /patrols/{case_no}/track": {"points": [{**point, "at": now().isoformat()}]},
        "POST /people/{person_id}/link/confirmation": why,
        "POST /people/{person_id}/link/removal": why,
        "POST /reports": report,
        "POST /reports/batch": {"reports": [report]},
        "POST /reports/nearby": report,
        "POST /units": {"kind": "centre", "region": COUNTY},
        "POST /uploads": {"name": "a.jpg", "size": 9, "sha256": "0" * 64},
        "PUT /control-rules/{number}/end": why,
        "PUT /people/{person_id}/link": {"subject": "x", **why},
        "PUT /units/{unit_id}": {"name": "别的名字"},
    }  # fmt: skip


def token(cast: Cast, *powers: str, region: str = CITY) -> Face:
    _, secret = tokens.issue(
        cast.actor("secadmin"),
        name="a system",
        powers=powers,
        region=region,
        channel="smart_city",
        expires_at=now() + timedelta(days=1),
    )
    return Face(headers={"authorization": f"Bearer {secret}"})


def ask(face: Face, route: Route, there: There) -> Any:
    values = SAMPLES | there.of(route.path) | {"a": 1, "b": 1}
    values |= {"/items": {"code": LAMP_ITEM}, "/grids": {"code": GRID}, "/flows": {"key": "event"}}.get(
        "/" + route.path.split("/")[1], {}
    )
    address = route.address(**{name: values[name] for name in route.parameters})
    match str(route):
        case "POST /events/{case_no}/attachments":
            return face.post(address, {"file": SimpleUploadedFile("a.jpg", picture())})
        case "PATCH /uploads/{upload}":
            raw = "application/offset+octet-stream"
            return face.patch(address, b"x", content_type=raw, headers={"Upload-Offset": "0"})
    return face.send(route.method, address, asked(there).get(str(route)))


def opened(route: Route, answer: Any) -> bool:
    """Whether a caller was told or has done something: a list of nothing is what whoever may not see is given."""
    if answer.status_code in (403, 404):
        return False
    assert answer.status_code < 300, (str(route), answer.content)
    if answer.streaming or route.parameters or str(route) in ALIKE or route.path == "/reports/nearby":
        return True
    told = answer.json()
    if str(route) == "POST /events/bulk":
        return any(each["ok"] for each in told["results"])
    lists = [told[name] for name in ("items", "cells", "clusters", "cases", "days") if name in told]
    return not lists or any(
        each.get("opened", each.get("count", 1)) if isinstance(each, dict) else each
        for found in lists
        for each in found
    )


def test_each_power_opens_what_is_its_own(cast):
    there = planted(cast)
    faces = {power: token(cast, power) for power in sorted(roles.token_powers())}
    found = {
        str(route): {power for power, face in faces.items() if opened(route, ask(face, route, there))}
        for route in TAKING
    }
    everything = set(faces)
    wanted = {name: {power} for name, power in OPENS.items()} | dict.fromkeys(ALIKE, everything)
    assert {name: powers for name, powers in found.items() if powers != wanted.get(name, set())} == {}
    assert set(OPENS) | set(ALIKE) <= set(found)


@pytest.mark.parametrize("region", [COUNTY_ELSEWHERE, COMMUNITY_ELSEWHERE])
def test_its_area_holds(cast, region):
    """A token of elsewhere, with every power a token may have: no route shows the case, none takes a report here."""
    there = planted(cast)
    face, own = token(cast, *roles.token_powers(), region=region), token(cast, *roles.token_powers())
    seen = set()
    for route in TAKING:
        if route.method == "GET":
            told = ask(face, route, there)
            assert told.streaming or CASE_WORD not in told.content.decode(), str(route)
            again = ask(own, route, there)
            if not again.streaming and CASE_WORD in again.content.decode():
                seen.add(str(route))
    assert {"GET /events", "GET /events/{case_no}"} <= seen
    refused = face.send("POST", "/api/v1/reports", body(COMMUNITY))
    assert (refused.status_code, fields(refused)) == (422, ["lng", "lat"]), refused.content
    (batched,) = face.send(
        "POST", "/api/v1/reports/batch", {"reports": [body(COMMUNITY)], "mode": "each"}
    ).json()["results"]
    assert not batched["ok"]
    words = {"text": "路灯不亮", "place": "白塔区"}
    assert fields(face.send("POST", "/api/v1/reports", words)) == ["place"]
    assert face.send("POST", "/api/v1/reports", body(COMMUNITY_ELSEWHERE)).status_code == 201
    assert own.send("POST", "/api/v1/reports", body(COMMUNITY)).status_code == 201
