"""Who acts is told to the database for the length of a block, and to nobody after it."""

import pytest
from django.db import DatabaseError, connection, transaction

from wangge.core.actors import Actor, ActorKind, job
from wangge.core.rows import guarded
from wangge.core.rows.session import SETTINGS

pytestmark = pytest.mark.django_db
ONE = Actor(kind=ActorKind.PERSON, label="one", region="211002", unit=7, person=3,
            desks=frozenset({"unit:7", "person:3"}), powers=frozenset({"event.see", "no.such"}))  # fmt: skip
OTHER = Actor(kind=ActorKind.SYSTEM, label="other", region="211005")


def told():
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('wangge.{key}', true)" for key in SETTINGS))
        return dict(zip(SETTINGS, (value or "" for value in cursor.fetchone()), strict=True))


def test_it_works():
    with guarded(ONE):
        assert told() == {
            "region": "211002", "unit": "7", "desks": "person:3,unit:7", "person": "3", "case": "",
            "powers": "event.see", "job": "", "subject": "",
        }  # fmt: skip
    assert set(told().values()) == {""}


def test_blocks_in_blocks():
    with guarded(ONE):
        with guarded(OTHER):
            assert told()["region"] == "211005"
            with guarded(job("keys.rotate")):
                assert (told()["region"], told()["job"]) == ("", "keys.rotate")
            assert told()["region"] == "211005"
        assert told()["region"] == "211002"
    assert told()["region"] == ""


def test_the_same_actor_again_costs_nothing(django_assert_num_queries):
    with guarded(ONE), django_assert_num_queries(0), guarded(ONE):
        pass


def test_one_statement_and_one_to_take_it_back(django_assert_num_queries):
    with django_assert_num_queries(2), guarded(ONE):
        pass


def test_an_error_takes_it_back():
    with pytest.raises(RuntimeError), guarded(ONE):
        raise RuntimeError
    assert told()["region"] == ""
    with guarded(OTHER):
        with pytest.raises(DatabaseError), transaction.atomic(), guarded(ONE):
            connection.cursor().execute("SELECT 1 / 0")
        assert told()["region"] == "211005"
    assert told()["region"] == ""


def test_an_error_that_is_caught_inside():
    with guarded(OTHER):
        with guarded(ONE):
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute("SELECT 1 / 0")
            assert told()["region"] == "211002"
        assert told()["region"] == "211005"


def test_only_a_job_has_the_name_of_a_job():
    for kind in (ActorKind.PERSON, ActorKind.SYSTEM, ActorKind.REPORTER):
        with guarded(Actor(kind=kind, label="keys.rotate")):
            assert told()["job"] == ""
