"""Whatever the loop, whoever acts and in whatever order: the engine does what the table says, or nothing.

A machine draws a random sound flow and a world, then lets a random cast try random actions with random forms
at random times. Beside the engine runs a model of a few lines that knows only the table.
"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.core.flow.random_flows import BUSY, CAST, flows, spans
from tests.core.flow.small import MORNING, Centre, Lost, Remark
from tests.core.strategies import calendars
from wangge.core.clocks import clock as clocks
from wangge.core.flow import chain
from wangge.core.flow.decide import decide, offered
from wangge.core.flow.table import NEW
from wangge.core.problems import Problem

FORMS = [{}, {"text": "even"}, {"text": "odd"}, {"text": "\x00"}, {"text": ""}, {"other": 1}, [], None]


class Engine(RuleBasedStateMachine):
    @initialize(flow=flows(), spans=spans, calendar=calendars)
    def begin(self, flow, spans, calendar):
        self.flow, self.world = flow, Centre(calendar=calendar, spans=spans)
        self.case = Lost()
        self.records = []
        self.now = MORNING

    @rule(
        data=st.data(),
        actor=st.sampled_from(CAST),
        form=st.sampled_from(FORMS),
        later=st.timedeltas(timedelta(hours=-30), timedelta(days=12)),
    )
    def try_anything(self, data, actor, form, later):
        key = data.draw(st.sampled_from([*self.flow.action_by_key, "unheard_of"]), "action")
        self.now += later
        self.act(key, actor, form)

    @rule(
        data=st.data(),
        actor=st.sampled_from(CAST),
        later=st.sampled_from([timedelta(0), timedelta(hours=3), timedelta(days=4), timedelta(hours=-9)]),
    )
    def try_what_is_offered(self, data, actor, later):
        """Goes further than chance alone, which is refused most of the time."""
        self.now += later
        free = [
            action
            for action, limit in offered(self.flow, self.case, actor, self.world, self.now)
            if limit is None
        ]
        if free:
            action = data.draw(st.sampled_from(free), "offered")
            self.act(action.key, actor, {"text": "even"} if action.form is Remark else {})

    def act(self, key, actor, form):
        before = self.case.seen()
        status, code = self.foreseen(key, actor, form)
        problem = None
        try:
            record, turn = decide(self.flow, self.case, key, actor, form, self.world, self.now)
        except Problem as raised:
            problem = raised.kind
        if problem:
            assert problem.status == status
            assert code in (None, problem.code)
            assert self.case.seen() == before, "a refusal changed the case"
            return
        assert status is None, "what the table refuses was done"
        self.records.append(record)
        action = self.flow.action_by_key[key]
        assert record.source == before["state"]
        assert record.target == self.case.state == (action.target or before["state"])
        assert record.at == self.case.moved_at
        if before["state"] != NEW:
            assert record.at == max(self.now, before["moved_at"])
        assert all(message.payload["case_no"] == self.case.case_no for message in turn.messages)
        # Clocks are appended or moved on in place, never lost, renamed or restarted.
        for old, new in zip(before["clocks"], self.case.clocks, strict=False):
            assert (old.name, old.limit, old.started_at) == (new.name, new.limit, new.started_at)
            assert new.stopped or not old.stopped
            if old.stopped:
                assert new == old
        assert len(self.case.clocks) >= len(before["clocks"])

    def foreseen(self, key, actor, form):
        """What the table alone says will come of it: a status and a code, or None for done."""
        action = self.flow.action_by_key.get(key)
        if action is None:
            return 404, None
        stands_in = self.flow.relations(self.case, actor)
        if not any(
            party.relation in stands_in and (party.power in actor.powers or not party.power)
            for party in action.who
        ):
            return 403, None
        if self.case.state not in action.source:
            return 409, "flow.not-now"
        if not all(limit.holds(type("Seen", (), {"case": self.case})) for limit in action.limits):
            return 409, BUSY.code
        if action.form is Remark:
            fits = form == {"text": "even"} or (form == {"text": "odd"} and action.effect is None)
        else:
            fits = form == {}
        return (None, None) if fits else (422, None)

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def the_state_is_one_the_table_leads_to(self):
        state = NEW
        for record in self.records:
            action = self.flow.action_by_key[record.action]
            assert record.source == state
            assert state in action.source
            state = action.target or state
            assert record.target == state
        assert self.case.state == state

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def no_step_is_lost(self):
        assert self.case.version == len(self.records)
        assert [record.seq for record in self.records] == list(range(1, len(self.records) + 1))
        assert chain.verify(self.case.case_no, self.case.version, self.case.head, self.records) is None

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def no_clock_runs_on_a_closed_case(self):
        open_ = self.flow.is_open(self.case.state)
        assert open_ or all(clock.stopped for clock in self.case.clocks)
        assert (self.case.closed_at is None) is open_

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def one_clock_of_a_name_goes_at_a_time(self):
        going = [clock.name for clock in self.case.clocks if not clock.stopped]
        assert len(going) == len(set(going))

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def a_case_is_due_when_its_first_running_clock_is(self):
        limited = [clock for clock in self.case.clocks if clock.running and clock.limit]
        if not limited:
            assert (self.case.due_at, self.case.warn_at) == (None, None)
            return
        assert self.case.due_at == min(clocks.due(clock, self.world.calendar) for clock in limited)
        assert self.case.warn_at is not None
        assert self.case.warn_at <= self.case.due_at

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def time_only_goes_forward(self):
        moments = [record.at for record in self.records]
        assert moments == sorted(moments)
        for clock in self.case.clocks:
            edges = [edge for run in clock.runs for edge in (run.since, run.until) if edge]
            assert edges == sorted(edges)

    @precondition(lambda self: hasattr(self, "case"))
    @invariant()
    def the_desk_is_that_of_the_state(self):
        if self.records:
            state = self.flow.state_by_key[self.case.state]
            assert self.case.desk == ("desk:1" if state.desk else "")


TestEngine = Engine.TestCase
TestEngine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
