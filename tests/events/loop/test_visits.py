"""Visits: a second kind of patrol, to a place; what was said is sealed, and what was found becomes an event."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.deletions import counted
from tests.events.loop.test_patrols import PATROLS, asked, found, planned, see, take
from tests.events.loop.walk import point
from tests.guard import seen_whole
from wangge.core.text import digest_of
from wangge.events.models import Event, PatrolStep, VisitWords
from wangge.events.patrols import words

pytestmark = pytest.mark.django_db


def visit(cast, **changed):
    told = {"kind": "visit", "title": "走访独居老人", "place": "3号楼2单元", "checklist": []} | changed
    return planned(cast, **told)


def visiting(cast, **changed):
    number = visit(cast, **changed)
    assert take(cast, "worker", number, "start", 1).status_code == 200
    return number


def test_it_works(cast):
    number = visiting(cast)
    offered = {each["key"] for each in see(cast, "worker", number).json()["actions"]}
    assert offered == {"finish_visit"}
    answer = take(cast, "worker", number, "finish_visit", 2, asked_for="想装扶手", offered="联系社区申请")
    assert (answer.status_code, answer.json()["state"]) == (200, "finished")
    seen = see(cast, "worker", number).json()
    assert seen["kind"] == {"key": "visit", "label": "走访"}
    assert seen["place"] == "3号楼2单元"
    assert seen["words"] == {"asked_for": "想装扶手", "offered": "联系社区申请"}


def test_nothing_new_is_one_tap(cast):
    number = visiting(cast)
    assert take(cast, "worker", number, "finish_visit", 2).status_code == 200
    assert see(cast, "worker", number).json()["words"] is None
    with seen_whole():
        assert not VisitWords.objects.exists()


def test_words_are_sealed_and_stand_in_no_step(cast):
    number = visiting(cast)
    take(cast, "worker", number, "finish_visit", 2, asked_for="想装扶手")
    step = PatrolStep.objects.get(case__case_no=number, action="finish_visit")
    assert step.data == {"asked_for_sha256": digest_of("想装扶手")}
    with seen_whole():
        row = VisitWords.objects.get()
    assert "想装扶手".encode() not in bytes(row.asked_sealed)
    assert row.offered_sealed is None


def test_words_are_for_the_worker_and_the_planners(cast):
    number = visiting(cast)
    take(cast, "worker", number, "finish_visit", 2, asked_for="想装扶手")
    for who in ("community_op", "township_op"):
        assert see(cast, who, number).json()["words"]["asked_for"] == "想装扶手", who
    assert see(cast, "supervisor", number).json()["words"] is None
    assert see(cast, "worker_elsewhere", number).status_code == 404


def test_words_are_deleted_in_time(cast):
    number = visiting(cast)
    take(cast, "worker", number, "finish_visit", 2, asked_for="想装扶手")
    assert words.purge() == 0
    with seen_whole():
        assert VisitWords.objects.update(at=now() - timedelta(days=366)) == 1
    assert words.purge() == 1
    assert counted("events.visit_words") == [0, 1]
    assert see(cast, "worker", number).json()["words"] is None


def test_what_was_found_is_where_the_visit_went(cast):
    number = visiting(cast, **point(cast))
    answer = found(cast, number, lng=None, lat=None)
    assert answer.status_code == 201, answer.content
    event = Event.objects.get(case_no=answer.json()["case_no"])
    assert event.region_code == cast.actor("worker").grid
    assert event.place.endswith("3号楼2单元")
    assert {"lng": event.lng, "lat": event.lat} == point(cast)
    in_words = found(cast, visiting(cast), lng=None, lat=None, text="楼道灯坏了")
    assert Event.objects.get(case_no=in_words.json()["case_no"]).region_code == cast.actor("worker").grid
    elsewhere = found(cast, visiting(cast), lng=None, lat=None, text="门口积水", place="白塔区")
    assert Event.objects.get(case_no=elsewhere.json()["case_no"]).place == "白塔区"


def test_a_patrol_and_a_visit_end_in_their_own_way(cast):
    patrol = planned(cast)
    take(cast, "worker", patrol, "start", 1)
    assert take(cast, "worker", patrol, "finish_visit", 2).status_code == 403
    assert take(cast, "worker", visiting(cast), "finish", 2).status_code == 403


def test_what_does_not_fit(cast):
    inside = point(cast)
    for changed, field in (
        ({"kind": "visit"}, "place"),
        ({"kind": "visit", "place": " "}, "place"),
        ({"kind": "visit", "place": "楼" * 201}, "place"),
        ({"kind": "tea"}, "kind"),
        ({"kind": "visit", "lng": inside["lng"]}, "lat"),
        ({"kind": "visit", **point(cast, "worker_elsewhere")}, "lng"),
    ):
        answer = cast.client("community_op").send("POST", PATROLS, asked(cast, **changed))
        assert answer.status_code == 422, (changed, answer.content)
        assert answer.json()["errors"][0]["field"] == field


def test_lists_name_the_kind_and_narrow_to_it(cast, django_assert_max_num_queries):
    one, other = visit(cast), planned(cast)
    face = cast.client("community_op")
    rows = face.get(PATROLS).json()["items"]
    assert {row["case_no"]: row["kind"]["key"] for row in rows} == {one: "visit", other: "patrol"}
    assert [row["case_no"] for row in face.get(PATROLS, {"kind": "visit"}).json()["items"]] == [one]
    assert face.get(PATROLS, {"kind": "tea"}).status_code == 422
    assert rows[0]["due"]["key"] == "later"
    with django_assert_max_num_queries(11):
        face.get(f"{PATROLS}/{one}")


def test_the_checklist_says_what_was_looked_at(cast):
    number = planned(cast)
    take(cast, "worker", number, "start", 1)
    assert [line["looked_at"] for line in see(cast, "worker", number).json()["checklist"]] == [None, None]
    take(cast, "worker", number, "finish", 2, looked_at=[1])
    lines = see(cast, "worker", number).json()["checklist"]
    assert [(line["text"], line["looked_at"]) for line in lines] == [("雨水箅子", False), ("电力箱柜", True)]
