"""Log-ins for benchmarks, and what is recorded of their requests."""

import pytest
from django.test import Client

from bench import people, recorded
from tests.personas import cast
from wangge.accounts.models import Person, Session

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
SESSION = "/api/v1/session"


def test_it_works(cast):
    with people.logged_in([cast["handler"], cast["county_op"]]) as logins:
        told = [Client(headers=each.headers).get(SESSION).json()["person"]["username"] for each in logins]
        assert told == ["handler", "county_op"]
        assert [each.actor for each in logins] == [cast.actor("handler"), cast.actor("county_op")]


def test_a_log_in_may_write(cast):
    with people.logged_in([cast["handler"]]) as (login,):
        answer = Client(headers=login.headers, enforce_csrf_checks=True).delete(SESSION)
        assert answer.status_code == 204


def test_nothing_is_left_of_it(cast):
    with people.logged_in([cast["handler"]]) as (login,):
        assert Session.objects.filter(session_key=login.session).exists()
    assert not Session.objects.filter(session_key=login.session).exists()


def test_who_holds_a_role_today(cast):
    assert cast["handler"] in people.holding("unit_handler")
    assert cast["handler"] not in people.holding("unit_handler", "211004")
    assert cast["worker"] not in people.holding("unit_handler")


def test_everything_a_request_asks_is_recorded(cast, django_assert_num_queries):
    with people.logged_in([cast["county_op"]]) as (login,):
        asked = recorded.asked_by(login, "/api/v1/todo")
        with django_assert_num_queries(len(asked)):
            Client(headers=login.headers).get("/api/v1/todo")
    assert "accounts_session" in asked[0][0]
    assert "events_event" in asked[-1][0]


def test_prepared_statements_are_recorded_and_those_of_the_orm():
    from wangge.core import statements

    with recorded.recorded() as executed:
        statements.run("SELECT %s::int", [7])
        Person.objects.filter(pk=0).exists()
    (first, second) = executed
    assert first == ("SELECT %s::int", [7])
    assert "accounts_person" in second[0]
