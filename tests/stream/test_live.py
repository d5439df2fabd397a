"""Who hears what, from the real process over HTTP."""

import time

import httpx
import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.events.intake.cases import GAS, Walk, body, filed
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE


def report(listening, region=COMMUNITY, who="hotline", **changes):
    return filed(listening.cast.client(who), body(region, **changes))


def test_it_works(listening):
    """Two listeners of different areas, a report filed: one hears, at once; the other learns nothing."""
    here = listening.ear(listening.face("county_op"))
    there = listening.ear(listening.face("community_elsewhere"))
    began = time.monotonic()
    receipt = report(listening)
    told = here.next()
    assert time.monotonic() - began < 2
    assert told.name == "case"
    assert told.data == {
        "kind": "event",
        "case_no": receipt["case_no"],
        "version": 1,
        "state": "reported",
        "region_code": receipt["region_code"],
        "at": told.data["at"],
    }
    other = report(listening, COMMUNITY_ELSEWHERE, text=GAS)
    assert there.cases(1) == [other["case_no"]]
    assert here.silent()
    assert here.headers["content-type"].startswith("text/event-stream")
    assert here.headers["cache-control"] == "no-store"


def test_a_case_is_followed_by_whoever_has_to_do_with_it(listening):
    """The unit hears of a case from the moment it leads it; the area all along."""
    unit = listening.ear(listening.face("handler"))
    area = listening.ear(listening.face("community_op"))
    stranger = listening.ear(listening.face("stranger"))
    admin = listening.ear(listening.face("sysadmin"))
    walk = Walk(listening.cast, report(listening))
    assert area.cases(1) == [walk.case_no]
    assert unit.silent()
    walk.dispatched()
    heard = unit.next()
    assert (heard.data["case_no"], heard.data["state"]) == (walk.case_no, "dispatched")
    assert heard.data["version"] > 1
    assert stranger.silent(0.1)
    assert admin.silent(0.1)


def test_whoever_comes_back_hears_what_was_missed_and_no_more(listening):
    face = listening.face("community_op")
    ear = listening.ear(face)
    first = report(listening)["case_no"]
    assert ear.cases(1) == [first]
    while not ear.last:
        time.sleep(0.01)
    ear.close()
    missed = [report(listening)["case_no"] for _ in range(3)]
    report(listening, COMMUNITY_ELSEWHERE, text=GAS)
    time.sleep(0.6)  # until the process has read them
    witness = listening.ear(listening.face("city_op"))
    again = listening.ear(face, last=ear.last)
    assert again.cases(3) == missed
    assert again.silent()
    assert witness.silent(0.1)  # a first visit begins now
    assert int(again.last) > int(ear.last)


@pytest.mark.parametrize("last", ["1", "99999999999999", "nonsense", "-5", "1" * 400])
def test_whoever_was_away_too_long_loads_anew(listening, last):
    ear = listening.ear(listening.face("community_op"), last=last)
    assert ear.next().name == "reset"
    number = report(listening)["case_no"]
    assert ear.cases(1) == [number]


def test_it_survives_a_restart_of_the_database(listening):
    """All its connections are cut; what happened meanwhile is told afterwards."""
    ear = listening.ear(listening.face("community_op"))
    with connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name IN ('wangge stream', 'wangge')"
                " AND pid <> pg_backend_pid()"
            )
            (cut,) = cursor.fetchone()
            assert cut
            numbers = [report(listening)["case_no"] for _ in range(2)]
            assert ear.cases(2) == numbers
    assert not ear.closed.is_set()
    later = listening.ear(listening.face("county_op"))  # sessions are found again as well
    number = report(listening)["case_no"]
    assert later.cases(1) == ear.cases(1) == [number]


def test_a_number_taken_early_and_committed_late_is_not_lost(listening, threads):
    ear = listening.ear(listening.face("city_op"))
    with psycopg.connect(
        **{
            key: value
            for key, value in connections["default"].get_connection_params().items()
            if key not in ("cursor_factory", "context", "prepare_threshold", "client_encoding")
        },
        autocommit=True,
    ) as gate:
        gate.execute("SELECT pg_advisory_lock(4711)")

        def slow():
            with transaction.atomic():
                number = report(listening, who="worker")["case_no"]
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(4711)")
            return number

        early = threads(slow)
        _until_waiting(gate)
        later = report(listening, COMMUNITY_ELSEWHERE, "worker_elsewhere", text=GAS)["case_no"]
        assert ear.cases(1) == [later]
        gate.execute("SELECT pg_advisory_unlock(4711)")
        assert ear.cases(1) == [early.result(10)]


def _until_waiting(gate):
    for _ in range(500):
        if gate.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone():
            return
        time.sleep(0.01)
    raise AssertionError("the slow transaction did not get to its lock")


# Who may listen, and for how long


def test_an_ended_session_ends_the_stream(listening):
    face = listening.face("community_op")
    ear, other = listening.ear(face), listening.ear(listening.face("county_op"))
    assert face.send("DELETE", "/api/v1/session").status_code in (200, 204)
    assert ear.next().name == "ended"
    assert ear.closed.wait(5)
    number = report(listening)["case_no"]
    assert other.cases(1) == [number]


def test_an_ended_posting_ends_the_stream(listening):
    face = listening.face("joint_handler")
    ear = listening.ear(face)
    person = listening.cast["joint_handler"]
    posting = person.postings.get()
    posting.to_day, before = posting.from_day, posting.to_day
    posting.save()
    try:
        assert ear.next().name == "ended"
    finally:
        posting.to_day = before
        posting.save()


def test_an_open_page_does_not_keep_a_session_alive(listening, settings):
    face = listening.face("community_op")
    ear = listening.ear(face)
    session = face.session
    session.set_expiry(3)
    session.save()
    assert ear.next().name == "ended"


def test_nobody_listens_without_a_session(listening):
    assert httpx.get(listening.url).status_code == 401
    assert httpx.get(listening.url, headers={"cookie": "sessionid=invented"}).status_code == 401
    answer = httpx.get(listening.url, headers={"authorization": f"Bearer {listening.cast.secret}"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "auth.required"
    assert httpx.post(listening.url).status_code == 405
    assert httpx.get(listening.url + "s").status_code == 404


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.0.0.1", True),
        ("http://localhost:8000", False),
        ("https://evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("null", False),
        ("file://127.0.0.1", False),
    ],
)
def test_only_pages_of_the_city_listen(listening, origin, let_in):
    face = listening.face("community_op")
    cookie = f"sessionid={face.cookies['sessionid'].value}"
    with httpx.stream("GET", listening.url, headers={"origin": origin, "cookie": cookie}) as answer:
        if let_in:
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == origin
            assert answer.headers["access-control-allow-credentials"] == "true"
        else:
            assert answer.status_code == 403
            assert "access-control-allow-origin" not in answer.headers
        assert "origin" in answer.headers["vary"].lower()


def test_a_foreign_host_is_refused(listening):
    assert httpx.get(listening.url, headers={"host": "evil.example"}).status_code == 400


def test_one_person_does_not_fill_the_house(listening):
    face = listening.face("community_op")
    ears = [listening.ear(face) for _ in range(20)]
    cookie = f"sessionid={face.cookies['sessionid'].value}"
    refused = httpx.get(listening.url, headers={"cookie": cookie})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    ears[0].close()
    for _ in range(100):  # the process has to notice that one has gone
        with httpx.stream("GET", listening.url, headers={"cookie": cookie}) as answer:
            if answer.status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("a closed connection still counts")


def test_the_api_says_where_to_listen(committed, settings):
    settings.STREAM_PORT = 8123
    face = committed.client("worker")
    assert face.get("/api/v1/stream").json() == {"url": "http://testserver:8123/stream"}
    assert face.get("/api/v1/stream", headers={"host": "localhost:8000"}).json() == {
        "url": "http://localhost:8123/stream"
    }
    settings.STREAM_URL = "https://live.example/stream"
    assert face.get("/api/v1/stream").json() == {"url": "https://live.example/stream"}
    assert committed.client().get("/api/v1/stream").status_code == 401
    assert committed.client("hotline").get("/api/v1/stream").status_code == 401
