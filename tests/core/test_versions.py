"""The numbers of everything published in versions: registered by name, read together in one statement."""

import importlib

import pytest

from wangge.core import statements, versions
from wangge.core.clocks import settled
from wangge.core.models import CalendarDay, FlowEdition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    monkeypatch.setattr(versions, "_sources", {})
    monkeypatch.setattr(versions, "_kinds", {})


def publish(number):
    FlowEdition.objects.create(flow="lost", number=number, edition={}, by="test")


def test_it_works(django_assert_num_queries):
    versions.register("lost", "SELECT max(number) FROM core_flowedition WHERE flow = 'lost'")
    versions.register("calendar", "SELECT max(id) FROM core_calendarday")
    publish(3)
    publish(4)
    with django_assert_num_queries(1):
        current = versions.current()
    assert current == {"calendar": 0, "lost": 4}


def test_each_has_its_own_number_whatever_the_order_of_registering():
    for name in ("b", "c", "a"):
        versions.register(name, f"SELECT {ord(name)}")
    assert versions.current() == {"a": 97, "b": 98, "c": 99}


def test_many_of_a_kind_are_asked_once():
    for name in ("found", "lost"):
        versions.register_of("flow", name, "SELECT flow, max(number) FROM core_flowedition GROUP BY flow")
    versions.register("calendar", "SELECT max(id) FROM core_calendarday")
    assert versions.sql().count("core_flowedition") == 1
    assert versions.current() == {"calendar": 0, "flow:found": 0, "flow:lost": 0}
    publish(3)
    publish(4)
    FlowEdition.objects.create(flow="of another installation", number=1, edition={}, by="test")
    assert versions.current() == {"calendar": 0, "flow:found": 0, "flow:lost": 4}


def test_what_has_no_version_yet_is_at_zero():
    versions.register("lost", "SELECT max(number) FROM core_flowedition WHERE false")
    versions.register("none", "SELECT number FROM core_flowedition WHERE false")
    assert versions.current() == {"lost": 0, "none": 0}


def test_it_can_be_folded_into_another_statement():
    versions.register("two", "SELECT 2")
    versions.register("one", "SELECT 1")
    ((greeting, *numbers),) = statements.run(f"SELECT %s::text, {versions.sql()}", ["hello"])
    assert greeting == "hello"
    assert len(numbers) == versions.width()
    assert versions.read(numbers) == {"one": 1, "two": 2}


def test_a_new_number_is_seen_at_once():
    versions.register("calendar", "SELECT max(id) FROM core_calendarday")
    before = versions.current()["calendar"]
    day = CalendarDay.objects.create(day="2026-03-02", working=False, reason="typhoon", by="test")
    assert versions.current()["calendar"] == day.pk > before


def test_the_platform_registers_its_calendar():
    importlib.reload(settled)
    assert versions.current() == {"calendar": 0}
