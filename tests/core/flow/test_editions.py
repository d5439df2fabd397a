"""Publishing what may be set in a flow: numbered, never changed, one after the other."""

from threading import Barrier

import pytest

from tests.core.flow.small import LOST
from wangge.core import versions
from wangge.core.actors import Actor, ActorKind
from wangge.core.flow import editions
from wangge.core.flow.check import UnsoundFlow
from wangge.core.flow.editions import flow_at, install, installed, publish
from wangge.core.flow.table import Flow
from wangge.core.models import FlowEdition
from wangge.core.problems import Problem

ADMIN = Actor(ActorKind.PERSON, "Administrator", powers=frozenset({"flow.publish"}))
CLERK = Actor(ActorKind.PERSON, "Clerk", powers=frozenset({"lost.search"}))


@pytest.fixture
def known(monkeypatch):
    """The small loop is installed for this test only."""
    monkeypatch.setattr(editions, "_flows", {})
    monkeypatch.setattr(versions, "_sources", {})
    monkeypatch.setattr(versions, "_kinds", {})
    return install(LOST)


@pytest.mark.django_db
def test_it_works(known):
    assert installed() == [LOST]
    assert versions.current() == {"flow:lost": 0}
    made = publish("lost", {"labels": {"state.searching": "Looking"}}, "plainer", ADMIN)
    assert (made.number, made.by, made.note) == (1, "Administrator", "plainer")
    assert versions.current() == {"flow:lost": 1}
    assert flow_at("lost", 1).state_by_key["searching"].label == "Looking"
    assert flow_at("lost", 1).version == 1


@pytest.mark.django_db
def test_every_version_stays_what_it_was(known):
    publish("lost", {"settings": {"waits_max": 2}}, "", ADMIN)
    publish("lost", {"settings": {"waits_max": 3}}, "", ADMIN)
    publish("lost", {}, "back to how it was written", ADMIN)
    assert [flow_at("lost", number).settings.waits_max for number in range(4)] == [1, 2, 3, 1]


@pytest.mark.django_db
def test_a_version_is_read_once(known, django_assert_num_queries):
    publish("lost", {"off": ["photograph"]}, "", ADMIN)
    with django_assert_num_queries(1):
        assert flow_at("lost", 1) is flow_at("lost", 1)
    with django_assert_num_queries(0):
        assert flow_at("lost", 0) is LOST


@pytest.mark.django_db
def test_who_may_not(known):
    with pytest.raises(Problem) as caught:
        publish("lost", {}, "", CLERK)
    assert caught.value.kind.status == 403
    with pytest.raises(Problem) as caught:
        publish("found", {}, "", ADMIN)
    assert caught.value.kind.status == 404
    assert not FlowEdition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "note", "field"),
    [
        ({"labels": {"state.nowhere": "X"}}, "", "labels.state.nowhere"),
        ({"labels": {"state.searching": "a\x00b"}}, "", "labels.state.searching"),
        ({"settings": {"waits_max": "many"}}, "", "settings.waits_max"),
        ({"off": ["search"]}, "", "off.search"),
        ({"colour": "red"}, "", "colour"),
        ({}, "x" * 201, "note"),
        ({}, "\ud800", "note"),
        ([], "", "body"),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_published(known, edition, note, field):
    with pytest.raises(Problem) as caught:
        publish("lost", edition, note, ADMIN)
    assert caught.value.kind.status == 422
    assert list(caught.value.fields) == [field]
    assert not FlowEdition.objects.exists()


def test_an_unsound_flow_stops_the_application(known):
    with pytest.raises(UnsoundFlow):
        install(Flow("hole", "Hole", states=LOST.states, actions=(), relations=LOST.relations))
    assert installed() == [LOST]


def test_two_who_publish_at_once_get_two_numbers(known, threads):
    barrier = Barrier(2)

    def act(waits):
        barrier.wait(5)
        return publish("lost", {"settings": {"waits_max": waits}}, "", ADMIN).number

    assert {begun.result(10) for begun in [threads(act, 2), threads(act, 3)]} == {1, 2}
