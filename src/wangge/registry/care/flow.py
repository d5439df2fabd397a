"""The loop of a care entry: proposed, agreed to, under way with a plan and reviews, ended.

Whatever is said goes beside the step (`world`): the step itself holds no word of it.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.utils.timezone import localdate
from msgspec import Meta

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.flow.editions import install
from wangge.core.flow.forms import Form, filled
from wangge.core.flow.table import NEW, Action, Flow, Limit, Party, State, start, stop
from wangge.core.flow.turn import Turn
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.registry.care import forms
from wangge.registry.care.models import CareEntry, Consent
from wangge.registry.care.world import FIELDS, last_day

WORK = "care.work"
Effect = Callable[[Turn[CareEntry]], None]


def relations(case: CareEntry, actor: Actor) -> frozenset[str]:
    """`worker` works on the entry; of them one is `responsible`, any other a `helper`. `asking`: responsible, and the
    person has not agreed yet; `agreed`: the care rests on consent, which can be withdrawn. `area` has jurisdiction:
    it counts for opening an entry alone."""
    found = set()
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    if actor.covers(case.region_code):
        found.add("area")
    if actor.person is not None and actor.person in case.workers:
        found |= {"worker", "responsible" if actor.person == case.responsible else "helper"}
        if case.consent == Consent.GIVEN:
            found.add("agreed")
        if case.consent == Consent.ASKED and "responsible" in found:
            found.add("asking")
    return frozenset(found)


def said(effect: Effect | None = None) -> Effect:
    """An effect that seals what was filled in beside the step, after `effect` has read it."""

    def run(turn: Turn[CareEntry]) -> None:
        if effect is not None:
            effect(turn)
        turn.notes["said"] = turn.world.say(turn.case.version + 1, filled(turn.form))
        turn.form = Form()

    return run


def _agreed(turn: Turn[CareEntry]) -> None:
    if turn.form.day > localdate(turn.now):
        raise invalid(day=N_("Choose a day that has been"))
    turn.case.consent = Consent.GIVEN


def _extended(turn: Turn[CareEntry]) -> None:
    case, until = turn.case, turn.form.until
    assert case.ends_on is not None
    if not case.ends_on < until <= last_day(case):
        raise invalid(until=N_("Choose a day after the present end, and not beyond the longest term"))
    case.ends_on = until


def _handed_over(turn: Turn[CareEntry]) -> None:
    """The one who hands over has done their part, and no longer sees the entry."""
    case, to = turn.case, turn.form.to
    if to == case.responsible or to not in turn.world.colleagues:
        raise invalid(to=N_("Choose somebody else who may care for people there"))
    case.workers = sorted({*case.workers, to} - {case.responsible})
    case.responsible = to


def _added(turn: Turn[CareEntry]) -> None:
    who = turn.form.who
    if who in turn.case.workers or who not in turn.world.colleagues:
        raise invalid(who=N_("Choose somebody else who may care for people there"))
    turn.case.workers = sorted({*turn.case.workers, who})


def _removed(turn: Turn[CareEntry]) -> None:
    who = turn.form.who
    if who == turn.case.responsible or who not in turn.case.workers:
        raise invalid(who=N_("Choose somebody who takes part"))
    turn.case.workers = sorted({*turn.case.workers} - {who})


def _left(turn: Turn[CareEntry]) -> None:
    turn.case.workers = sorted({*turn.case.workers} - {turn.actor.person})


def _corrected(turn: Turn[CareEntry]) -> None:
    """The values were checked by the register; the step commits to them as to what is said."""
    turn.notes["said"] = turn.world.say(FIELDS, turn.form.fields)
    turn.form = Form()


class Fields(Form):
    """Written by the route that sets the register's fields."""

    fields: Annotated[dict[str, Any], Meta(title=N_("What is held"))]


CONSENT = Limit(
    problems.kind("care.no-consent", 409, N_("Nothing is done before the person has agreed")),
    lambda turn: turn.case.consent != Consent.ASKED,
)
LONGER = Limit(
    problems.kind("care.longest", 409, N_("The longest term is reached; it ends, or is opened anew")),
    lambda turn: turn.case.ends_on < last_day(turn.case),
)
HELPED = Limit(
    problems.kind("care.alone", 409, N_("Nobody else takes part")),
    lambda turn: len(turn.case.workers) > 1,
)


def may(relation: str) -> tuple[Party]:
    return (Party(WORK, relation),)


RESPONSIBLE, WORKER, PLATFORM = may("responsible"), may("worker"), (Party("job", "platform"),)
PROPOSED, ACTIVE = ("proposed",), ("active",)
OPEN = (*PROPOSED, *ACTIVE)

CARE = install(
    Flow(
        key="care",
        label=N_("Care"),
        states=(
            State("proposed", N_("To be begun"), awaits=("agree", "begin")),
            State("active", N_("Care is given"), awaits=("help", "review")),
            State("ended", N_("Ended"), open=False),
        ),
        actions=(
            Action("open", N_("Open"), "report", (NEW,), "proposed", may("area"), forms.Open,
                   clocks=(start("agree"),), effect=said()),
            Action("agree", N_("Consent was given"), "accept", PROPOSED, None, may("asking"), forms.Agree,
                   effect=said(_agreed)),
            Action("begin", N_("Begin with a plan"), "accept", PROPOSED, "active", RESPONSIBLE, forms.Begin,
                   limits=(CONSENT,), clocks=(stop("agree"), start("review"), start("term")), effect=said()),
            Action("decline", N_("Not wanted or not needed"), "close", PROPOSED, "ended", RESPONSIBLE,
                   forms.ReasonForm, effect=said()),
            Action("help", N_("Note a visit or help"), "handle", ACTIVE, None, WORKER, forms.Help, effect=said()),
            Action("review", N_("Review"), "verify", ACTIVE, None, RESPONSIBLE, forms.Review,
                   clocks=(stop("review"), start("review")), effect=said()),
            Action("change_plan", N_("Change the plan"), "handle", ACTIVE, None, RESPONSIBLE, forms.ChangePlan,
                   effect=said()),
            Action("extend", N_("Extend"), "handle", ACTIVE, None, RESPONSIBLE, forms.Extend, limits=(LONGER,),
                   clocks=(stop("term"), start("term")), effect=said(_extended)),
            Action("add", N_("Let a colleague take part"), "handle", OPEN, None, RESPONSIBLE, forms.Add,
                   effect=said(_added)),
            Action("remove", N_("A colleague no longer takes part"), "handle", OPEN, None, RESPONSIBLE,
                   forms.Remove, limits=(HELPED,), effect=said(_removed)),
            Action("leave", N_("Take part no longer"), "handle", OPEN, None, may("helper"), effect=_left),
            Action("hand_over", N_("Hand over"), "handle", OPEN, None, RESPONSIBLE, forms.HandOver,
                   effect=said(_handed_over)),
            Action("correct", N_("Correct what is held"), "handle", OPEN, None, RESPONSIBLE, Fields,
                   effect=_corrected, indirect=True),
            Action("withdraw", N_("Consent was withdrawn"), "close", OPEN, "ended", may("agreed")),
            Action("end", N_("End"), "close", ACTIVE, "ended", RESPONSIBLE, forms.ReasonForm, effect=said()),
            Action("expire", N_("The term is over"), "close", ACTIVE, "ended", PLATFORM),
            Action("lapse", N_("Nobody looked at it in time"), "close", OPEN, "ended", PLATFORM),
            Action("depart", N_("The person is no longer here"), "close", OPEN, "ended", PLATFORM),
        ),
        relations=relations,
        clocks=("agree", "review", "term"),
        private=True,
    )
)  # fmt: skip
