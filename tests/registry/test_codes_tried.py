"""Who tries the codes that open what is held about somebody waits; who has the right one uses nothing up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.personas import Face
from tests.requests.conftest import HELD, PROOF
from tests.routes.walk import SAMPLES, routes
from wangge.core.rates import RateCount

WRONG = "AAAA-BBBB-CCCC"
WAYS = [each for each in routes() if "HeldAuth" in each.rules]


@pytest.fixture
def code(register, person):
    return register.send("worker", "POST", f"/people/{person['number']}/access", {"how": "card"}, 201)["code"]


def face(code, proof=PROOF, address="192.0.2.1"):
    return Face(headers={"X-Held-Code": code, "X-Held-Proof": proof}, REMOTE_ADDR=address)


def test_the_right_one_uses_nothing_up(code, settings):
    settings.RATES = "held.address=1/900 held.code=1/900"
    assert {face(code).get(HELD).status_code for _ in range(4)} == {200}
    assert not RateCount.objects.filter(key__startswith="held").exists()
    with CaptureQueriesContext(connection) as asked:
        face(code).get(HELD)
    assert {each["sql"].split()[0] for each in asked if "core_rate" in each["sql"]} == {"SELECT"}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_way_in_counts_and_waits(code, settings, way):
    settings.RATES = "held.address=2/900"
    address = way.address(**SAMPLES | {"action": "withdraw"})
    for wrong in ("AAAA-BBBB-CCC2", "AAAA-BBBB-CCC3"):
        assert face(wrong).send(way.method, address).status_code == 404
    for again in (WRONG, code):
        refused = face(again).send(way.method, address)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate.limited")
        assert 0 < int(refused["Retry-After"]) <= 900
    assert face(code).get(HELD).status_code == 429
    assert face(code, address="192.0.2.2").get(HELD).status_code == 200


def test_a_code_that_was_found_is_not_to_be_proved_by_trying(code, settings):
    """From wherever the proofs come: four signs are ten thousand tries."""
    settings.RATES = "held.code=3/900"
    told = [face(code, f"{number:04d}", f"192.0.2.{number + 1}").get(HELD).status_code for number in range(5)]
    assert told == [404, 404, 404, 429, 429]
    assert face(code, address="198.51.100.1").get(HELD).status_code == 429


def test_neither_address_nor_code_is_kept(code):
    face(code, "0000", "192.0.2.77").get(HELD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM core_rate t WHERE key LIKE 'held%%'")
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2
    assert not any("192.0.2" in row or code.replace("-", "") in row for row in rows)
