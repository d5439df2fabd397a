"""A statement given to pgbench means what it meant to the platform."""

import os

import psycopg
import pytest

from bench import pgbench, place

TEXTS = [
    "plain",
    "it's :here",
    '{"limit":null,"open":true,"n":2}',
    "centre:211004",
    "back\\slash:a and \\x3A",
    "中文：冒号:中",
    "::a",
]


@pytest.fixture
def url(settings, db):
    return place.elsewhere(os.environ["WANGGE_APP_DATABASE_URL"], settings.DATABASES["default"]["NAME"])


@pytest.fixture
def connection(url):
    with psycopg.connect(url, connect_timeout=5) as connection:
        yield connection


@pytest.mark.parametrize("text", TEXTS)
def test_it_works(connection, text):
    written = pgbench.literal(connection, "SELECT %s::text,\n 'a:b', E'c\\\\d:e', '{}'::jsonb", [text])
    assert "\n" not in written
    assert connection.execute(written).fetchone() == (text, "a:b", "c\\d:e", {})


@pytest.mark.parametrize("text", TEXTS)
def test_pgbench_sees_no_variable(connection, url, text):
    written = pgbench.literal(connection, "SELECT 1 / (%s::text = %s)::int", [text, text])
    stripped = written.replace("::", "")
    assert not pgbench.VARIABLE.search(stripped), written
    assert pgbench.run(url, f"{written};\n", 1, 1) > 0
