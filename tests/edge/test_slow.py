"""A statement of a request that takes too long is given up, and whoever asked is told so."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from wangge.core import problems, statements
from wangge.core.http.middleware import as_problem


@pytest.fixture
def bounded(monkeypatch, django_db_setup, django_db_blocker):
    """Connections of another thread, which give up after a fifth of a second; what is configured stays as it was."""
    monkeypatch.setitem(
        connections.settings, DEFAULT_DB_ALIAS, deepcopy(connections.settings[DEFAULT_DB_ALIAS])
    )
    statements.limit(0.2)

    def run(work):
        def closing():
            with django_db_blocker.unblock():
                try:
                    return work()
                finally:
                    connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(closing).result()

    return run


def by_hand():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")


@pytest.mark.parametrize("ask", [by_hand, lambda: statements.run("SELECT pg_sleep(60)", [])])
def test_a_statement_that_takes_too_long_is_given_up(bounded, ask):
    with pytest.raises(OperationalError) as caught:
        bounded(ask)
    said = as_problem(caught.value)
    assert said.kind is problems.TOO_SLOW
    assert said.kind.status == 503


def test_the_connection_serves_the_next_request(bounded):
    def twice():
        with pytest.raises(OperationalError):
            statements.run("SELECT pg_sleep(60)", [])
        return statements.run("SELECT 1", [])

    assert bounded(twice) == [(1,)]


def test_what_the_address_of_the_database_says_stays(bounded):
    statements.limit(7)
    options = connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"]["options"]
    assert options.split(" -c ") == ["-c statement_timeout=200", "statement_timeout=7000"]


@pytest.mark.parametrize(
    ("door", "told"), [("import wangge.config.wsgi", "3s"), ("import django; django.setup()", "0")]
)
def test_requests_are_bounded_and_commands_are_not(django_db_setup, door, told):
    ask = "from wangge.core import statements; print(statements.run('SHOW statement_timeout', [])[0][0])"
    found = connections[DEFAULT_DB_ALIAS].settings_dict
    port = f":{found['PORT']}" if found["PORT"] else ""
    secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    url = f"postgresql://{found['USER']}{secret}@{found['HOST']}{port}/{found['NAME']}"
    answer = subprocess.run(
        [sys.executable, "-c", f"{door}\n{ask}"],
        env={**os.environ, "WANGGE_STATEMENT_SECONDS": "3", "WANGGE_APP_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == told
