"""The loop of an impact assessment: written, looked at by a second person, in force until its review, replaced."""

from typing import Annotated, cast

from msgspec import Meta

from wangge.core import problems
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.flow.editions import flow_at, install
from wangge.core.flow.forms import Choice, Form
from wangge.core.flow.table import NEW, Action, Flow, Limit, Settings, State, start, stop
from wangge.core.flow.turn import Turn
from wangge.core.text import digest_of
from wangge.core.words import N_
from wangge.protection.assessments.words import PARTS
from wangge.protection.models import Assessment
from wangge.protection.parties import PLATFORM, WORKS, relations

Part = Annotated[str, Meta(min_length=10, max_length=4000, pattern=r"\S")]
Note = Annotated[str, Meta(min_length=2, max_length=500, pattern=r"\S")]


class AssessmentSettings(Settings, frozen=True):
    """The law wants an assessment before the processing begins and again when it changes, and names no term for
    looking at it again: a year is our own. `missed_days`: so long after its review was due it is no longer in
    force."""

    review: Annotated[Span, Meta(title=N_("Time until an assessment is looked at again"))] = Span(
        ClockKind.NATURAL_DAYS, 365
    )
    missed_days: Annotated[
        int, Meta(ge=1, le=365, title=N_("Days after a missed review until it is no longer in force"))
    ] = 90


class Risk(Choice):
    """How great the risk is that is left when the measures are taken."""

    LOW = "low", N_("Low")
    MIDDLE = "middle", N_("Middle")
    HIGH = "high", N_("High")


class Begun(Form):
    """Written by `actions.begin`, which has checked it."""

    activities: Annotated[list[str], Meta(title=N_("Activities"))]


class Written(Form):
    purpose: Annotated[Part, Meta(title=PARTS["purpose"])]
    rights: Annotated[Part, Meta(title=PARTS["rights"])]
    measures: Annotated[Part, Meta(title=PARTS["measures"])]
    risk: Annotated[Risk, Meta(title=N_("Risk that is left"))]


class Approved(Form):
    note: Annotated[str, Meta(title=N_("Note"), max_length=500)] = ""


class Reasoned(Form):
    reason: Annotated[Note, Meta(title=N_("Reason"))]


class LookedAt(Form):
    note: Annotated[Note, Meta(title=N_("What was looked at, and why it still holds"))]


def allowed(case: Assessment, clock: str) -> Span:  # noqa: ARG001  there is one clock
    return cast(AssessmentSettings, flow_at("assessment", case.flow_version).settings).review


def _writes(turn: Turn[Assessment]) -> None:
    person = turn.actor.person
    if person is not None and person not in turn.case.writers:
        turn.case.writers = [*turn.case.writers, person]
    turn.case.writer = turn.actor.label


def _written(turn: Turn[Assessment]) -> None:
    _writes(turn)
    texts = {part: getattr(turn.form, part).strip() for part in PARTS}
    for part, text in texts.items():
        turn.world.keep(turn.case, part, text)
    turn.case.risk = turn.form.risk.value
    turn.case.complete = True
    turn.notes = {"risk": turn.case.risk, "words_sha256": digest_of("\n".join(texts.values()))}
    turn.form = Form()


def _approved(turn: Turn[Assessment]) -> None:
    turn.case.approver = turn.actor.label
    turn.case.approved_at = turn.now


SECOND = Limit(
    problems.kind(
        "protection.same-person", 409, N_("Somebody who did not write it decides on an assessment")
    ),
    lambda turn: turn.actor.person is not None and turn.actor.person not in turn.case.writers,
)
COMPLETE = Limit(
    problems.kind("protection.incomplete", 409, N_("What the law asks for has not been written yet")),
    lambda turn: turn.case.complete,
)

ASSESSMENT = install(
    Flow(
        key="assessment",
        label=N_("Impact assessment"),
        states=(
            State("draft", N_("Being written"), awaits=("submit", "write")),
            State("review", N_("With the second person"), awaits=("approve",)),
            State("approved", N_("In force"), awaits=("confirm",)),
            State("replaced", N_("Replaced by a newer one"), open=False),
            State("expired", N_("Review missed, no longer in force"), open=False),
            State("ended", N_("Processing has ended"), open=False),
            State("withdrawn", N_("Given up"), open=False),
        ),
        actions=(
            Action(
                "begin", N_("Begin an assessment"), "report", (NEW,), "draft", WORKS, Begun, effect=_writes,
                indirect=True,
            ),
            Action("write", N_("Write"), "handle", ("draft",), None, WORKS, Written, effect=_written),
            Action(
                "submit", N_("Give it to the second person"), "dispatch", ("draft",), "review", WORKS,
                limits=(COMPLETE,),
            ),
            Action(
                "approve", N_("Approve"), "accept", ("review",), "approved", WORKS, Approved, limits=(SECOND,),
                clocks=(start("review"),), effect=_approved,
            ),
            Action(
                "return", N_("Give it back"), "feedback", ("review",), "draft", WORKS, Reasoned, limits=(SECOND,),
            ),
            Action(
                "confirm", N_("Looked at again, still holds"), "verify", ("approved",), None, WORKS, LookedAt,
                clocks=(stop("review"), start("review")),
            ),
            Action("end", N_("The processing has ended"), "close", ("approved",), "ended", WORKS, Reasoned),
            Action("withdraw", N_("Give it up"), "close", ("draft", "review"), "withdrawn", WORKS, Reasoned),
            Action("replace", N_("Replaced"), "close", ("approved",), "replaced", PLATFORM, indirect=True),
            Action("expire", N_("Review missed"), "close", ("approved",), "expired", PLATFORM, indirect=True),
        ),
        relations=relations,
        clocks=("review",),
        settings=AssessmentSettings(),
    )
)  # fmt: skip
