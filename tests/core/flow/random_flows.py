"""Random sound flows: any states, actions, parties, limits and clock effects that `check` lets through."""

from typing import Any

from hypothesis import strategies as st

from tests.core.flow.small import Remark
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.flow.check import check
from wangge.core.flow.forms import Form
from wangge.core.flow.table import NEW, Action, ClockEffect, Flow, Limit, Party, State, Verb
from wangge.core.flow.turn import Turn
from wangge.core.problems import Kind, invalid

POWERS = ("", "case.work", "case.lead", "job")
RELATIONS = ("anyone", "owner", "office")
CLOCKS = ("total", "handle", "verify")

BUSY = Kind("test.busy", 409, "Not at this turn")

CAST = (
    Actor(ActorKind.PERSON, "Owner", person=1),
    Actor(ActorKind.PERSON, "Worker", powers=frozenset({"case.work"}), region="2110", person=2),
    Actor(ActorKind.PERSON, "Leader", powers=frozenset({"case.work", "case.lead"}), region="211002"),
    Actor(ActorKind.PERSON, "Stranger", powers=frozenset({"case.work", "case.lead"}), region="2102"),
    Actor(ActorKind.JOB, "clocks", powers=frozenset({"job"})),
    Actor(ActorKind.REPORTER, "Reporter", person=1, case_no="LP1"),
)


def relations(case: Any, actor: Actor) -> frozenset[str]:
    found = {"anyone"}
    if actor.person == case.asker:
        found.add("owner")
    if actor.covers(case.region_code):
        found.add("office")
    return frozenset(found)


def not_every(turns: int, rest: int) -> Limit:
    """Blocked at every so manieth step of the case."""
    return Limit(BUSY, lambda turn: turn.case.version % turns != rest)


def _told(turn: Turn[Any]) -> None:
    turn.notes["noted"] = turn.case.version
    turn.tell("test.told", version=turn.case.version)


def _choosy(turn: Turn[Any]) -> None:
    if len(turn.form.text) % 2:
        raise invalid(text="Of even length, please")


parties = st.lists(
    st.builds(Party, st.sampled_from(POWERS), st.sampled_from(RELATIONS)), min_size=1, max_size=3
).map(tuple)
limits = st.lists(
    st.integers(2, 4).flatmap(lambda turns: st.builds(not_every, st.just(turns), st.integers(0, turns - 1))),
    max_size=2,
).map(tuple)
# Starting is drawn more often: without a clock there is nothing to stop, pause or extend.
verbs = st.sampled_from([Verb.START, Verb.START, Verb.START, *Verb])
effects = st.lists(st.builds(ClockEffect, verbs, st.sampled_from(CLOCKS)), max_size=4).map(tuple)
# At least one timer has a limit; the others may be stopwatches.
spans = st.dictionaries(
    st.sampled_from(CLOCKS), st.builds(Span, st.sampled_from(ClockKind), st.integers(0, 9)), min_size=1
)


@st.composite
def flows(draw) -> Flow:
    """A chain from the first state to a closed one makes it sound; everything else is drawn at will."""
    keys = [f"s{place}" for place in range(draw(st.integers(2, 6)))]
    closed = draw(st.sets(st.sampled_from(keys))) | {keys[-1]}
    states = tuple(
        State(key, key.upper(), open=key not in closed, desk=draw(st.sampled_from(["", "all"])))
        for key in keys
    )
    ways: list[tuple[tuple[str, ...], str | None]] = [
        ((source,), target) for source, target in zip([NEW, *keys], keys, strict=False)
    ]
    for _ in range(draw(st.integers(0, 8))):
        source = draw(st.sets(st.sampled_from([NEW, *keys]), min_size=1, max_size=3))
        stays = NEW not in source and draw(st.booleans())
        ways.append((tuple(sorted(source)), None if stays else draw(st.sampled_from(keys))))
    actions = []
    for place, (source, target) in enumerate(ways):
        form, effect = draw(st.sampled_from([(Form, None), (Form, _told), (Remark, None), (Remark, _choosy)]))
        actions.append(
            Action(
                key=f"a{place}",
                label=f"A{place}",
                step="handle",
                source=source,
                target=target,
                who=draw(parties),
                form=form,
                limits=draw(limits),
                clocks=draw(effects),
                effect=effect,
            )
        )
    return check(
        Flow(
            key="random",
            label="Random",
            states=states,
            actions=tuple(actions),
            relations=relations,
            desks={"all": lambda case: "desk:1"},
            clocks=CLOCKS,
        )
    )
