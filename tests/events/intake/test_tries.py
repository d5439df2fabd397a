"""Who tries secrets waits, whichever way they try; who has the right one uses nothing up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.routes.walk import SAMPLES, routes
from wangge.core.rates import RateCount

pytestmark = pytest.mark.django_db
WRONG = "AAAA-BBBB-CCCC"
FOLLOWING = [each for each in routes() if "SecretAuth" in each.rules]


def ask(cast, case, secret, address="192.0.2.1", **headers):
    return cast.client(REMOTE_ADDR=address).get(case.follow, headers={"x-case-secret": secret, **headers})


def test_the_right_one_uses_nothing_up(cast, walk, settings):
    settings.RATES = "follow.case=1/900 follow.address=1/900"
    mine = walk()
    assert {ask(cast, mine, mine.secret).status_code for _ in range(5)} == {200}
    assert not RateCount.objects.filter(key__startswith="follow").exists()
    assert ask(cast, mine, WRONG).status_code == 404
    assert ask(cast, mine, mine.secret).status_code == 429


def test_the_right_one_costs_one_look_and_no_write(cast, walk):
    mine = walk()
    ask(cast, mine, mine.secret)
    with CaptureQueriesContext(connection) as asked:
        ask(cast, mine, mine.secret)
    (one,) = [each["sql"] for each in asked if "core_rate" in each["sql"]]
    assert one.lstrip().startswith("SELECT")


@pytest.mark.parametrize("route", FOLLOWING, ids=str)
def test_every_way_in_counts_and_waits(cast, walk, settings, route):
    """However the secret is tried: the next way in is as closed as the one that was tried."""
    settings.RATES = "follow.address=2/900"
    mine = walk()
    address = route.address(**SAMPLES | {"case_no": mine.case_no, "action": "remind", "number": "1"})
    face = cast.client(REMOTE_ADDR="192.0.2.1")
    for _ in range(2):
        tried = face.generic(route.method, address, headers={"x-case-secret": WRONG})
        assert tried.status_code == 404, tried.content
    for again in (WRONG, mine.secret):
        refused = face.generic(route.method, address, headers={"x-case-secret": again})
        assert (refused.status_code, refused.json()["code"]) == (429, "rate.limited")
        assert 0 < int(refused["Retry-After"]) <= 900
    assert ask(cast, mine, mine.secret).status_code == 429
    assert ask(cast, mine, mine.secret, "192.0.2.2").status_code == 200


def test_another_address_is_not_to_be_had_by_writing_one(cast, walk, settings):
    settings.RATES = "follow.address=2/900"
    mine = walk()
    told = [
        ask(cast, mine, WRONG, **{"x-forwarded-for": f"198.51.100.{number}"}).status_code
        for number in range(4)
    ]
    assert told == [404, 404, 429, 429]


def test_no_address_is_kept(cast, walk):
    mine = walk()
    ask(cast, mine, WRONG, "192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM core_rate t WHERE key LIKE 'follow%%'")
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2
    assert not any("192.0.2" in row or mine.case_no in row for row in rows)


def test_a_wait_ends(cast, walk, settings):
    settings.RATES = "follow.case=1/900"
    mine = walk()
    assert [ask(cast, mine, each).status_code for each in (WRONG, mine.secret)] == [404, 429]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_rate SET began = began - interval '901 seconds'")
    assert ask(cast, mine, mine.secret).status_code == 200
