"""Two administrators publish at the same moment, each in a transaction of their own that really commits."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections

from tests.conftest import admin, drop, point_at
from wangge.catalogue import actions, queries
from wangge.core.actors import Actor, ActorKind

ADMIN = Actor(ActorKind.PERSON, "an administrator", frozenset({actions.POWER}))


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, template_name):
    """A clone of the prepared database, for this test alone."""
    before = settings.DATABASES["default"]["NAME"]
    clone = f"{before}_own"
    with django_db_blocker.unblock():
        with admin() as server:
            server.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{template_name}"')
        point_at(clone)
        yield
        point_at(before)
        drop(clone)


def publish(document):
    try:
        return actions.publish(document, ADMIN).number
    finally:
        connections.close_all()


def test_two_at_once_get_two_numbers(own_database, document):
    """Each sees what the other wrote before it takes its number."""
    other = copy.deepcopy(document)
    document["items"][0]["closing"] += "，甲"
    other["items"][0]["closing"] += "，乙"
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, [document, other])) == [2, 3]
    assert queries.current_number() == 3
    assert queries.item("C0101").closing[-1] != queries.item("C0101", 2).closing[-1]


def test_the_same_at_once_is_one_version(own_database, document):
    document["items"][0]["closing"] += "，甲"
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(publish, [document, copy.deepcopy(document)])) == [2, 2]
