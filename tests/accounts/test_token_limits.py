"""What limits a token: it is nowhere but with whom it was given to, it ends, and it asks only so often."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from tests.guard import seen_whole
from tests.personas import CITY, Face, cast
from wangge.accounts import queries
from wangge.accounts.actions import tokens
from wangge.accounts.models import Token

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
ITEMS = "/api/v1/items"
TABLES = """
SELECT relname::text FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')
"""


@pytest.fixture
def secret(cast):
    _, secret = tokens.issue(
        cast.actor("secadmin"),
        name="another",
        powers=["catalogue.see"],
        region=CITY,
        channel="smart_city",
        expires_at=now() + timedelta(days=1),
    )
    return secret


def shown(secret):
    return Face(headers={"authorization": f"Bearer {secret}"}).get(ITEMS)


def test_it_works(secret, django_assert_num_queries):
    assert shown(secret).status_code == 200
    with django_assert_num_queries(
        2
    ):  # whose it is, counted in the same statement; and the catalogue's number
        assert shown(secret).status_code == 200


def test_no_table_holds_the_secret(secret):
    """Whoever reads the whole database finds a hash, and cannot show that either."""
    shown(secret)
    written = secret.removeprefix(tokens.PREFIX)
    with seen_whole(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE strpos(t::text, %s) > 0', [written])
            assert cursor.fetchone() == (0,), table
    assert shown(queries.token_hash(secret).hex()).status_code == 401
    assert shown(tokens.PREFIX + queries.token_hash(secret).hex()).status_code == 401


@pytest.mark.parametrize("change", [{"expires_at": now()}, {"revoked_at": now()}], ids=["ended", "revoked"])
def test_one_that_ended_opens_nothing(secret, change):
    Token.objects.filter(hash=queries.token_hash(secret)).update(**change)
    answer = shown(secret)
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
    report = Face(headers={"authorization": f"Bearer {secret}"}).send(
        "POST", "/api/v1/reports", {"text": "x"}
    )
    assert report.status_code == 401  # and is not taken for somebody without an account


def test_one_that_asks_too_often_waits_and_no_other(secret, cast, settings):
    settings.RATES = "token=3/60"
    for _ in range(3):
        assert shown(secret).status_code == 200
    refused = shown(secret)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate.limited")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert cast.client("hotline").get(ITEMS).status_code == 200
    assert cast.client("worker").get(ITEMS).status_code == 200


def test_a_new_window_lets_it_ask_again(secret, settings):
    settings.RATES = "token=1/60"
    assert [shown(secret).status_code for _ in range(2)] == [200, 429]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_rate SET began = began - interval '61 seconds' WHERE key LIKE 'token:%%'")
    assert shown(secret).status_code == 200


def test_what_is_no_token_is_not_counted(cast, settings):
    settings.RATES = "token=3000/86400"

    def counted():
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(count), 0) FROM core_rate WHERE key LIKE 'token:%%'")
            return cursor.fetchone()[0]

    cast.client("hotline").get(ITEMS)
    before = counted()
    for number in range(3):
        assert shown(f"{tokens.PREFIX}made-up-{number}").status_code == 401
    assert counted() == before
    cast.client("hotline").get(ITEMS)
    assert counted() == before + 1
