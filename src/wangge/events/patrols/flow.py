"""The loop of a patrol or visit: planned, under way, finished; findings are noted on the way."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.flow.editions import install
from wangge.core.flow.forms import Form
from wangge.core.flow.table import NEW, Action, Flow, Limit, Party, State, start
from wangge.core.flow.turn import Turn
from wangge.core.text import digest_of
from wangge.core.words import N_
from wangge.events.loop.forms import Note, NoteForm, Reason
from wangge.events.patrols.models import Kind, Patrol

Words = Annotated[str, Meta(max_length=500)]


class Start(Form):
    """`track`: the worker's own wish for this one time; nobody asks for it, and it may be ended at any moment."""

    track: Annotated[bool, Meta(title=N_("Keep a coarse track of this one"))] = False


class Finding(Form):
    """Written by the findings route: the case number of the event it became."""

    case_no: str


class Finish(Form):
    """Which lines of the checklist were looked at (by place in the list, from 0), and anything worth saying."""

    looked_at: Annotated[list[int], Meta(title=N_("Looked at"))] = []
    note: Note = ""


class Visited(Form):
    """Nothing has to be said: nothing new is one tap."""

    asked_for: Annotated[Words, Meta(title=N_("What was asked for"))] = ""
    offered: Annotated[Words, Meta(title=N_("What was offered or promised"))] = ""


class Drop(Form):
    reason: Reason


def relations(case: Patrol, actor: Actor) -> frozenset[str]:
    """`worker` works the grid, and is `walker` of a patrol and `visitor` of a visit, `tracked` while a track is
    kept; `area` has jurisdiction."""
    found = set()
    if f"grid:{case.region_code}" in actor.desks:
        found |= {"worker", "visitor" if case.kind == Kind.VISIT else "walker"}
        if case.tracking:
            found.add("tracked")
    if actor.covers(case.region_code):
        found.add("area")
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    return frozenset(found)


def _started(turn: Turn[Patrol]) -> None:
    turn.case.worker_id = turn.actor.person
    turn.case.started_at = turn.now
    turn.case.tracking = turn.form.track


def _untracked(turn: Turn[Patrol]) -> None:
    turn.case.tracking = False


def _finished(turn: Turn[Patrol]) -> None:
    _untracked(turn)
    lines = turn.case.checklist
    if any(not 0 <= place < len(lines) for place in turn.form.looked_at):
        raise problems.invalid(looked_at=N_("There is no such line in the checklist"))


def _visited(turn: Turn[Patrol]) -> None:
    """The words go to a row that is sealed and will be deleted; the step keeps their hashes."""
    _untracked(turn)
    form: Visited = turn.form
    said = {"asked_for": form.asked_for.strip(), "offered": form.offered.strip()}
    turn.notes |= {f"{name}_sha256": digest_of(words) for name, words in said.items() if words}
    turn.world.keep(turn.case, said["asked_for"], said["offered"])
    turn.form = NoteForm()


SAME_WORKER = Limit(
    problems.kind("patrol.other-worker", 409, N_("Another worker is walking this patrol")),
    lambda turn: turn.case.worker_id in {None, turn.actor.person},
)
WORKER = (Party("patrol.walk", "worker"),)
PLANNER = (Party("patrol.plan", "area"),)
STILL_TO_COME = Limit(
    problems.kind("patrol.past", 409, N_("The time by which it was to be finished has passed")),
    lambda turn: turn.case.finish_by > turn.now,
)


def hours_left(case: Patrol, now: datetime) -> float:
    """Continuous hours until the patrol is to be finished."""
    return (case.finish_by - now).total_seconds() / 3600


PATROL = install(
    Flow(
        key="patrol",
        label=N_("Patrol"),
        states=(
            State("planned", N_("Planned"), desk="worker", awaits=("start",)),
            State("walking", N_("Under way"), desk="worker", awaits=("finish", "finish_visit")),
            State("finished", N_("Finished"), open=False),
            State("dropped", N_("Dropped"), open=False),
        ),
        actions=(
            Action(
                "plan",
                N_("Plan"),
                "patrol",
                (NEW,),
                "planned",
                (*PLANNER, *WORKER),
                limits=(STILL_TO_COME,),
                clocks=(start("finish"),),
            ),
            Action("start", N_("Start"), "patrol", ("planned",), "walking", WORKER, Start, effect=_started),
            Action(
                "find",
                N_("Note a finding"),
                "patrol",
                ("walking",),
                None,
                WORKER,
                Finding,
                limits=(SAME_WORKER,),
                indirect=True,
            ),
            Action(
                "stop_track",
                N_("Stop keeping the track"),
                "patrol",
                ("walking",),
                None,
                (Party("patrol.walk", "tracked"),),
                limits=(SAME_WORKER,),
                effect=_untracked,
            ),
            Action(
                "finish",
                N_("Finish"),
                "patrol",
                ("walking",),
                "finished",
                (Party("patrol.walk", "walker"),),
                Finish,
                limits=(SAME_WORKER,),
                effect=_finished,
            ),
            Action(
                "finish_visit",
                N_("Finish the visit"),
                "patrol",
                ("walking",),
                "finished",
                (Party("patrol.walk", "visitor"),),
                Visited,
                limits=(SAME_WORKER,),
                effect=_visited,
            ),
            Action(
                "drop",
                N_("Drop"),
                "patrol",
                ("planned", "walking"),
                "dropped",
                PLANNER,
                Drop,
                effect=_untracked,
            ),
        ),
        relations=relations,
        desks={"worker": lambda case: f"grid:{case.region_code}"},
        clocks=("finish",),
    )
)
