"""A code is given to who stands there, shown once, and opens what is held about that one person, with a proof."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.deletions import counted
from tests.guard import seen_whole
from tests.personas import Face
from tests.registry.conftest import identity
from tests.requests.conftest import HELD, ROOT, Resident
from wangge.core.audit import AuditEntry
from wangge.registry.models import Access, History
from wangge.registry.requests import keeping
from wangge.registry.requests.access import MOST_WRONG


def test_it_works(register, person, resident):
    assert [len(part) for part in resident.code.split("-")] == [4, 4, 4]
    assert resident.send("GET")["name"] == "测试甲"
    told = register.send("worker", "GET", f"/people/{person['number']}/access")
    (line,) = told["items"]
    assert line["used_at"]
    assert (line["given_by"], line["ended_at"]) == ("worker", None)
    assert [way["key"] for way in told["ways"]] == ["card", "known", "deed"]
    entry = AuditEntry.objects.get(action="registry.access_given")
    assert (entry.object_no, entry.data) == (str(person["number"]), {"how": "card"})
    with seen_whole():
        assert History.objects.filter(subject="person", action="access_given").count() == 1


def test_the_code_is_nowhere(resident):
    plain = resident.code.replace("-", "")
    with seen_whole(), connection.cursor() as cursor:
        for table in ("registry_access", "registry_history", "core_auditentry"):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row[0] for row in cursor)
            assert plain not in text
            assert resident.code not in text
            assert plain.encode().hex() not in text


@pytest.mark.parametrize("typed", ["abcd", "lower", "spaced"])
def test_it_is_taken_as_people_type_it(cast, resident, typed):
    code = {
        "abcd": resident.code,
        "lower": resident.code.lower().replace("-", ""),
        "spaced": resident.code.replace("-", "  "),
    }[typed]
    assert Resident(cast, code).send("GET")["name"] == "测试甲"


@pytest.mark.parametrize("proof", [identity()[-4:], identity()[-4:].lower(), "19560304", "1956-03-04"])
def test_any_of_the_proofs_is_good(cast, code, proof):
    Resident(cast, code, proof).send("GET")


@pytest.mark.parametrize(
    ("shown", "proof"),
    [
        ("AAAA-BBBB-CCCC", identity()[-4:]),
        (None, "0000"),
        (None, ""),
        (None, "1956"),
        (None, "19560305"),
        ("x", "y"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(resident, shown, proof):
    face = Face(headers={"X-Held-Code": shown or resident.code, "X-Held-Proof": proof})
    answer = face.get(HELD)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert "errors" not in answer.json()


def test_without_a_code_nobody_is_recognised(db):
    assert Face().get(HELD).status_code == 401


@pytest.mark.parametrize(
    ("who", "status"),
    [("worker", 201), ("community_op", 201), ("township_op", 403), ("worker_elsewhere", 404),
     ("community_elsewhere", 404), ("county_op", 403), ("handler", 403), ("sysadmin", 403), ("auditadmin", 403),
     ("stranger", 403), ("hotline", 401), ("anonymous", 401)],
)  # fmt: skip
def test_who_may_give_one(cast, person, who, status):
    answer = cast.client(who).send("POST", f"{ROOT}/people/{person['number']}/access", {"how": "card"})
    assert answer.status_code == status
    with seen_whole():
        assert Access.objects.exists() == (status == 201)


@pytest.mark.parametrize("how", ["", "code", "feeling"])
def test_how_the_person_was_made_sure_of_is_said(register, person, how):
    told = register.send("worker", "POST", f"/people/{person['number']}/access", {"how": how}, 422)
    assert [error["field"] for error in told["errors"]] == ["how"]


def test_a_new_one_ends_the_one_before(cast, register, person, resident):
    path = f"/people/{person['number']}/access"
    fresh = register.send("community_op", "POST", path, {"how": "known"}, 201)["code"]
    resident.send("GET", status=404)
    Resident(cast, fresh).send("GET")


def test_it_is_taken_back(register, person, resident):
    path = f"/people/{person['number']}/access"
    register.send("worker_elsewhere", "DELETE", path, status=404)
    resident.send("GET")
    assert register.send("worker", "DELETE", path)["items"][0]["ended_at"]
    register.send("worker", "DELETE", path)
    resident.send("GET", status=404)
    assert AuditEntry.objects.filter(action="registry.access_ended").count() == 1


def test_it_ends_by_itself_and_is_forgotten(resident):
    with seen_whole():
        Access.objects.update(expires_at=now() - timedelta(seconds=1))
    resident.send("GET", status=404)
    assert keeping.forget()["codes"] == 0
    with seen_whole():
        Access.objects.update(expires_at=now() - keeping.ACCESS_KEPT - timedelta(days=1))
    assert keeping.forget()["codes"] == 1
    assert counted("registry.codes") == [0, 1]


def test_after_some_wrong_proofs_even_the_right_one_waits(cast, resident):
    guess = Resident(cast, resident.code, "0000")
    for _ in range(5):
        guess.send("GET", status=404)
    assert guess.send("GET", status=429)["retry_after"] > 0
    resident.send("GET", status=429)


def test_after_many_wrong_proofs_the_code_is_worth_nothing(cast, resident, settings):
    settings.RATES = "held.code=1000/900 held.address=1000/900"
    guess = Resident(cast, resident.code, "0000")
    for _ in range(MOST_WRONG - 1):
        guess.send("GET", status=404)
    resident.send("GET")
    guess.send("GET", status=404)
    resident.send("GET", status=404)


def test_many_codes_tried_from_one_address_wait(cast, resident, settings):
    settings.RATES = "held.address=3/900"
    for number in range(3):
        Resident(cast, f"AAAA-BBBB-CCC{number}").send("GET", status=404)
    resident.send("GET", status=429)


def test_without_anything_to_prove_with_none_is_given(register, home):
    number = register.person(home["number"], identity={"name": "无证件"})["number"]
    told = register.send("worker", "POST", f"/people/{number}/access", {"how": "known"}, 409)
    assert told["code"] == "rights.no-proof"


def test_it_goes_along_when_somebody_moves(register, person, resident):
    other = register.home("4", "402")["number"]
    register.send(
        "worker", "POST", f"/people/{person['number']}/move",
        {"dwelling": other, "relation": "head", "version": person["version"]},
    )  # fmt: skip
    assert resident.send("GET")["home"].endswith("4号楼402室")


def test_as_many_questions_for_six_codes_as_for_one(cast, register, person, code):
    face, path = cast.client("worker"), f"/people/{person['number']}/access"

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert face.get(f"{ROOT}{path}").status_code == 200
        return len(asked)

    count()
    one = count()
    for _ in range(5):
        register.send("worker", "POST", path, {"how": "card"}, 201)
    assert count() == one <= 7
