"""Duplicates merged into one case, one case split into parts (domain.md §3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.events.loop import timed
from tests.events.loop.walk import (
    CLOSING,
    PLAIN,
    SPOT,
    Walk,
    accepted,
    closed,
    handling,
    point,
    reported,
    send_out,
)
from wangge.core import outbox
from wangge.events.models import Event
from wangge.events.tasks import SUBSCRIBERS

pytestmark = pytest.mark.django_db
WHY = {"reason": "同一处箱柜"}
PARTS = [{"item_code": PLAIN, "text": "箱门损坏"}, {"item_code": SPOT, "text": "旁边箅子堵塞"}]


def alike(walk, who="township_op"):
    answer = walk.face(who).get(walk.path("/duplicates"), headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def finish(walk):
    """From accepted to closed."""
    send_out(walk)
    walk.act("handler", "sign")
    walk.act("handler", "feed_back", result="已修好")
    walk.act("worker", "pass", method="on_site")
    walk.act("township_op", "close", **CLOSING)


def parts_of(walk):
    return [Walk(walk.cast, number) for number in walk.see("township_op")["parts"]]


def test_it_works(cast):
    main = accepted(cast)
    second = reported(cast, text="电力箱柜的门敞开着,线露在外面了")
    (found,) = alike(second)
    assert (found["case_no"], found["distance"]) == (main.case_no, 0.0)
    assert found["reasons"] == ["Same item", "Less than 100 metres away", "Within two days", "Similar words"]
    assert 0.45 <= found["score"] <= 1
    second.act("township_op", "merge", into=main.case_no, **WHY)
    assert second.state == "merged"
    assert {each["state"] for each in second.see("township_op")["clocks"]} == {"stopped"}
    assert second.see("township_op")["merged_into"] == main.case_no
    assert main.see("township_op")["merged"] == [second.case_no]
    told = cast.client().get(f"/api/v1/follow/{second.case_no}", headers={"x-case-secret": second.secret})
    assert told.json()["merged_into"] == main.case_no
    finish(main)
    assert main.holds()
    assert second.holds()


def test_what_is_not_alike(cast):
    first = reported(cast)
    for other in (
        {"text": "楼上装修噪音太大影响休息", "item_code": SPOT, **point(cast)},
        {"text": first.row.text, "item_code": PLAIN, **point(cast, "worker_elsewhere")},
    ):
        cast.client().send("POST", "/api/v1/reports", other)
    timed.reported(cast, now() - timedelta(days=15))
    assert alike(first) == []
    ended = closed(cast)
    assert ended.case_no not in {each["case_no"] for each in alike(first)}


def test_few_queries_to_find_them(cast):
    walk = reported(cast)
    alike(walk)
    for _ in range(4):
        reported(cast)
    face = walk.face("township_op")
    with CaptureQueriesContext(connection) as captured:
        assert len(face.get(walk.path("/duplicates")).json()["items"]) == 4
    assert len(captured) <= 5


def test_into_a_case_that_can_take_it(cast):
    walk = reported(cast)
    whole = accepted(cast)
    whole.act("township_op", "split", parts=PARTS, reason="两件事")
    gone = closed(cast)
    for number in (walk.case_no, gone.case_no, whole.case_no, "0000000000000000"):
        assert walk.wrong("township_op", "merge", into=number, **WHY) == {"into"}, number
    assert walk.wrong("township_op", "merge", into="1", **WHY) == {"into"}
    assert walk.wrong("township_op", "merge", into=gone.case_no) == {"reason"}


def test_into_a_case_one_may_see(cast):
    walk = reported(cast)
    far = cast.client().send(
        "POST", "/api/v1/reports", {"text": "箱门坏", "item_code": PLAIN, **point(cast, "worker_elsewhere")}
    )
    assert walk.wrong("township_op", "merge", into=far.json()["case_no"], **WHY) == {"into"}
    other = reported(cast)
    walk.refused("county_op", "merge", 403, into=other.case_no, **WHY)
    walk.refused("community_elsewhere", "merge", 404, into=other.case_no, **WHY)
    walk.refused("worker", "merge", 403, into=other.case_no, **WHY)


def test_not_once_a_unit_has_it(cast):
    handling(cast).refused("township_op", "merge", 409, into=reported(cast).case_no, **WHY)


def test_parts(cast):
    walk = accepted(cast)
    walk.act("township_op", "split", parts=PARTS, reason="两件事")
    assert walk.state == "split"
    assert walk.clock("dispatch")["state"] == "stopped"
    assert not walk.on_desk_of("township_op")
    one, two = parts_of(walk)
    for part, asked in zip((one, two), PARTS, strict=True):
        row = part.row
        assert (row.state, row.text, row.item_code) == ("accepted", asked["text"], asked["item_code"])
        assert (row.region_code, row.owner, row.item_confirmed) == (
            walk.row.region_code,
            walk.row.owner,
            True,
        )
        assert part.see("township_op")["parent"] == walk.case_no
    finish(one)
    outbox.drain(SUBSCRIBERS)
    assert walk.state == "split"
    two.act("township_op", "merge", into=reported(cast).case_no, **WHY)  # ended, by another way
    outbox.drain(SUBSCRIBERS)
    outbox.drain(SUBSCRIBERS)
    assert walk.state == "verified"
    assert walk.on_desk_of("township_op") == {"township_op"}
    walk.act("township_op", "close", **CLOSING)
    assert [step["action"]["key"] for step in walk.steps()].count("gather") == 1
    assert all(each.holds() for each in (walk, one, two))


def test_a_part_of_a_part(cast):
    walk = accepted(cast)
    walk.act("township_op", "split", parts=PARTS, reason="两件事")
    one, two = parts_of(walk)
    one.act("township_op", "split", parts=PARTS, reason="又是两件")
    for part in (*parts_of(one), two):
        part.act("township_op", "refer", service="110")
    outbox.drain(SUBSCRIBERS)
    assert (one.state, walk.state) == ("verified", "split")
    one.act("township_op", "close", **CLOSING)
    outbox.drain(SUBSCRIBERS)
    assert walk.state == "verified"


def test_a_split_that_does_not_fit_opens_nothing(cast):
    walk = accepted(cast)
    before = Event.objects.count()
    for parts, fields in (
        (PARTS[:1], {"parts"}),
        (PARTS * 5, {"parts"}),
        ([PARTS[0], {"item_code": "X", "text": "没有"}], {"parts.1.item_code"}),
        ([PARTS[0], {"item_code": PLAIN, "text": ""}], {"parts.1.text"}),
        ([PARTS[0], {"item_code": PLAIN, "text": "   "}], {"parts.1.text"}),
    ):
        assert walk.wrong("township_op", "split", parts=parts, reason="两件事") == fields
    walk.refused("county_op", "split", 403, parts=PARTS, reason="两件事")
    walk.refused("community_elsewhere", "split", 404, parts=PARTS, reason="两件事")
    assert Event.objects.count() == before


def test_the_reporter_of_the_whole_may_not_act_on_a_part_with_its_secret(cast):
    walk = accepted(cast)
    walk.act("township_op", "split", parts=PARTS, reason="两件事")
    part = parts_of(walk)[0]
    part.secret = walk.secret
    part.refused("reporter", "remind", 404)
    walk.act("reporter", "remind")
