"""The same report again: a time-out on the way back must not file a matter twice."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import LAMP, REPORTS, body, fields, filed, written
from tests.events.intake.fixtures import system, token_for
from tests.guard import seen_whole
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE
from wangge.events.models import Contact, Event

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
FIRST = ("case_no", "secret", "region_code", "item", "suggestions", "version")


@pytest.mark.django_db
def test_it_works(cast):
    report = body(COMMUNITY, contact={"phone": "13912345678"})
    first = filed(cast.client(), report, idempotency_key=KEY)
    before = written()
    again = cast.client().send("POST", REPORTS, report, idempotency_key=KEY)
    assert again.status_code == 200, again.content
    assert [again.json()[name] for name in FIRST] == [first[name] for name in FIRST]
    assert (first["replayed"], again.json()["replayed"]) == (False, True)
    assert written() == before
    with seen_whole():
        assert Contact.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"text": LAMP + "。"},
        {"place": "白塔区"},
        {"seen_at": (now() - timedelta(hours=1)).isoformat()},
    ],
)
def test_the_same_key_for_something_else_is_refused(cast, changes):
    report = body(COMMUNITY, contact={"phone": "13912345678"})
    filed(cast.client("worker"), report, idempotency_key=KEY)
    before = written()
    answer = cast.client("worker").send("POST", REPORTS, report | changes, idempotency_key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.reused"), answer.content
    assert written() == before


@pytest.mark.django_db
def test_keys_are_everyones_own(cast, hotline):
    faces = [cast.client(), cast.client("worker"), cast.client("community_op"), hotline]
    told = [filed(face, body(COMMUNITY), idempotency_key=KEY) for face in faces]
    assert len({each["case_no"] for each in told}) == 4


@pytest.mark.django_db
def test_without_a_key_two_reports_are_two(cast):
    filed(cast.client(), body(COMMUNITY))
    filed(cast.client(), body(COMMUNITY))
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_the_senders_own_number_is_filed_once(cast, hotline):
    report = body(COMMUNITY, outside_id="12345-2026-000001")
    first = filed(hotline, report)
    before = written()
    for key in (None, KEY):
        again = hotline.send("POST", REPORTS, report, **({"idempotency_key": key} if key else {}))
        assert (again.status_code, again.json()["case_no"]) == (200, first["case_no"])
    other = hotline.send("POST", REPORTS, report | {"text": "别的事"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.reused")
    assert written() == before
    elsewhere = system(token_for(cast, name="urban", channel="smart_city"))
    assert filed(elsewhere, report)["case_no"] != first["case_no"]


@pytest.mark.django_db
def test_nobody_without_an_account_takes_a_systems_number(cast):
    """Else anyone could occupy the numbers of a file that is to be imported."""
    before = written()
    answer = cast.client().send("POST", REPORTS, body(COMMUNITY, outside_id="JM-20261020-0001"))
    assert (answer.status_code, fields(answer)) == (422, ["outside_id"]), answer.content
    assert written() == before


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["short", "x" * 81, "has a space", "schlüssel", "tab\tinside"])
def test_a_bad_key_is_refused(cast, key):
    before = written()
    answer = cast.client().send("POST", REPORTS, body(COMMUNITY), idempotency_key=key)
    assert (answer.status_code, fields(answer)) == (422, ["Idempotency-Key"]), answer.content
    assert written() == before


@pytest.mark.parametrize("contact", [None, {"phone": "13912345678"}])
@pytest.mark.parametrize("who", ["anonymous", "system"])
def test_two_at_once_file_one_case(committed, threads, who, contact):
    secret = token_for(committed)
    report = body(COMMUNITY_ELSEWHERE, contact=contact)
    together = Barrier(4)

    def send():
        face = system(secret) if who == "system" else committed.client()
        together.wait()
        answer = face.send("POST", REPORTS, report, idempotency_key=KEY)
        return answer.status_code, answer.json()

    answers = [each.result() for each in [threads(send) for _ in range(4)]]
    assert sorted(status for status, _ in answers) == [200, 200, 200, 201]
    assert len({(told["case_no"], told["secret"]) for _, told in answers}) == 1
    assert written() == {
        "events_event": 1,
        "events_eventstep": 1,
        "events_contact": 1 if contact else 0,
        "events_addition": 0,
        "events_attachment": 0,
        "core_outbox": 1,
    }


def test_two_different_reports_at_once_under_one_key(committed, threads):
    together = Barrier(2)

    def send(text):
        face = committed.client("worker")
        together.wait()
        return face.send("POST", REPORTS, body(COMMUNITY, text=text), idempotency_key=KEY).status_code

    answers = [each.result() for each in [threads(send, text) for text in ("一件事", "另一件事")]]
    assert sorted(answers) == [201, 409]
    assert Event.objects.count() == 1
