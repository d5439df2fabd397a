"""The shipped catalogue is published once, and never over what people decided."""

import pytest

from wangge.catalogue import actions, loading, queries
from wangge.core.actors import Actor, ActorKind, job

pytestmark = pytest.mark.django_db
NOTHING = {"catalogue_versions": 0, "catalogue_items": 0}


def test_it_works():
    """The base data of the tests has been loaded by it."""
    assert queries.version(1).published_by == "load"
    assert len(queries.items(1)) == 225


def test_again_changes_nothing():
    assert loading.load_base() == NOTHING
    assert [version.number for version in queries.versions()] == [1]


def test_a_newer_file_is_published(document, monkeypatch):
    document["items"][0]["closing"] += "，并回访"
    monkeypatch.setattr(loading, "read", lambda _: document)
    assert loading.load_base() == {"catalogue_versions": 1, "catalogue_items": 225}
    assert loading.load_base() == NOTHING
    assert queries.current_number() == 2


def test_what_people_decided_stays(document, monkeypatch):
    admin = Actor(ActorKind.PERSON, "an administrator", frozenset({actions.POWER}))
    document["items"][0]["closing"] += "，并回访"
    actions.publish(document, admin)
    document["items"][0]["closing"] += "，并道歉"
    monkeypatch.setattr(loading, "read", lambda _: document)
    assert loading.load_base() == NOTHING
    assert queries.current_number() == 2


def test_an_older_file_does_not_come_back(document, monkeypatch):
    document["items"][0]["closing"] += "，并回访"
    actions.publish(document, job("load"))
    assert loading.load_base() == NOTHING
