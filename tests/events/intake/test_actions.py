"""Moving a case over HTTP: versions, keys, and everybody who may not."""

from threading import Barrier

import pytest

from tests.events.intake.cases import EVENTS, LAMP_ITEM, Walk, body, fields, filed, written
from tests.personas import COMMUNITY
from wangge.events.models import Event, EventStep

KEY = "6fa459ea-ee8a-3ca4-894e-db77e160355e"
ACCEPT = {"data": {"item_code": LAMP_ITEM}, "version": 1}


@pytest.fixture
def act(cast):
    def send(walk, who, action, sent, **headers):
        return cast.client(who).send("POST", f"{walk.address}/actions/{action}", sent, **headers)

    return send


@pytest.mark.django_db
def test_it_works(walk, act):
    mine = walk()
    answer = act(mine, "township_op", "accept", ACCEPT)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"'), answer.content
    told = answer.json()
    step = EventStep.objects.get(case__case_no=mine.case_no, seq=2)
    assert told == {
        "case_no": mine.case_no,
        "state": "accepted",
        "version": 2,
        "hash": step.hash,
        "replayed": False,
    }


@pytest.mark.django_db
def test_the_version_may_stand_in_if_match(walk, act):
    mine = walk()
    data = {"data": ACCEPT["data"]}
    assert act(mine, "township_op", "accept", data, if_match='"1"').status_code == 200
    assert act(walk(), "township_op", "accept", data, if_match='W/"1"').status_code == 200
    stale = act(mine, "township_op", "dispatch", {"data": {"lead": 1}}, if_match='"1"')
    assert (stale.status_code, stale.json()["version"]) == (409, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("match", ["", "*", "1", '"x"', '"1", "2"', '"-1"', '"99999999999"'])
def test_without_a_version_it_is_428(walk, act, match):
    mine = walk()
    before = written()
    answer = act(mine, "township_op", "accept", {"data": ACCEPT["data"]}, if_match=match)
    assert (answer.status_code, answer.json()["code"]) == (428, "version.required")
    assert written() == before


@pytest.mark.django_db
@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_a_stale_version_is_409_with_the_current_one(walk, act, version):
    mine = walk()
    before = written()
    answer = act(mine, "township_op", "accept", ACCEPT | {"version": version})
    assert answer.status_code == 409, answer.content
    assert (answer.json()["code"], answer.json()["version"]) == ("version.stale", 1)
    assert written() == before
    assert Event.objects.get(case_no=mine.case_no).state == "reported"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (ACCEPT | {"version": "1"}, ["version"]),
        (ACCEPT | {"version": True}, ["version"]),
        (ACCEPT | {"version": 1.5}, ["version"]),
        (ACCEPT | {"data": []}, ["data"]),
        (ACCEPT | {"note": "x"}, ["note"]),
        (ACCEPT | {"data": {}}, ["item_code"]),
        (ACCEPT | {"data": {"item_code": "Z9999"}}, ["item_code"]),
        (ACCEPT | {"data": {"item_code": LAMP_ITEM, "grade": "V"}}, ["grade"]),
        (ACCEPT | {"data": {"item_code": LAMP_ITEM, "colour": "red"}}, ["colour"]),
        (ACCEPT | {"data": {"item_code": LAMP_ITEM, "note": "长" * 501}}, ["note"]),
        (ACCEPT | {"data": {"item_code": LAMP_ITEM, "note": "a\u0000"}}, ["data.note"]),
    ],
)
def test_a_bad_form_names_its_field(walk, act, sent, named):
    mine = walk()
    before = written()
    answer = act(mine, "township_op", "accept", sent)
    assert (answer.status_code, fields(answer)) == (422, named), answer.content
    assert written() == before


@pytest.mark.django_db
def test_who_may_not(walk, act, cast):
    mine = walk()
    before = written()
    for who, status in [
        ("worker", 403),  # sees it, and may not accept
        ("community_op", 403),  # may accept, but the street's centre answers for it
        ("county_op", 403),
        ("supervisor", 403),
        ("hotline", 403),
        ("township_op", 200),
        ("handler", 404),  # not dispatched to this unit
        ("worker_elsewhere", 404),
        ("community_elsewhere", 404),
        ("handler_elsewhere", 404),
        ("stranger", 404),
        ("sysadmin", 404),
        ("secadmin", 404),
        ("auditadmin", 404),
        ("anonymous", 401),
    ]:
        if status == 200:
            continue
        assert act(mine, who, "accept", ACCEPT).status_code == status, who
    assert written() == before
    assert act(mine, "township_op", "accept", ACCEPT).status_code == 200


@pytest.mark.django_db
def test_what_is_no_action(walk, act, cast):
    mine = walk()
    before = written()
    for action, status in [("fly", 404), ("ACCEPT", 404), ("接受", 404), ("a" * 300, 404)]:
        assert act(mine, "township_op", action, ACCEPT).status_code == status, action
    for action in ("attach", "part", "report_controlled", "mark_overdue", "gather", "exempt"):
        assert act(mine, "township_op", action, ACCEPT).status_code == 403, action
    wrong_state = act(mine, "township_op", "close", {"data": {"closing_condition_met": True}, "version": 1})
    assert (wrong_state.status_code, wrong_state.json()["code"]) == (409, "flow.not-now")
    for number in ("2026010100000018", "x", "0", "9" * 400, "２０２６０１０１００００００１８"):
        path = f"{EVENTS}/{number}/actions/accept"
        assert cast.client("township_op").send("POST", path, ACCEPT).status_code == 404
    assert written() == before


@pytest.mark.django_db
def test_repeated_after_a_time_out_it_is_one_step(walk, act):
    mine = walk()
    first = act(mine, "township_op", "accept", ACCEPT, idempotency_key=KEY)
    before = written()
    again = act(mine, "township_op", "accept", ACCEPT, idempotency_key=KEY)
    assert again.status_code == 200
    assert again.json() == first.json() | {"replayed": True}
    mine.version = 2
    mine.act("township_op", "dispatch", lead=mine.cast.actor("handler").unit)
    late = act(mine, "township_op", "accept", ACCEPT, idempotency_key=KEY)
    assert late.json() == first.json() | {"replayed": True}
    assert written()["events_eventstep"] == before["events_eventstep"] + 1


@pytest.mark.django_db
def test_the_same_key_for_something_else_is_409(walk, act):
    mine = walk()
    act(mine, "township_op", "accept", ACCEPT, idempotency_key=KEY)
    before = written()
    for action, data in [("accept", {"item_code": "C0123"}), ("correct", {"reason": "换一项"})]:
        answer = act(mine, "township_op", action, {"data": data, "version": 2}, idempotency_key=KEY)
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.reused")
    assert act(mine, "township_op", "accept", ACCEPT, idempotency_key="short").status_code == 422
    assert written() == before
    other = walk()
    assert act(other, "township_op", "accept", ACCEPT, idempotency_key=KEY).status_code == 200


def race(committed, threads, requests):
    together = Barrier(len(requests))

    def send(who, path, sent, headers):
        face = committed.client(who)
        together.wait()
        answer = face.send("POST", path, sent, **headers)
        return answer.status_code, answer.json()

    return [each.result() for each in [threads(send, *request) for request in requests]]


def test_two_at_once_with_one_key_take_one_step(committed, threads):
    mine = Walk(committed, filed(committed.client(), body(COMMUNITY)))
    path = f"{mine.address}/actions/accept"
    answers = race(committed, threads, [("township_op", path, ACCEPT, {"idempotency_key": KEY})] * 3)
    assert [status for status, _ in answers] == [200, 200, 200]
    assert len({told["hash"] for _, told in answers}) == 1
    assert sorted(told["replayed"] for _, told in answers) == [False, True, True]
    assert EventStep.objects.count() == 2


def test_two_at_once_from_one_version_one_wins(committed, threads):
    mine = Walk(committed, filed(committed.client(), body(COMMUNITY)))
    refuse = {"data": {"reason": "repeat", "explanation": "同一件事已经受理"}, "version": 1}
    answers = race(
        committed,
        threads,
        [
            ("township_op", f"{mine.address}/actions/accept", ACCEPT, {}),
            ("township_op", f"{mine.address}/actions/refuse", refuse, {}),
        ],
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    lost = next(told for status, told in answers if status == 409)
    assert (lost["code"], lost["version"]) == ("version.stale", 2)
    assert EventStep.objects.count() == 2
