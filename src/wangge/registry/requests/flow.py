"""The loop of a request of somebody of the register: received, who asks made sure of, decided, carried out, told."""

from typing import Annotated, Any

from msgspec import Meta

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.flow.editions import install
from wangge.core.flow.forms import Choice, Form
from wangge.core.flow.table import NEW, Action, Flow, Limit, Party, Settings, State, start, stop
from wangge.core.words import N_
from wangge.registry.requests import effects, rights
from wangge.registry.requests.models import RIGHTS, RightsRequest

Words = Annotated[str, Meta(min_length=2, max_length=1000)]


class RightsSettings(Settings, frozen=True):
    """How soon the person has an answer; where the usual figure is from stands in `data/rights.yaml`."""

    answer: Annotated[Span, Meta(title=N_("Time to answer the person"))] = Span(
        ClockKind.WORKING_DAYS, rights.source().term.working_days
    )


class Proof(Choice):
    """How it was made sure of that it is the person who asks."""

    CARD = "card", N_("Showed their identity document")
    KNOWN = "known", N_("Known in person to whoever took it")
    CODE = "code", N_("Asked with their code and a proof on the residents' page")
    DEED = "deed", N_("A representative showed authority and documents")


class Told(Choice):
    """How the person learnt of the answer."""

    PAGE = "page", N_("They can read it on the residents' page")
    IN_PERSON = "in_person", N_("Told in person")
    PHONE = "phone", N_("Told by phone")
    LETTER = "letter", N_("Given in writing")


class Handed(Choice):
    """How the copy was handed over."""

    PAPER = "paper", N_("Given on paper")
    READ = "read", N_("Read through together")


class Checked(Form):
    how: Annotated[Proof, Meta(title=N_("How it was made sure of"))]


class Granted(Form):
    words: Annotated[str, Meta(title=N_("What the person is told"), max_length=1000)] = ""


class Refused(Form):
    """`reason` is a key of the refusals that may stand against the kind of request."""

    reason: Annotated[str, Meta(title=N_("Reason"), max_length=20)]
    words: Annotated[Words, Meta(title=N_("What the person is told"))]


class Corrected(Form):
    """The form of the group of facts, which each request draws from the definitions of its own."""

    values: Annotated[dict[str, Any], Meta(title=N_("What is right"))]


class HandedOver(Form):
    how: Annotated[Handed, Meta(title=N_("How it was handed over"))]


class Explained(Form):
    words: Annotated[Words, Meta(title=N_("Explanation"))]


class ToldOf(Form):
    how: Annotated[Told, Meta(title=N_("How they were told"))]


class Withdrawn(Form):
    """Nobody has to say why."""


class Marked(Form):
    """Written by the platform: the due time that was marked."""

    due_at: str


def relations(case: RightsRequest, actor: Actor) -> frozenset[str]:
    """`subject` is the person concerned; `area` has jurisdiction, and carries out what this kind of request asks
    (`correct`, `restrict`, …)."""
    found = set()
    if actor.subject is not None and actor.subject == case.subject_id:
        found.add("subject")
    if actor.covers(case.region_code):
        found |= {"area", rights.kinds()[case.kind].effect}
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    return frozenset(found)


BY_LAW = Limit(
    problems.kind(
        "rights.by-law",
        409,
        N_("A statutory duty needs these facts: refuse it, or grant it in part, and say which"),
    ),
    lambda turn: not effects.needed_by_law(turn.case),
)
OPERATOR = (Party(RIGHTS, "area"),)
PERSON = (Party("", "subject"),)


def _by(effect: str) -> tuple[Party, ...]:
    return (Party(RIGHTS, effect),)


REQUEST = install(
    Flow(
        key="rights",
        label=N_("Request about one's own information"),
        states=(
            State("received", N_("Received"), desk="community", awaits=("check_identity",)),
            State("checked", N_("To be decided"), desk="community", awaits=("grant",)),
            State(
                "granted",
                N_("To be carried out"),
                desk="community",
                awaits=("correct", "restrict", "erase", "hand_over", "explain"),
            ),
            State("answered", N_("The person is to be told"), desk="community", awaits=("tell",)),
            State("told", N_("The person has been told"), desk="community", awaits=("close",)),
            State("closed", N_("Done"), open=False),
            State("withdrawn", N_("Taken back"), open=False),
        ),
        actions=(
            Action(
                "ask",
                N_("Ask"),
                "report",
                (NEW,),
                "received",
                (*PERSON, *OPERATOR),
                clocks=(start("answer"),),
                indirect=True,
            ),
            Action(
                "check_identity",
                N_("It is the person who asks"),
                "accept",
                ("received",),
                "checked",
                OPERATOR,
                Checked,
            ),
            Action(
                "grant",
                N_("Grant the request"),
                "handle",
                ("checked",),
                "granted",
                OPERATOR,
                Granted,
                limits=(BY_LAW,),
                effect=effects.granted,
            ),
            Action(
                "grant_partly",
                N_("Grant in part"),
                "handle",
                ("checked",),
                "granted",
                OPERATOR,
                Refused,
                effect=effects.partly,
            ),
            Action(
                "refuse",
                N_("Do not grant"),
                "handle",
                ("received", "checked"),
                "answered",
                OPERATOR,
                Refused,
                effect=effects.refused,
            ),
            Action(
                "correct",
                N_("Correct the facts"),
                "handle",
                ("granted",),
                "answered",
                _by("correct"),
                Corrected,
                effect=effects.corrected,
            ),
            Action(
                "restrict",
                N_("No longer use or ask for them"),
                "handle",
                ("granted",),
                "answered",
                _by("restrict"),
                effect=effects.restricted,
            ),
            Action(
                "erase",
                N_("Delete the facts"),
                "handle",
                ("granted",),
                "answered",
                _by("erase"),
                effect=effects.erased,
            ),
            Action(
                "hand_over",
                N_("Hand the copy over"),
                "handle",
                ("granted",),
                "answered",
                _by("hand_over"),
                HandedOver,
            ),
            Action(
                "explain",
                N_("Explain"),
                "handle",
                ("granted",),
                "answered",
                _by("explain"),
                Explained,
                effect=effects.explained,
            ),
            Action(
                "tell",
                N_("The person has been told"),
                "feedback",
                ("answered",),
                "told",
                OPERATOR,
                ToldOf,
                clocks=(stop("answer"),),
            ),
            Action("close", N_("Close the request"), "close", ("told",), "closed", OPERATOR),
            Action(
                "withdraw",
                N_("Take the request back"),
                "close",
                ("received", "checked", "granted"),
                "withdrawn",
                (*PERSON, *OPERATOR),
                Withdrawn,
            ),
            Action(
                "mark_warning",
                N_("Due soon"),
                "supervise",
                ("received", "checked", "granted", "answered"),
                None,
                (Party("job", "platform"),),
                Marked,
                effect=effects.warned,
                indirect=True,
            ),
            Action(
                "mark_overdue",
                N_("Overdue"),
                "supervise",
                ("received", "checked", "granted", "answered"),
                None,
                (Party("job", "platform"),),
                Marked,
                effect=effects.overdue,
                indirect=True,
            ),
        ),
        relations=relations,
        desks={"community": lambda case: f"centre:{case.region_code[:12]}"},
        clocks=("answer",),
        settings=RightsSettings(),
        private=True,
    )
)
