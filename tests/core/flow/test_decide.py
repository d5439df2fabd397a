"""The rules: who may do what when, what doing it changes, and that a refusal changes nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.flow.small import (
    LOST,
    MORNING,
    Centre,
    Lost,
    after,
    asker,
    clerk,
    elsewhere,
    powerless,
)
from wangge.core.actors import job
from wangge.core.clocks.calendar import Calendar
from wangge.core.flow import chain
from wangge.core.flow.decide import WARN_AT, decide, offered, reckon
from wangge.core.flow.table import NEW, Party, extend
from wangge.core.problems import Problem

WORLD = Centre()
ASK = {"what": "Umbrella"}


@pytest.fixture
def case():
    """A thing asked for at nine on a Monday."""
    made = Lost()
    decide(LOST, made, "ask", asker, ASK, WORLD, MORNING)
    return made


@pytest.fixture
def searched(case):
    decide(LOST, case, "search", clerk, {}, WORLD, after(1))
    return case


def refused(case, key, actor, data, now=None, flow=LOST, world=WORLD) -> Problem:
    before = case.seen()
    with pytest.raises(Problem) as caught:
        decide(flow, case, key, actor, data, world, now or after(2))
    assert case.seen() == before
    return caught.value


def clock(case, name):
    return next(each for each in reversed(case.clocks) if each.name == name)


def test_it_works():
    case = Lost()
    record, turn = decide(LOST, case, "ask", asker, ASK, WORLD, MORNING)
    assert (case.state, case.version, case.desk) == ("asked", 1, "centre:211002001")
    assert case.opened_at == case.moved_at == MORNING
    assert case.closed_at is None
    assert case.due_at == after(2)
    assert case.warn_at == after(2 * WARN_AT)
    assert [each.name for each in case.clocks] == ["total", "answer"]
    assert (record.seq, record.source, record.target) == (1, NEW, "asked")
    assert record.data == {"what": "Umbrella"}
    assert (record.actor.label, record.actor.person) == ("Resident 1", 1)
    assert (record.prev, record.hash) == ("", case.head)
    assert turn.messages == []


def test_the_whole_way(searched):
    record, turn = decide(LOST, searched, "hand_over", clerk, {"receipt": True}, WORLD, after(3))
    assert (searched.state, searched.version, searched.desk) == ("handed_over", 3, "")
    assert searched.closed_at == searched.moved_at == after(3)
    assert (searched.due_at, searched.warn_at) == (None, None)
    assert all(each.stopped for each in searched.clocks)
    assert record.data == {"receipt": True, "by": "Clerk"}
    assert [(message.topic, message.payload) for message in turn.messages] == [
        ("lost.handed_over", {"case_no": "LP1", "region": "211002001001"})
    ]


def test_an_unknown_action_is_404(case):
    assert refused(case, "burn", clerk, {}).kind.status == 404


def test_a_person_without_the_power_is_403(case):
    assert refused(case, "search", powerless, {}).kind.status == 403


def test_a_person_with_the_power_elsewhere_is_403(case):
    assert refused(case, "search", elsewhere, {}).kind.status == 403


def test_a_stranger_to_the_case_is_403(case):
    assert refused(case, "remark", powerless, {"text": "mine"}).kind.status == 403


def test_the_platform_is_no_party_unless_the_table_says_so(case):
    assert refused(case, "search", job("clocks"), {}).kind.status == 403


def test_the_wrong_state_is_409_and_names_the_state(case):
    problem = refused(case, "hand_over", clerk, {"receipt": True})
    assert (problem.kind.code, problem.kind.status) == ("flow.not-now", 409)
    assert problem.extra == {"state": "asked"}


def test_a_case_is_opened_once(case):
    assert refused(case, "ask", asker, ASK).kind.code == "flow.not-now"


def test_a_limit_is_409_with_its_own_code(searched):
    until = after(400).isoformat()
    decide(LOST, searched, "wait", clerk, {"until": until}, WORLD, after(2))
    decide(LOST, searched, "go_on", clerk, {}, WORLD, after(3))
    problem = refused(searched, "wait", clerk, {"until": until}, after(4))
    assert (problem.kind.code, problem.kind.status) == ("lost.waited", 409)


def test_a_bad_form_is_422_and_names_the_field(searched):
    problem = refused(searched, "hand_over", clerk, {"receipt": "yes"})
    assert problem.kind.status == 422
    assert list(problem.fields) == ["receipt"]


def test_a_missing_and_an_unknown_field_are_named(searched):
    assert list(refused(searched, "hand_over", clerk, {}).fields) == ["receipt"]
    assert list(refused(searched, "hand_over", clerk, {"receipt": True, "tip": 5}).fields) == ["tip"]
    assert list(refused(searched, "give_up", clerk, {"why": "lazy"}).fields) == ["why"]


def test_an_effect_that_refuses_is_422(searched):
    assert list(refused(searched, "hand_over", clerk, {"receipt": False}).fields) == ["receipt"]
    past = after(-1).isoformat()
    assert list(refused(searched, "wait", clerk, {"until": past}).fields) == ["until"]


def test_refusals_come_in_one_order(case):
    """A stranger learns nothing of the state, and nobody fills in a form for an action out of reach."""
    bad = {"receipt": "nonsense"}
    assert refused(case, "burn", powerless, bad).kind.status == 404
    assert refused(case, "hand_over", powerless, bad).kind.status == 403
    assert refused(case, "hand_over", clerk, bad).kind.status == 409
    decide(LOST, case, "search", clerk, {}, WORLD, after(1))
    assert refused(case, "hand_over", clerk, bad).kind.status == 422


def test_a_limit_is_asked_before_the_form(searched):
    searched.waits = 1
    assert refused(searched, "wait", clerk, {"until": "never"}).kind.code == "lost.waited"


def test_an_action_that_stays(searched):
    record, _ = decide(LOST, searched, "photograph", clerk, {}, WORLD, after(2))
    assert (record.source, record.target) == ("searching", "searching")
    assert (searched.state, searched.version) == ("searching", 3)


def test_an_effect_cannot_move_the_case_past_the_table(searched):
    def elsewhere_by_itself(turn):
        turn.case.state = "handed_over"

    photograph = replace(LOST.action_by_key["photograph"], effect=elsewhere_by_itself)
    with pytest.raises(RuntimeError, match="photograph"):
        decide(replace(LOST, actions=(photograph,)), searched, "photograph", clerk, {}, WORLD, after(2))


def test_pausing_takes_the_due_time_away_and_resuming_brings_it_back(searched):
    assert searched.due_at == after(1) + timedelta(days=7)
    decide(LOST, searched, "wait", clerk, {"until": after(99).isoformat()}, WORLD, after(25))
    assert (searched.due_at, searched.warn_at) == (None, None)
    assert searched.desk == ""
    decide(LOST, searched, "go_on", clerk, {}, WORLD, after(49))
    # One day of work done, one day paused: the due time is one working day later than at first.
    assert searched.due_at == after(1) + timedelta(days=8)


def test_an_extension_gives_one_original_limit_more_at_most_twice(searched):
    decide(LOST, searched, "more_time", clerk, {}, WORLD, after(2))
    assert searched.due_at == after(1) + timedelta(days=14)
    decide(LOST, searched, "more_time", clerk, {}, WORLD, after(3))
    assert searched.due_at == after(1) + timedelta(days=21)
    assert refused(searched, "more_time", clerk, {}, after(4)).kind.code == "lost.extended"


def test_what_has_no_limit_is_not_extended():
    """An item without a limit on this step: asking for more of nothing changes no clock."""
    world, case = Centre(spans={}), Lost()
    decide(LOST, case, "ask", asker, ASK, world, MORNING)
    decide(LOST, case, "search", clerk, {}, world, after(1))
    before = case.clocks
    decide(LOST, case, "more_time", clerk, {}, world, after(2))
    assert case.clocks == before
    assert case.due_at is None


def test_closing_stops_every_clock_paused_ones_too(searched):
    decide(LOST, searched, "wait", clerk, {"until": after(99).isoformat()}, WORLD, after(2))
    decide(LOST, searched, "give_up", asker, {}, WORLD, after(3))
    assert searched.clocks
    assert all(each.stopped for each in searched.clocks)
    assert searched.due_at is None


def test_a_closed_case_starts_no_clock():
    flow = replace(
        LOST,
        actions=tuple(
            replace(action, clocks=LOST.action_by_key["ask"].clocks) if action.key == "remark" else action
            for action in LOST.actions
        ),
    )
    case = Lost()
    decide(flow, case, "ask", asker, ASK, WORLD, MORNING)
    decide(flow, case, "search", clerk, {}, WORLD, after(1))
    decide(flow, case, "hand_over", clerk, {"receipt": True}, WORLD, after(2))
    decide(flow, case, "remark", asker, {"text": "Thanks"}, WORLD, after(3))
    assert not any(each.running or each.paused for each in case.clocks)
    assert case.closed_at == after(2)  # when it was closed, not when somebody last spoke of it


def test_reopening_starts_a_clock_of_its_own(searched):
    decide(LOST, searched, "give_up", asker, {}, WORLD, after(2))
    assert searched.closed_at == after(2)
    decide(LOST, searched, "reopen", asker, {}, WORLD, after(24))
    assert searched.closed_at is None
    assert [each.name for each in searched.clocks] == ["total", "answer", "search", "search"]
    assert clock(searched, "search").running
    assert searched.due_at == after(24) + timedelta(days=7)
    decide(LOST, searched, "give_up", asker, {}, WORLD, after(30))
    assert searched.closed_at == after(30)


def test_starting_a_clock_that_runs_changes_nothing(searched):
    before = clock(searched, "search")
    again = replace(LOST.action_by_key["photograph"], clocks=LOST.action_by_key["search"].clocks)
    flow = replace(LOST, actions=(again,))
    decide(flow, searched, "photograph", clerk, {}, WORLD, after(9))
    assert clock(searched, "search") == before
    assert len(searched.clocks) == 3


def test_moving_a_clock_the_case_does_not_have_changes_nothing(case):
    odd = replace(LOST.action_by_key["give_up"], target=None, clocks=(extend("search"),))
    before = case.clocks
    decide(replace(LOST, actions=(odd,)), case, "give_up", asker, {}, WORLD, after(1))
    assert case.clocks == before


def test_time_never_goes_backwards(searched):
    """The next machine's clock is an hour behind: the step takes the time of the one before."""
    record, turn = decide(LOST, searched, "photograph", clerk, {}, WORLD, after(0))
    assert record.at == turn.now == searched.moved_at == after(1)


def test_a_new_case_takes_the_time_it_is_told():
    case = Lost(moved_at=after(100))
    record, _ = decide(LOST, case, "ask", asker, ASK, WORLD, MORNING)
    assert record.at == case.opened_at == case.moved_at == MORNING


def test_the_earliest_of_several_clocks_counts(case):
    short = Centre(spans={**WORLD.spans, "total": WORLD.spans["answer"]})
    other = Lost()
    decide(LOST, other, "ask", asker, ASK, short, MORNING)
    decide(LOST, other, "search", clerk, {}, short, after(1))
    assert other.due_at == after(2)  # the total, not the search


def test_a_changed_calendar_is_reckoned_again(searched):
    reckon(searched, Calendar({date(2026, 3, 4): False}))
    assert searched.due_at == after(1) + timedelta(days=8)


def test_what_is_offered(case):
    def keys(actor, now=MORNING):
        return {action.key for action, _ in offered(LOST, case, actor, WORLD, now)}

    assert keys(asker) == {"give_up", "remark"}
    assert keys(clerk) == {"search", "give_up"}
    assert keys(elsewhere) == keys(powerless) == set()


def test_what_is_offered_but_blocked_says_why(searched):
    searched.waits = 1
    told = {action.key: limit for action, limit in offered(LOST, searched, clerk, WORLD, after(2))}
    assert told["wait"].kind.code == "lost.waited"
    assert told["hand_over"] is None


def test_offering_changes_nothing(searched):
    before = searched.seen()
    list(offered(LOST, searched, clerk, WORLD, after(2)))
    assert searched.seen() == before


def test_what_is_offered_unblocked_is_never_refused_for_its_party_or_state(searched):
    for action, limit in offered(LOST, searched, clerk, WORLD, after(2)):
        if limit is None:
            try:
                decide(LOST, Lost(**searched.seen()), action.key, clerk, {}, WORLD, after(2))
            except Problem as problem:
                assert problem.kind.status == 422  # noqa: PT017


def test_any_of_several_parties_is_enough(case):
    case.state = "searching"
    decide(LOST, case, "give_up", clerk, {}, WORLD, after(1))
    assert case.state == "given_up"


def test_a_party_without_a_power_still_needs_its_relation(case):
    hidden = replace(LOST.action_by_key["remark"], who=(Party("", "friend"),))
    problem = refused(case, "remark", asker, {"text": "x"}, flow=replace(LOST, actions=(hidden,)))
    assert problem.kind.status == 403


def test_steps_carry_the_key_and_what_was_asked_under_it(case):
    asked = chain.digest("search", {})
    record, _ = decide(LOST, case, "search", clerk, {}, WORLD, after(1), request=asked, client_key="k1")
    assert (record.key, record.digest) == ("k1", asked)


def test_defaults_are_left_out_of_a_step(case):
    other = Lost()
    data = {"what": "Hat", "size": "small", "marks": [], "worth": None}
    record, _ = decide(LOST, other, "ask", asker, data, WORLD, MORNING)
    assert record.data == {"what": "Hat"}
