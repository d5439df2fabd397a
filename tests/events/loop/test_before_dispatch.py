"""Between report and dispatch: refused, looked at, referred, withdrawn, passed on, put right."""

import pytest

from tests.events.loop.walk import (
    CLOSING,
    LARGE,
    PLAIN,
    SMALL,
    SPOT,
    Walk,
    accepted,
    filed,
    owner,
    point,
    reported,
    unit,
)  # fmt: skip
from tests.personas import CITY, COMMUNITY, COUNTY, TOWNSHIP

pytestmark = pytest.mark.django_db
REFUSAL = {"reason": "statutory_route", "explanation": "请向劳动仲裁委员会申请仲裁"}


@pytest.mark.parametrize(
    ("item", "centre", "who"),
    [(SMALL, COMMUNITY, "community_op"), (PLAIN, TOWNSHIP, "township_op"), (LARGE, COUNTY, "county_op")],
)
def test_it_works(cast, item, centre, who):
    """The grade says which level's centre answers (domain.md §3), and who accepts owns it to the end."""
    walk = reported(cast, item)
    assert (walk.row.owner, owner(walk)) == (centre, who)
    walk.act(who, "accept", item_code=item, grade="IV")
    assert (walk.row.owner, walk.row.grade) == (centre, "IV")


def test_a_refusal_says_why_and_may_be_reviewed_once(cast):
    walk = reported(cast)
    assert walk.wrong("township_op", "refuse", reason="no", explanation="说明情况") == {"reason"}
    assert walk.wrong("township_op", "refuse", reason="secret", explanation="") == {"explanation"}
    walk.refused("worker", "refuse", 403, **REFUSAL)
    walk.refused("community_elsewhere", "refuse", 404, **REFUSAL)
    walk.act("township_op", "refuse", **REFUSAL)
    told = cast.client().get(f"/api/v1/follow/{walk.case_no}", headers={"x-case-secret": walk.secret}).json()
    assert told["progress"][-1]["told"] == REFUSAL["explanation"]
    assert [each["state"] for each in walk.see("township_op")["clocks"]] == ["stopped", "stopped"]

    walk.act("reporter", "ask_review", reason="仲裁委说归你们管")
    assert walk.state == "reported"
    assert walk.clock("accept")["state"] == "running"
    assert walk.clock("total")["state"] == "running"
    assert walk.on_desk_of("township_op", "worker") == {"township_op"}
    walk.act("township_op", "refuse", **REFUSAL)
    walk.refused("reporter", "ask_review", 409, "review.used", reason="再看看")
    walk.refused("township_op", "ask_review", 409, "review.used", reason="再看看")
    assert walk.holds()


def test_a_look_first(cast):
    walk = reported(cast)
    walk.act("township_op", "look_first", note="看看是否还在")
    assert (walk.state, walk.row.verifier_grid) == ("looking", cast.actor("worker").grid)
    assert walk.on_desk_of("worker", "township_op") == {"worker"}
    assert walk.clock("accept")["state"] == "running"  # looking costs the centre's own time
    walk.refused("worker_elsewhere", "looked", 404, found=True)
    walk.refused("supervisor", "looked", 403, found=True)
    assert walk.wrong("worker", "looked") == {"found"}
    walk.act("worker", "looked", found=False, note="已清走")
    assert walk.on_desk_of("worker", "township_op") == {"township_op"}
    assert walk.steps()[-1]["data"] == {"found": False, "note": "已清走"}


@pytest.mark.parametrize("service", ["110", "119", "120", "122"])
def test_an_emergency_is_passed_on_at_once(cast, service):
    walk = reported(cast)
    walk.act("township_op", "refer", service=service)
    assert walk.state == "referred"
    assert walk.see("township_op")["closed_at"]
    assert {each["state"] for each in walk.see("township_op")["clocks"]} == {"stopped"}


def test_another_number_is_no_emergency_service(cast):
    walk = reported(cast)
    assert walk.wrong("township_op", "refer", service="114") == {"service"}
    walk.refused("worker", "refer", 403, service="110")


def test_a_reporter_withdraws(cast):
    walk = reported(cast)
    walk.refused("township_op", "withdraw", 403, reason="误报")
    assert walk.wrong("reporter", "withdraw", reason="") == {"reason"}
    walk.act("reporter", "withdraw", reason="已经好了")
    assert walk.state == "withdrawn"
    other = accepted(cast)
    other.refused("reporter", "withdraw", 409, "flow.not-now", reason="已经好了")


def test_passed_to_another_centre(cast):
    walk = reported(cast)
    walk.act("township_op", "transfer", centre=COUNTY, reason="跨街道")
    assert walk.row.owner == COUNTY
    assert walk.on_desk_of("township_op", "county_op") == {"county_op"}
    assert walk.clock("accept")["state"] == "running"
    walk.refused("township_op", "accept", 403, item_code=PLAIN)
    walk.act("county_op", "accept", item_code=PLAIN)
    for centre in ("211005", "21100201600", "2110\n", "9999"):
        assert walk.wrong("county_op", "transfer", centre=centre, reason="不归本县") == {"centre"}, centre
    walk.refused("community_elsewhere", "transfer", 404, centre=COUNTY, reason="不归本县")
    walk.act("county_op", "transfer", centre=COMMUNITY, reason="社区可办")
    walk.act("community_op", "dispatch", lead=unit(), joint=[])


def test_settled_after_it_was_passed_on(cast):
    """It stays with the centre it was passed to, and is not announced as reported a second time."""
    walk = reported(cast, SPOT)
    walk.act("township_op", "transfer", centre=COUNTY, reason="县级处理")
    walk.act("worker", "settle", done="已清理", **CLOSING)
    assert (walk.state, walk.row.owner) == ("closed", COUNTY)
    assert "text_sha256" not in walk.steps()[-1]["data"]


def test_item_and_place_are_put_right(cast):
    walk = accepted(cast)
    there = point(cast, "worker_elsewhere")
    walk.act("township_op", "correct", item_code=SPOT, reason="是雨水箅子")
    assert (walk.row.item_code, walk.row.grade) == (SPOT, "III")
    assert walk.steps()[-1]["data"]["former_item"] == PLAIN
    near = point(cast)
    moved = {"lng": near["lng"] + 1e-5, "lat": near["lat"]}
    walk.act("township_op", "correct", **moved, reason="路对面")
    assert walk.steps()[-1]["data"]["former_point"] == [near["lng"], near["lat"]]
    assert (walk.row.lng, walk.row.lat) == (moved["lng"], moved["lat"])
    assert walk.wrong("township_op", "correct", reason="不对") == {"item_code"}
    assert walk.wrong("township_op", "correct", item_code="X", reason="不对") == {"item_code"}
    assert walk.wrong("township_op", "correct", lng=123.2, reason="不对") == {"lat"}
    assert walk.wrong("township_op", "correct", lat=41.2, reason="不对") == {"lng"}
    assert walk.wrong("township_op", "correct", **there, reason="不对") == {"lng"}
    assert walk.wrong("township_op", "correct", lng=500, lat=41, reason="不对") == {"lng"}
    walk.refused("county_op", "correct", 403, item_code=SPOT, reason="不对")


def test_an_item_is_suggested_and_a_person_confirms_it(cast):
    walk = filed(cast, text="小区门口路灯不亮,晚上看不见路")
    seen = walk.see("township_op")
    first = seen["suggestions"][0]
    assert (walk.row.item_code, seen["item_confirmed"]) == (first["code"], False)
    assert first["reasons"]
    walk.act("township_op", "accept", item_code=PLAIN)  # the person decides otherwise
    seen = walk.see("township_op")
    assert (seen["item"]["key"], seen["item_confirmed"], seen["suggestions"]) == (PLAIN, True, [])


def test_a_draft_is_its_authors(cast):
    made = cast.client("worker").send(
        "POST", "/api/v1/reports", {"text": "箱门坏了", "action": "draft", "item_code": SPOT, **point(cast)}
    )
    walk = Walk(cast, made.json()["case_no"])
    assert walk.on_desk_of("worker", "community_op", "township_op") == {"worker"}
    assert walk.offered("community_op") == set()
    walk.refused("community_op", "report", 403)
    walk.refused("community_op", "settle", 403, done="已清理", **CLOSING)
    walk.refused("community_op", "discard", 403)
    walk.refused("worker_elsewhere", "report", 404)
    assert {"report", "settle", "discard"} <= walk.offered("worker")
    walk.act("worker", "report")
    assert (walk.state, walk.row.owner) == ("reported", TOWNSHIP)


def test_an_administrator_sees_no_event_of_the_city_centre(cast):
    """Three administrators have their offices there, and no part in events (domain.md §6)."""
    walk = reported(cast)
    walk.act("township_op", "transfer", centre=COUNTY, reason="县级处理")
    walk.act("county_op", "transfer", centre=CITY, reason="市级处理")
    assert walk.on_desk_of("city_op", "county_op") == {"city_op"}
    for name in ("sysadmin", "secadmin", "auditadmin"):
        assert walk.see(name) == {}, name
        assert not walk.on_desk_of(name)
