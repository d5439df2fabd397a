"""Refuses a loop that could strand a case: the application does not start with one (design §3)."""

from collections.abc import Iterator

from wangge.core.flow.table import ACTION_KEY_LENGTH, NEW, STATE_KEY_LENGTH, Action, Flow


class UnsoundFlow(Exception):
    """A flow with faults; its text lists all of them."""

    def __init__(self, flow: Flow, faults: list[str]) -> None:
        super().__init__(f"flow {flow.key}: " + "; ".join(faults))
        self.faults = faults


def check(flow: Flow) -> Flow:
    """The flow itself, or UnsoundFlow naming every fault."""
    faults = list(_faults(flow))
    if faults:
        raise UnsoundFlow(flow, faults)
    return flow


def _faults(flow: Flow) -> Iterator[str]:
    keys = [state.key for state in flow.states]
    states = {*keys, NEW}
    if len(keys) != len(set(keys)) or NEW in keys:
        yield "a state is named twice, or named 'new'"
    names = [action.key for action in flow.actions]
    if len(names) != len(set(names)):
        yield "an action is named twice"
    for action in flow.actions:
        yield from _action_faults(flow, action, states)
    for state in flow.states:
        if len(state.key) > STATE_KEY_LENGTH:
            yield f"the key of state {state.key} is too long"
        if not state.label.strip():
            yield f"state {state.key} has no label"
        if state.desk and state.desk not in flow.desks:
            yield f"state {state.key} lies on the unknown desk {state.desk}"
        for key in state.awaits:
            if not any(action.key == key and state.key in action.source for action in flow.actions):
                yield f"state {state.key} awaits {key}, which does not start from it"
    if unreachable := set(keys) - reachable(flow, {NEW}):
        yield f"unreachable: {', '.join(sorted(unreachable))}"
    ends = {state.key for state in flow.states if not state.open}
    for state in flow.states:
        if state.open and not reachable(flow, {state.key}) & ends:
            yield f"no way out of {state.key}"


def _action_faults(flow: Flow, action: Action, states: set[str]) -> Iterator[str]:
    if len(action.key) > ACTION_KEY_LENGTH:
        yield f"the key of action {action.key} is too long"
    if not action.label.strip():
        yield f"action {action.key} has no label"
    if not action.source:
        yield f"action {action.key} starts from no state"
    for key in (*action.source, *((action.target,) if action.target else ())):
        if key not in states:
            yield f"action {action.key} names the unknown state {key}"
    if action.target == NEW:
        yield f"action {action.key} leads back to 'new'"
    if NEW in action.source and action.target is None:
        yield f"action {action.key} opens a case in no state"
    if not action.who:
        yield f"action {action.key} may be taken by nobody"
    for effect in action.clocks:
        if effect.clock not in flow.clocks:
            yield f"action {action.key} moves the unknown clock {effect.clock}"


def reachable(flow: Flow, start: set[str]) -> set[str]:
    """Every state that some sequence of actions leads to from `start`, `start` included."""
    seen, frontier = set(start), set(start)
    while frontier:
        frontier = {
            action.target for action in flow.actions if action.target and frontier.intersection(action.source)
        } - seen
        seen |= frontier
    return seen
