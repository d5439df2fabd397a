"""A loop that could strand a case is refused, and every fault is named."""

from dataclasses import replace

import pytest

from tests.core.flow.small import LOST
from wangge.core.flow.check import UnsoundFlow, check, reachable
from wangge.core.flow.table import NEW, Action, Flow, Party, State, start

ANYONE = (Party("", "anyone"),)


def loop(*actions: Action, states: tuple[State, ...] | None = None, **changes) -> Flow:
    """A flow open → done with these actions."""
    return Flow(
        key="try",
        label="Try",
        states=states or (State("open", "Open"), State("done", "Done", open=False)),
        actions=actions,
        relations=lambda case, actor: frozenset({"anyone"}),
        **changes,
    )


def act(key: str, source: tuple[str, ...], target: str | None, **changes) -> Action:
    return Action(key, key.title(), "handle", source, target, changes.pop("who", ANYONE), **changes)


OPEN = act("open", (NEW,), "open")
FINISH = act("finish", ("open",), "done")


def faults(flow: Flow) -> str:
    with pytest.raises(UnsoundFlow) as caught:
        check(flow)
    assert flow.key in str(caught.value)
    return "; ".join(caught.value.faults)


def test_it_works():
    assert check(LOST) is LOST
    flow = loop(OPEN, FINISH)
    assert check(flow) is flow


def test_a_state_nothing_leads_to():
    states = (State("open", "Open"), State("island", "Island"), State("done", "Done", open=False))
    leave = act("leave", ("island",), "done")
    assert faults(loop(OPEN, FINISH, leave, states=states)) == "unreachable: island"


def test_a_closed_state_nothing_leads_to():
    states = (State("open", "Open"), State("done", "Done", open=False), State("gone", "Gone", open=False))
    assert faults(loop(OPEN, FINISH, states=states)) == "unreachable: gone"


def test_an_open_state_without_a_way_out():
    states = (State("open", "Open"), State("pit", "Pit"), State("done", "Done", open=False))
    fall = act("fall", ("open",), "pit")
    stay = act("stay", ("pit",), None)
    assert faults(loop(OPEN, FINISH, fall, stay, states=states)) == "no way out of pit"


def test_two_open_states_that_only_lead_to_each_other():
    states = (State("open", "Open"), State("a", "A"), State("b", "B"), State("done", "Done", open=False))
    actions = (act("to_a", ("open",), "a"), act("to_b", ("a",), "b"), act("back", ("b",), "a"))
    assert faults(loop(OPEN, FINISH, *actions, states=states)) == "no way out of a; no way out of b"


def test_a_flow_that_never_ends():
    states = (State("open", "Open"),)
    assert "no way out of open" in faults(loop(OPEN, states=states))


def test_a_flow_that_never_begins():
    assert "unreachable: done, open" in faults(loop(FINISH))


def test_an_unknown_clock():
    lit = replace(OPEN, clocks=(start("candle"),))
    assert faults(loop(lit, FINISH)) == "action open moves the unknown clock candle"
    assert check(loop(lit, FINISH, clocks=("candle",)))


def test_an_unknown_desk():
    states = (State("open", "Open", desk="mayor"), State("done", "Done", open=False))
    assert faults(loop(OPEN, FINISH, states=states)) == "state open lies on the unknown desk mayor"


def test_an_unknown_state():
    assert "action lost names the unknown state nowhere" in faults(
        loop(OPEN, FINISH, act("lost", ("open",), "nowhere"))
    )
    assert "action lost names the unknown state nowhere" in faults(
        loop(OPEN, FINISH, act("lost", ("nowhere",), "done"))
    )


def test_an_action_nobody_may_take():
    assert faults(loop(OPEN, FINISH, act("hush", ("open",), "done", who=()))) == (
        "action hush may be taken by nobody"
    )


def test_an_action_that_starts_nowhere():
    assert faults(loop(OPEN, FINISH, act("never", (), "done"))) == "action never starts from no state"


def test_the_same_key_twice():
    assert "a state is named twice" in faults(
        loop(OPEN, FINISH, states=(State("open", "A"), State("open", "B"), State("done", "Done", open=False)))
    )
    assert "an action is named twice" in faults(loop(OPEN, FINISH, act("finish", ("open",), None)))


def test_new_is_no_state_of_a_flow():
    states = (State(NEW, "New"), State("open", "Open"), State("done", "Done", open=False))
    assert "named 'new'" in faults(loop(OPEN, FINISH, states=states))
    assert "leads back to 'new'" in faults(loop(OPEN, FINISH, act("undo", ("open",), NEW)))
    assert "opens a case in no state" in faults(loop(OPEN, FINISH, act("float", (NEW,), None)))


def test_a_key_too_long_for_its_column():
    assert "too long" in faults(loop(OPEN, FINISH, act("x" * 41, ("open",), "done")))
    long = "y" * 33
    states = (State("open", "Open"), State(long, "Long"), State("done", "Done", open=False))
    actions = (OPEN, FINISH, act("to", ("open",), long), act("from", (long,), "done"))
    assert "too long" in faults(loop(*actions, states=states))


def test_a_state_or_an_action_without_a_label():
    states = (State("open", " "), State("done", "Done", open=False))
    assert faults(loop(OPEN, FINISH, states=states)) == "state open has no label"
    assert faults(loop(OPEN, replace(FINISH, label=""))) == "action finish has no label"


def test_all_faults_are_told_at_once():
    told = faults(loop(OPEN, FINISH, act("a", ("nowhere",), "done", who=()), act("a", ("open",), None)))
    assert "named twice" in told
    assert "unknown state nowhere" in told
    assert "by nobody" in told


def test_what_can_be_reached():
    assert reachable(LOST, {NEW}) == {NEW, *LOST.state_by_key}
    assert reachable(LOST, {"handed_over"}) == {"handed_over"}
    assert reachable(LOST, {"given_up"}) == {"given_up", "searching", "waiting", "handed_over"}


def test_a_state_that_awaits_what_does_not_start_from_it():
    states = (State("open", "Open", awaits=("open",)), State("done", "Done", open=False))
    assert faults(loop(OPEN, FINISH, states=states)) == "state open awaits open, which does not start from it"
