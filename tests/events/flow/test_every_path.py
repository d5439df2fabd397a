"""Whatever anyone does in whatever order, the loop of an event keeps its promises (hypothesis).

A cast of fifteen tries every action with good and bad forms while time passes. After each try: the state is one
the table leads to, no step is lost, the chain verifies, nothing runs on an ended case, and a refused action
has changed nothing.
"""

import copy
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.events.memory import MemoryWorld, blank, cast, shipped
from wangge.core.clocks import clock as clocks
from wangge.core.flow import chain
from wangge.core.flow.decide import decide, permitted
from wangge.core.flow.table import NEW
from wangge.core.problems import Problem
from wangge.events.loop.flow import EVENT

CAST = cast()
ITEMS = sorted(shipped())
URGENT = next(code for code in ITEMS if shipped()[code].urgent)
PLAIN = next(code for code in ITEMS if not shipped()[code].urgent and not shipped()[code].settle_on_spot)
SPOT = next(code for code in ITEMS if shipped()[code].settle_on_spot)
FIELDS = {field.attname for field in type(blank())._meta.concrete_fields}
START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)  # three days before the National Day holiday

reason = st.just("情况说明")
WORKING = {
    "settle": {"done": "已当场清理", "closing_condition_met": True},
    "withdraw": {"reason": "误报"},
    "ask_review": {"reason": "请再看看"},
    "accept": {"item_code": PLAIN},
    "refuse": {"reason": "out_of_scope", "explanation": "请向主管部门反映"},
    "looked": {"found": True},
    "refer": {"service": "119"},
    "transfer": {"centre": "211002", "reason": "超出本级职责"},
    "correct": {"item_code": SPOT, "reason": "事项有误"},
    "merge": {"into": "2026112200000018", "reason": "同一处"},
    "split": {
        "parts": [{"item_code": PLAIN, "text": "其一"}, {"item_code": SPOT, "text": "其二"}],
        "reason": "两件事",
    },
    "dispatch": {"lead": 1, "joint": [2]},
    "designate": {"lead": 1, "joint": [], "basis": "职责清单"},
    "return": {"reason": "不属本单位", "basis": "职责清单第三条"},
    "progress": {"reason": "已派人"},
    "contribute": {"result": "已配合"},
    "ask_extension": {"reason": "需采购材料"},
    "ask_suspension": {"reason": "冬季不能施工", "until": "2026-12-31T00:00:00+08:00"},
    "refuse_request": {"reason": "理由不足"},
    "feed_back": {"result": "已修复", "without_joint": "无需配合"},
    "pass": {"method": "on_site"},
    "rework": {"method": "on_site", "reason": "没修好"},
    "close": {"closing_condition_met": True},
    "reopen": {"reason": "又坏了"},
    "order": {"requirement": "两日内办结"},
    "answer_order": {"answer": "正在办理"},
    "mark_warning": {"clock": "handle", "number": 1, "due_at": "2026-10-01T00:00:00Z"},
    "mark_overdue": {"clock": "handle", "number": 1, "due_at": "2026-10-01T00:00:00Z"},
    "add_information": {"text": "在路口东侧"},
    "attach": {"attachment": 1, "kind": "photo", "size": 10, "sha256": "0" * 64},
    "rate": {"rating": "4"},
    "call_back": {"reached": True, "solved": True},
    "appraise": {"unit": 5},
}
BROKEN = st.sampled_from(
    [{}, {"reason": ""}, {"nonsense": 1}, {"lead": 77}, {"lead": 1, "joint": [1]}, {"item_code": "没有"},
     {"closing_condition_met": False}, {"reason": "\x00"}, {"until": "1900-01-01T00:00:00Z", "reason": "古代"}]
)  # fmt: skip


class EveryPath(RuleBasedStateMachine):
    @initialize(item=st.sampled_from(["", PLAIN, URGENT, SPOT]))
    def begin(self, item):
        self.world = MemoryWorld()
        self.case = blank(item)
        self.now = START
        self.steps = []

    @rule(hours=st.sampled_from([0.2, 1, 3, 8, 30, 100, 24 * 11, 24 * 400]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(
        action=st.sampled_from([action.key for action in EVENT.actions]),
        who=st.sampled_from(sorted(CAST)),
        item=st.sampled_from([PLAIN, URGENT]),
    )
    def try_anything(self, action, who, item):
        data = WORKING.get(action, {})
        self.take(action, CAST[who], {**data, "item_code": item} if action == "accept" else data)

    @rule(pick=st.randoms(use_true_random=False))
    def go_on(self, pick):
        """Take an action that somebody may take now, so that the deep states are reached: one that moves the
        case three times out of four, by anyone who may."""
        possible = [(row, actor) for row in EVENT.actions for actor in those_who_may(row, self.case)]
        moving = [each for each in possible if each[0].target]
        possible = moving if moving and pick.random() < 0.75 else possible
        if possible:
            action = pick.choice(sorted({row.key for row, _ in possible}))
            actors = [actor for row, actor in possible if row.key == action]
            self.take(action, pick.choice(actors), WORKING.get(action, {}))

    @rule(action=st.sampled_from([action.key for action in EVENT.actions]), data=BROKEN)
    def try_nonsense(self, action, data):
        self.take(action, pick_actor(action, self.case), data)

    def take(self, action, actor, data):
        before = self.facts()
        attempt = copy.copy(self.case)
        source = attempt.state
        try:
            record, _ = decide(EVENT, attempt, action, actor, data, self.world, self.now)
        except Problem as problem:
            refused = problem
        else:
            refused = None
        if refused is not None:
            assert refused.kind.status in {403, 409, 422}
            assert self.facts() == before
            return
        row = EVENT.action_by_key[action]
        assert source in row.source
        assert attempt.state == (row.target or source)
        assert record.source == source
        assert record.target == attempt.state
        self.case = attempt
        self.steps.append(record)

    def facts(self):
        return {name: copy.copy(getattr(self.case, name, None)) for name in FIELDS if name != "id"}

    @invariant()
    def keeps_its_promises(self):
        if not hasattr(self, "case"):
            return
        case = self.case
        assert case.state == NEW or case.state in EVENT.state_by_key
        assert case.version == len(self.steps)
        assert chain.verify(case.case_no, case.version, case.head, self.steps) is None
        ended = case.state != NEW and not EVENT.state_by_key[case.state].open
        assert (case.closed_at is not None) == ended
        if ended:
            assert all(clock.stopped for clock in case.clocks)
            assert case.due_at is None
        limited = [clock for clock in case.clocks if clock.running and clock.limit]
        assert len(limited) <= 1, "a case waits for one thing at a time"
        assert (case.due_at is not None) == bool(limited)
        if case.state == "suspended":
            assert [clock.name for clock in case.clocks if clock.paused] == ["handle"]
            assert case.resume_at is not None
        else:
            assert not any(clock.paused for clock in case.clocks)
        assert case.returns <= EVENT.settings.returns_max
        assert case.suspensions <= 1
        assert case.extensions <= EVENT.settings.extensions_max
        assert sum(len(clock.extended) for clock in case.clocks) == case.extensions
        assert (case.desk != "") == (case.state != NEW and bool(EVENT.state_by_key[case.state].desk))
        for clock in case.clocks:
            runs = clock.runs
            assert all(run.until is not None for run in runs[:-1])
            assert all(one.until <= two.since for one, two in pairwise(runs))
            assert clocks.used(clock, self.now, self.world.calendar) >= timedelta(0)


def those_who_may(row, case):
    """The members of the cast who may take this action in the present state, limits aside."""
    if case.state not in row.source:
        return []
    return [actor for actor in CAST.values() if permitted(EVENT, row, case, actor)]


def pick_actor(action, case):
    """Somebody who may, so that the form is what refuses."""
    return next(iter(those_who_may(EVENT.action_by_key[action], case)), CAST["stranger"])


EveryPath.TestCase.settings = settings(
    max_examples=120, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEveryPath = EveryPath.TestCase


def test_the_walk_can_reach_every_state():
    """The machine above is no proof if it never gets anywhere: a plain walk by those who may reaches all."""
    import random

    seen, taken = set(), set()
    for seed in range(3000):
        machine = EveryPath()
        machine.begin([PLAIN, SPOT, URGENT, ""][seed % 4])
        pick = random.Random(seed)
        for _ in range(25):
            machine.go_on(pick)
            machine.now += timedelta(hours=pick.choice([0.2, 2, 20]))
            machine.keeps_its_promises()
        seen |= {step.target for step in machine.steps}
        taken |= {step.action for step in machine.steps}
        if seen == set(EVENT.state_by_key) and taken == set(EVENT.action_by_key):
            break
    assert seen == set(EVENT.state_by_key)
    assert taken == set(EVENT.action_by_key)


@pytest.mark.parametrize("state", [state.key for state in EVENT.states if state.open])
def test_every_open_state_lies_on_a_desk_or_says_why_not(state):
    waiting_for_nobody = {"suspended", "split"}  # the clock and the parts wake these
    assert bool(EVENT.state_by_key[state].desk) != (state in waiting_for_nobody)
