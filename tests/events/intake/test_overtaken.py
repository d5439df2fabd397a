"""Acting without a lock: of two at once one goes first, the other sees what it did, and nothing is left half done."""

from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.events.intake.cases import LAMP_ITEM, Walk, body, filed
from tests.personas import COMMUNITY
from wangge.core import problems
from wangge.core.flow import store
from wangge.core.flow.audit import faults
from wangge.core.problems import Problem
from wangge.events.loop import actions
from wangge.events.models import Addition, Event, EventStep

INFORMATION = {"text": "灯杆上的编号是 17"}


@pytest.fixture
def case(committed):
    return Walk(committed, filed(committed.client("community_op"), body(COMMUNITY)))


def accept(cast, case_no, key=None, who="township_op"):
    return actions.act(case_no, "accept", cast.actor(who), {"item_code": LAMP_ITEM}, 1, key=key)


def at_once(threads, *acts):
    barrier = Barrier(len(acts))

    def begin(act):
        barrier.wait(10)
        try:
            return act()
        except Problem as problem:
            return problem

    return [each.result(20) for each in [threads(begin, act) for act in acts]]


def test_of_two_with_the_same_version_one_is_stale(committed, case, threads):
    said = at_once(threads, *[lambda: accept(committed, case.case_no)] * 2)
    (stale,) = [each for each in said if isinstance(each, Problem)]
    assert (stale.kind, stale.extra) == (problems.STALE, {"version": 2})
    assert list(faults(Event)) == [None]
    assert EventStep.objects.count() == 2


def test_the_same_request_twice_is_done_once(committed, case, threads):
    said = at_once(threads, *[lambda: accept(committed, case.case_no, key="one-and-the-same")] * 2)
    assert sorted(each.replayed for each in said) == [False, True]
    assert len({each.record.hash for each in said}) == 1
    assert EventStep.objects.count() == 2


def test_what_contradicts_nobody_is_done_after_all(committed, case, threads):
    """More information needs no version: whoever is overtaken tries again on what is there then."""

    def inform():
        return actions.act(
            case.case_no, "add_information", committed.actor("community_op"), INFORMATION, None
        )

    def accepted():
        """Whoever says which version they saw looks again where an information came first."""
        for _ in range(3):
            seen = Event.objects.get().version
            try:
                return actions.act(
                    case.case_no, "accept", committed.actor("township_op"), {"item_code": LAMP_ITEM}, seen
                )
            except Problem as problem:
                if problem.kind is not problems.STALE:
                    raise
        raise AssertionError("there are two informations")

    said = at_once(threads, inform, inform, accepted)
    assert not [each for each in said if isinstance(each, Problem)]
    assert Event.objects.get().version == 4
    assert Addition.objects.count() == 2
    assert list(faults(Event)) == [None]


def test_whoever_is_always_overtaken_has_written_nothing(committed, case, monkeypatch):
    """The words are written before the case is: they go with the turn that came to nothing."""
    monkeypatch.setattr(store, "move", lambda *_: False)
    with pytest.raises(Problem) as caught:
        actions.act(case.case_no, "add_information", committed.actor("community_op"), INFORMATION, None)
    assert caught.value.kind is problems.BUSY
    assert not Addition.objects.exists()
    assert Event.objects.get().version == 1


@pytest.mark.parametrize("key", [None, "one-and-the-same"])
def test_it_takes_two_statements(committed, case, key):
    accept(committed, case.case_no)
    actor = committed.actor("township_op")
    lead = committed.actor("handler").unit
    with CaptureQueriesContext(connection) as seen:
        actions.act(case.case_no, "dispatch", actor, {"lead": lead}, 2, key=key)
    sent = [each["sql"] for each in seen]
    assert len(sent) == 3, sent  # the case, the unit it goes to, everything that changes
