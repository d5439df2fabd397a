"""Who is told what, without a process around it: the index misses nobody, and nobody is forgotten or flooded."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.network.test_scope_property import ACTORS, ROWS, Thing
from wangge.config.stream import hub as hubs
from wangge.config.stream.feed import GRACE_SECONDS, Change, Kind, Mark
from wangge.config.stream.hub import ENDED, RESET, Hub, Listener, actor_keys, case_keys, may_see
from wangge.core.actors import Actor, ActorKind

KIND = Kind("thing", "tests_thing", "tests_thingstep", Thing.scope)
NOW = 1_000.0


def change(case_no="1", **facts):
    row = {
        "region_code": "211002016001003",
        "unit_id": None,
        "joint": [],
        "desk": "",
        "person_id": None,
        "case_no": case_no,
    }
    return Change(
        KIND, case_no, 1, "reported", "211002016001003", datetime(2026, 5, 1, tzinfo=UTC), row | facts
    )


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Seconds that pass when a test says so."""

    class Clock:
        passed = 0.0

    monkeypatch.setattr(hubs.time, "monotonic", lambda: NOW + Clock.passed)
    monkeypatch.setattr(hubs.time, "time", lambda: 1_800_000_000 + Clock.passed)
    return Clock


@pytest.fixture
def hub():
    return Hub()


def listener(hub, last="", **given):
    actor = Actor(
        **{"kind": ActorKind.PERSON, "label": "x", "powers": frozenset({"see"}), "region": "211002"} | given
    )
    made = Listener("session", actor, NOW)
    hub.join(made, last)
    hub.take(made)
    return made


@given(actor=ACTORS, row=ROWS)
def test_the_index_misses_nobody(actor, row):
    told = change(**row)
    if may_see(actor, told):
        assert set(actor_keys(actor)) & set(case_keys(Thing.scope, told))


def test_it_works(hub):
    mine, other = listener(hub), listener(hub, region="211005")
    hub.publish([change("1"), change("2")])
    chunk = hub.take(mine)
    assert chunk.count(b"event: case") == 2
    assert chunk.endswith(b"id: %d\n\n" % hub.stamp)
    assert hub.take(mine) == hub.take(other) == b""
    hub.leave(mine)
    hub.publish([change()])
    assert hub.take(mine) == b""


def test_nothing_is_kept_of_who_has_left(hub):
    several = [listener(hub, person=number, unit=number, desks=frozenset({"unit:1"})) for number in range(3)]
    for each in several:
        hub.leave(each)
    assert not hub.listeners
    assert not hub.by_key
    assert not hub.by_person


def test_stamps_rise_even_if_the_clock_does_not(hub):
    before = hub.stamp
    hub.publish([change()])
    hub.publish([change()])
    assert hub.stamp == before + 2


def test_a_stamp_does_not_tell_how_much_happens_elsewhere(hub):
    hub.publish([change(str(number)) for number in range(100)])
    busy = hub.stamp
    other = Hub()
    other.publish([change()])
    assert other.stamp == busy


def test_what_was_missed_is_told_for_some_minutes(hub, clock):
    first = listener(hub)
    hub.publish([change("1")])
    seen = str(hub.stamp)
    hub.leave(first)
    clock.passed = 10
    hub.publish([change("2"), change("3", region_code="211005")])
    back = Listener("session", first.actor, NOW)
    hub.join(back, seen)
    assert b'"case_no":"2"' in (chunk := hub.take(back))
    assert b'"case_no":"1"' not in chunk
    assert b'"case_no":"3"' not in chunk
    clock.passed = hubs.KEEP_SECONDS + 11
    hub.publish([change("4")])
    late = Listener("session", first.actor, NOW)
    hub.join(late, seen)
    assert hub.take(late).startswith(RESET)


def test_no_more_is_kept_than_fits(hub, monkeypatch):
    monkeypatch.setattr(hubs, "KEEP_CHANGES", 3)
    began = hub.stamp
    for number in range(5):
        hub.publish([change(str(number))])
    assert len(hub.kept) == 3
    assert hub.since > began


def test_who_reads_too_slowly_loads_anew(hub):
    slow = listener(hub)
    for number in range(hubs.MOST_WAITING + 10):
        hub.publish([change(str(number))])
    assert not slow.waiting
    assert hub.take(slow).startswith(RESET)
    hub.publish([change()])
    assert b"event: case" in hub.take(slow)


def test_whose_session_was_not_looked_at_hears_nothing_until_it_was(hub, clock):
    forgotten = listener(hub)
    clock.passed = hubs.TRUST_SECONDS + 1
    hub.publish([change()])
    assert hub.take(forgotten) == b""
    hub.renew(forgotten, forgotten.actor, NOW + clock.passed)
    assert hub.take(forgotten).startswith(RESET)
    hub.publish([change()])
    assert b"event: case" in hub.take(forgotten)


def test_other_powers_count_at_once(hub):
    demoted = listener(hub)
    hub.renew(demoted, Actor(ActorKind.PERSON, "x", region="211002"), NOW)
    hub.publish([change()])
    assert hub.take(demoted) == b""


def test_an_ended_session_is_told_so_and_nothing_else(hub):
    over = listener(hub)
    hub.publish([change()])
    over.end()
    assert hub.take(over) == ENDED


def test_a_restored_database_makes_everybody_load_anew(hub):
    mine = listener(hub)
    seen = str(hub.stamp)
    hub.reset()
    assert hub.take(mine).startswith(RESET)
    back = Listener("session", mine.actor, NOW)
    hub.join(back, seen)
    assert hub.take(back).startswith(RESET)


# Numbers that become visible late


def test_a_missing_number_is_asked_for_until_it_cannot_come():
    mark = Mark(10)
    mark.advance([11, 13, 14], oldest=100, newest=105, now=0)
    assert (mark.last, set(mark.gaps)) == (14, {12})
    mark.advance([], oldest=104, newest=110, now=60)  # a transaction of that time still runs
    assert set(mark.gaps) == {12}
    mark.advance([], oldest=105, newest=110, now=GRACE_SECONDS - 1)  # it may not have shown up yet
    assert set(mark.gaps) == {12}
    mark.advance([], oldest=105, newest=110, now=GRACE_SECONDS)
    assert not mark.gaps


def test_a_number_that_came_late_is_missed_no_more():
    mark = Mark(10)
    mark.advance([12], oldest=1, newest=2, now=0)
    mark.advance([11, 13], oldest=1, newest=2, now=1)
    assert (mark.last, mark.gaps) == (13, {})


def test_a_jump_of_the_sequence_is_not_counted_out():
    mark = Mark(0)
    mark.advance([10_000_000], oldest=1, newest=2, now=0)
    assert len(mark.gaps) <= 10_000


@given(st.permutations(range(1, 30)), st.lists(st.integers(1, 8), min_size=1))
def test_in_whatever_order_numbers_come_each_is_seen_once(order, sizes):
    """A reader that asks for what is above the mark and for what is missing finds everything once."""
    mark, found, visible = Mark(0), [], set()
    order = list(order)
    while order:
        for _ in range(sizes[len(found) % len(sizes)]):
            if order:
                visible.add(order.pop())
        seen = sorted(number for number in visible if number > mark.last or number in mark.gaps)
        found += seen
        mark.advance(seen, oldest=1, newest=2, now=0)
    assert sorted(found) == list(range(1, 30))
