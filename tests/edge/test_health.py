"""Whether the platform is up."""

from importlib.metadata import version

import pytest
from django.db import OperationalError, connection

ADDRESS = "/api/v1/health"


@pytest.mark.django_db
def test_it_works(client, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, the question, release
        answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()) == (200, {"state": "ok", "version": version("wangge")})


@pytest.mark.django_db
def test_a_database_that_fails_is_503(client):
    def broken(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(broken):
        answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.django_db
def test_the_patience_ends_with_the_question(client):
    client.get(ADDRESS)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        inside = cursor.fetchone()
    # In a test everything runs in one transaction, so it lasts until that ends; what counts is that it was set.
    assert inside == ("2s",)
