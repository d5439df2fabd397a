"""The loop of an overdue appeal: asked by the unit, reviewed twice by two persons, granted or refused."""

from typing import Annotated

from msgspec import Meta

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.flow.editions import install
from wangge.core.flow.forms import Form
from wangge.core.flow.table import NEW, Action, Flow, Limit, Party, Settings, State, start, stop
from wangge.core.flow.turn import Turn
from wangge.core.words import N_
from wangge.events.appeals.models import Appeal
from wangge.events.loop.forms import Basis, Note, Reason


class AppealSettings(Settings, frozen=True):
    """How long each review may take."""

    review: Annotated[Span, Meta(title=N_("Time for each review"))] = Span(ClockKind.WORKING_DAYS, 5)


class Ask(Form):
    reason: Reason
    basis: Basis


class Review(Form):
    note: Note = ""


class Refusal(Form):
    reason: Reason


def relations(case: Appeal, actor: Actor) -> frozenset[str]:
    """`unit` appeals; `owner` is the centre that dispatched; `area` has jurisdiction over the place."""
    found = set()
    if actor.unit is not None and actor.unit == case.unit_id:
        found.add("unit")
    if f"centre:{case.owner}" in actor.desks:
        found.add("owner")
    if actor.covers(case.region_code):
        found.add("area")
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    return frozenset(found)


def _endorsed(turn: Turn[Appeal]) -> None:
    turn.case.reviewed_by = turn.actor.person


def _granted(turn: Turn[Appeal]) -> None:
    turn.tell("appeal.granted", event=turn.case.event_id)


SECOND_PAIR_OF_EYES = Limit(
    problems.kind("appeal.same-person", 409, N_("The second review is somebody else's")),
    lambda turn: turn.actor.person is None or turn.actor.person != turn.case.reviewed_by,
)
# Streets and communities dispatch but do not review appeals: the county's centre does it for them.
FIRST = (Party("event.review_appeal_first", "owner"), Party("event.review_appeal_first", "area"))
FINAL = (Party("event.review_appeal_final", "area"),)

APPEAL = install(
    Flow(
        key="appeal",
        label=N_("Overdue appeal"),
        states=(
            State("asked", N_("Waiting for the first review"), desk="county", awaits=("endorse",)),
            State("endorsed", N_("Waiting for the second review"), desk="above", awaits=("grant",)),
            State("granted", N_("Granted"), open=False),
            State("refused", N_("Refused"), open=False),
        ),
        actions=(
            Action(
                "appeal",
                N_("Appeal"),
                "evaluate",
                (NEW,),
                "asked",
                (Party("event.appeal", "unit"),),
                Ask,
                clocks=(start("first"),),
            ),
            Action(
                "endorse",
                N_("Endorse"),
                "evaluate",
                ("asked",),
                "endorsed",
                FIRST,
                Review,
                clocks=(stop("first"), start("second")),
                effect=_endorsed,
            ),
            Action(
                "grant",
                N_("Grant"),
                "evaluate",
                ("endorsed",),
                "granted",
                FINAL,
                Review,
                limits=(SECOND_PAIR_OF_EYES,),
                effect=_granted,
            ),
            Action("refuse", N_("Refuse the appeal"), "evaluate", ("asked",), "refused", FIRST, Refusal),
            Action(
                "refuse_finally",
                N_("Refuse the appeal"),
                "evaluate",
                ("endorsed",),
                "refused",
                FINAL,
                Refusal,
                limits=(SECOND_PAIR_OF_EYES,),
            ),
        ),
        relations=relations,
        desks={
            "county": lambda case: f"centre:{case.owner[:6]}",
            # The city's centre reviews last, whatever the level that dispatched (domain.md §3: two reviews).
            "above": lambda case: f"centre:{case.region_code[:4]}",
        },
        clocks=("first", "second"),
        settings=AppealSettings(),
    )
)
