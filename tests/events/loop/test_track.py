"""The track of a patrol: only if the worker wishes it, coarse, sealed, forgotten, and every reader is named."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.deletions import counted
from tests.events.loop.test_patrols import PATROLS, planned, see, take
from tests.guard import seen_whole
from wangge.core.audit import AuditEntry
from wangge.events.patrols import track
from wangge.events.patrols.models import TrackPoint, TrackReading

pytestmark = pytest.mark.django_db
HERE = (123.171234, 41.271234)


def walked(cast, *, on=True):
    number = planned(cast)
    assert take(cast, "worker", number, "start", 1, track=on).status_code == 200
    return number


def at(minutes=0, lng=HERE[0], lat=HERE[1]):
    return {"lng": lng, "lat": lat, "at": (now() + timedelta(minutes=minutes)).isoformat()}


def send(cast, number, *points, who="worker"):
    return cast.client(who).send("POST", f"{PATROLS}/{number}/track", {"points": list(points)})


def read(cast, number, who="worker", **query):
    return cast.client(who).get(f"{PATROLS}/{number}/track", query)


def test_it_works(cast):
    number = walked(cast)
    assert see(cast, "worker", number).json()["tracking"] is True
    assert send(cast, number, at(), at(2)).json() == {"kept": 2}
    told = read(cast, number).json()
    assert [(each["lng"], each["lat"]) for each in told["points"]] == [(123.171, 41.271)] * 2
    assert (told["tracking"], told["keep_days"], told["readers"]) == (True, 7, [])


def test_nothing_is_kept_unless_the_worker_wishes_it(cast):
    for number in (walked(cast, on=False), planned(cast)):
        answer = send(cast, number, at())
        assert answer.status_code in (403, 409), answer.content
    number = walked(cast)
    assert take(cast, "worker", number, "stop_track", 2).status_code == 200
    assert (send(cast, number, at()).json()["code"]) == "track.off"
    assert take(cast, "worker", number, "stop_track", 3).status_code == 403
    finished = walked(cast)
    take(cast, "worker", finished, "finish", 2)
    assert send(cast, finished, at()).json()["code"] == "track.off"
    with seen_whole():
        assert not TrackPoint.objects.exists()


def test_once_a_minute_at_most_and_not_before_the_start(cast):
    number = walked(cast)
    point = at()
    assert send(cast, number, point, point, at(-60)).json() == {"kept": 1}
    assert send(cast, number, point).json() == {"kept": 0}
    with seen_whole():
        assert TrackPoint.objects.count() == 1


def test_it_is_sealed(cast):
    number = walked(cast)
    send(cast, number, at())
    with seen_whole():
        assert b"123.171" not in bytes(TrackPoint.objects.get().sealed)


def test_who_looks_says_why_and_is_named(cast):
    number = walked(cast)
    send(cast, number, at())
    for why in ("", " ", "因" * 201):
        answer = read(cast, number, "community_op", why=why)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "why"), why
    with seen_whole():
        assert not TrackReading.objects.exists()
    told = read(cast, number, "community_op", why="核对一处隐患的位置").json()
    assert len(told["points"]) == 1
    assert told["readers"] is None
    mine = read(cast, number).json()["readers"]
    assert [(each["name"], each["why"]) for each in mine] == [("community_op", "核对一处隐患的位置")]
    assert AuditEntry.objects.filter(action="track.read", object_no=number).count() == 1


def test_who_may_not(cast):
    number = walked(cast)
    assert send(cast, number, at(), who="community_op").status_code == 403
    assert read(cast, number, "supervisor", why="看看").status_code == 403
    assert read(cast, number, "hotline", why="看看").status_code == 403
    for who in ("worker_elsewhere", "community_elsewhere", "sysadmin"):
        assert read(cast, number, who, why="看看").status_code == 404, who
        assert send(cast, number, at(), who=who).status_code == 404, who
    assert cast.client("community_op").send("DELETE", f"{PATROLS}/{number}/track").status_code == 403


def test_the_worker_deletes_it(cast):
    number = walked(cast)
    send(cast, number, at())
    assert cast.client("worker").send("DELETE", f"{PATROLS}/{number}/track").status_code == 204
    assert read(cast, number).json()["points"] == []


def test_it_deletes_itself(cast):
    number = walked(cast)
    send(cast, number, at(), at(3))
    read(cast, number, "community_op", why="核对位置")
    with seen_whole():
        old = TrackPoint.objects.order_by("minute")[0]
        TrackPoint.objects.filter(pk=old.pk).update(minute=now() - timedelta(days=7, minutes=1))
    assert track.purge() == 1
    with seen_whole():
        assert TrackPoint.objects.count() == 1
        assert TrackReading.objects.update(at=now() - timedelta(days=181)) == 1
    track.purge()
    with seen_whole():
        assert not TrackReading.objects.exists()
    assert (counted("events.track"), counted("events.track_readings")) == ([1], [0, 1])


def test_what_does_not_fit(cast):
    number = walked(cast)
    for points, field in (
        ([at()] * 301, "points"),
        ([at(lng=200)], "points.0"),
        ([at(30)], "points.0.at"),
        ([at() | {"at": "2026-01-01T00:00:00"}], "points.0.at"),
        ([{"lng": 1, "lat": 1}], "points.0.at"),
        ([at() | {"speed": 1}], "points.0.speed"),
    ):
        answer = send(cast, number, *points)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    with seen_whole():
        assert not TrackPoint.objects.exists()
