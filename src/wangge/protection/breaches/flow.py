"""The loop of a breach: recorded, contained, assessed, the authority told and the people too (or not, and why),
closed.

The authority and the people are told when it is time, whatever else is still being found out: so they are no states
but actions that stay, and it is closed when both are settled."""

from typing import Annotated, Any, cast

from msgspec import Meta

from wangge.core import problems
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.kinds import Span
from wangge.core.flow.editions import flow_at, install
from wangge.core.flow.forms import Form
from wangge.core.flow.table import NEW, Action, Flow, Limit, Settings, State, start, stop
from wangge.core.flow.turn import Turn
from wangge.core.problems import invalid
from wangge.core.text import digest_of
from wangge.core.words import N_
from wangge.protection.breaches import forms
from wangge.protection.breaches.terms import terms
from wangge.protection.models import Breach
from wangge.protection.parties import WORKS, relations

OPEN = ("recorded", "contained", "assessed")
CLOCKS = ("contain", "authority", "people")


class BreachSettings(Settings, frozen=True):
    """How soon; where the usual figures are from stands in `data/breach.yaml`."""

    contain: Annotated[Span, Meta(title=N_("Time to contain a breach"))] = terms()["contain"].span
    authority: Annotated[Span, Meta(title=N_("Time to tell the authority"))] = terms()["authority"].span
    authority_grave: Annotated[Span, Meta(title=N_("Time to tell the authority of a larger incident"))] = (
        terms()["authority_grave"].span
    )
    people: Annotated[Span, Meta(title=N_("Time to tell the people concerned"))] = terms()["people"].span


def allowed(case: Breach, clock: str) -> Span:
    settings = cast(BreachSettings, flow_at("breach", case.flow_version).settings)
    name = "authority_grave" if clock == "authority" and case.grave else clock
    return cast(Span, getattr(settings, name))


def _recorded(turn: Turn[Breach]) -> None:
    """The clocks have run since it was found, however late it is recorded."""
    turn.case.clocks = [clocks.started(name, allowed(turn.case, name), turn.case.found_at) for name in CLOCKS]


def _keep(turn: Turn[Breach], part: str, **kept: Any) -> None:
    """The words go to a row that is sealed; the step holds their hash, and what else was filled in."""
    words = turn.form.words.strip()
    turn.world.keep(turn.case, part, words)
    turn.notes = {**kept, "words_sha256": digest_of(words)}
    turn.form = Form()


def _contained(turn: Turn[Breach]) -> None:
    _keep(turn, "contained")


def _assessed(turn: Turn[Breach]) -> None:
    form: forms.Assessed = turn.form
    case = turn.case
    if (form.affected is None) != (form.counted is forms.Counted.UNKNOWN):
        raise invalid(affected=N_("Say how many, or that it is not known yet"))
    case.causes = [each.value for each in form.causes]
    case.harms = [each.value for each in form.harms]
    case.affected, case.counted = form.affected, form.counted.value
    if form.grave is not None and form.grave != case.grave:
        case.grave = form.grave
        case.clocks = [_anew(each, case) if each.name == "authority" else each for each in case.clocks]
    told = {"causes": case.causes, "harms": case.harms, "counted": case.counted, "grave": case.grave}
    _keep(turn, "harm", **told, **({} if case.affected is None else {"affected": case.affected}))


def _anew(clock: clocks.Clock, case: Breach) -> clocks.Clock:
    """The authority's clock with the time that is allowed now, from when the breach was found."""
    return clock if clock.stopped else clocks.started(clock.name, allowed(case, clock.name), case.found_at)


def _authority_told(turn: Turn[Breach]) -> None:
    turn.case.authority_at = turn.now


def _people_told(turn: Turn[Breach]) -> None:
    turn.case.people, turn.case.people_at = "told", turn.now
    ways = [each.value for each in turn.form.ways]
    _keep(turn, "advice", ways=ways, contact=turn.form.contact.strip())


def _spared(turn: Turn[Breach]) -> None:
    turn.case.people, turn.case.people_at = "spared", turn.now
    _keep(turn, "spared")


def _ordered(turn: Turn[Breach]) -> None:
    turn.case.people, turn.case.people_at = "", None


def _closed(turn: Turn[Breach]) -> None:
    _keep(turn, "lessons")


def _dismissed(turn: Turn[Breach]) -> None:
    _keep(turn, "dismissed")


UNTOLD = Limit(
    problems.kind("breach.authority-told", 409, N_("The authority has been told already")),
    lambda turn: turn.case.authority_at is None,
)
UNSETTLED = Limit(
    problems.kind("breach.people-settled", 409, N_("Whether people are told has been settled already")),
    lambda turn: not turn.case.people,
)
SPARED = Limit(
    problems.kind("breach.people-not-spared", 409, N_("Nobody decided that people need not be told")),
    lambda turn: turn.case.people == "spared",
)
AUTHORITY = Limit(
    problems.kind("breach.authority-untold", 409, N_("Tell the authority first")),
    lambda turn: turn.case.authority_at is not None,
)
PEOPLE = Limit(
    problems.kind(
        "breach.people-open", 409, N_("Tell the people concerned first, or say why they need not be told")
    ),
    lambda turn: bool(turn.case.people),
)
SECOND = Limit(
    problems.kind(
        "breach.same-person", 409, N_("Somebody else than who recorded it says that it is no breach")
    ),
    lambda turn: turn.actor.person is not None and turn.actor.person != turn.case.recorder,
)

BREACH = install(
    Flow(
        key="breach",
        label=N_("Breach of personal information"),
        states=(
            State("recorded", N_("Recorded"), awaits=("contain",)),
            State("contained", N_("Contained"), awaits=("assess",)),
            State("assessed", N_("Assessed"), awaits=("tell_authority", "tell_people", "close")),
            State("closed", N_("Closed"), open=False),
            State("dismissed", N_("No breach"), open=False),
        ),
        actions=(
            Action(
                "record", N_("Record a breach"), "report", (NEW,), "recorded", WORKS, forms.Recorded,
                clocks=tuple(start(name) for name in CLOCKS), effect=_recorded, indirect=True,
            ),
            Action(
                "contain", N_("It is contained"), "handle", ("recorded",), "contained", WORKS, forms.Contained,
                clocks=(stop("contain"),), effect=_contained,
            ),
            Action(
                "assess", N_("Assess it"), "verify", ("contained", "assessed"), "assessed", WORKS, forms.Assessed,
                effect=_assessed,
            ),
            Action(
                "tell_authority", N_("The authority has been told"), "feedback", OPEN, None, WORKS,
                forms.AuthorityTold, limits=(UNTOLD,), clocks=(stop("authority"),), effect=_authority_told,
            ),
            Action(
                "tell_people", N_("The people concerned have been told"), "feedback", ("contained", "assessed"), None,
                WORKS, forms.PeopleTold, limits=(UNSETTLED,), clocks=(stop("people"),), effect=_people_told,
            ),
            Action(
                "spare_people", N_("People need not be told"), "feedback", ("assessed",), None, WORKS, forms.Spared,
                limits=(UNSETTLED,), clocks=(stop("people"),), effect=_spared,
            ),
            Action(
                "order_people", N_("The authority asks that people be told"), "supervise", ("assessed",), None, WORKS,
                forms.Ordered, limits=(SPARED,), clocks=(start("people"),), effect=_ordered,
            ),
            Action(
                "close", N_("Close it"), "close", ("assessed",), "closed", WORKS, forms.Closed,
                limits=(AUTHORITY, PEOPLE), effect=_closed,
            ),
            Action(
                "dismiss", N_("It is no breach"), "close", ("recorded", "contained"), "dismissed", WORKS,
                forms.Dismissed, limits=(SECOND,), effect=_dismissed,
            ),
        ),
        relations=relations,
        clocks=CLOCKS,
        settings=BreachSettings(),
        private=True,
    )
)  # fmt: skip
