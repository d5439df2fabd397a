"""The loop of a list that leaves the register: asked for, approved by somebody else, made, fetched, gone."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.flow.editions import install
from wangge.core.flow.forms import Form
from wangge.core.flow.table import NEW, Action, Flow, Limit, Party, Settings, State
from wangge.core.flow.turn import Turn
from wangge.core.words import N_
from wangge.registry.exports.models import APPROVE, ASK, RegisterExport

Days = Annotated[int, Meta(ge=1, le=30)]


class ExportSettings(Settings, frozen=True):
    """How long a list waits for its approval, how long its file is kept, and how often it may be fetched."""

    wait_days: Annotated[Days, Meta(title=N_("Days to approve a list"))] = 7
    keep_days: Annotated[Days, Meta(title=N_("Days a list can be fetched"))] = 7
    fetches: Annotated[int, Meta(ge=1, le=10, title=N_("How often a list can be fetched"))] = 3


class Asked(Form):
    """Written by `actions.ask`, which has checked it."""

    reason: Annotated[str, Meta(title=N_("Reason"))]
    receiver: Annotated[str, Meta(title=N_("Receiver"))]
    purpose: str
    kind: str = ""
    group: str = ""
    fields: list[str] = []
    rows: int = 0


class Approved(Form):
    note: Annotated[str, Meta(title=N_("Note"), max_length=200)] = ""


class Refused(Form):
    reason: Annotated[str, Meta(title=N_("Reason"), min_length=2, max_length=200, pattern=r"\S")]


class Made(Form):
    """Written by the platform: how many rows the file has, and the SHA-256 of its contents as CSV."""

    rows: int
    digest: str


class Fetched(Form):
    format: Annotated[str, Meta(title=N_("File format"))]


def relations(case: RegisterExport, actor: Actor) -> frozenset[str]:
    """`asker` asked for it; `area` has jurisdiction over all that it lists."""
    found = set()
    if actor.person is not None and actor.person == case.asked_by:
        found.add("asker")
    if actor.covers(case.region_code):
        found.add("area")
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    return frozenset(found)


def _asked(turn: Turn[RegisterExport]) -> None:
    turn.case.ends_at = turn.now + timedelta(days=turn.settings.wait_days)


def _approved(turn: Turn[RegisterExport]) -> None:
    turn.case.approver = turn.actor.label


def _made(turn: Turn[RegisterExport]) -> None:
    turn.case.made_rows = turn.form.rows
    turn.case.ends_at = turn.now + timedelta(days=turn.settings.keep_days)


def _fetched(turn: Turn[RegisterExport]) -> None:
    turn.case.fetched += 1


SECOND = Limit(
    problems.kind("export.same-person", 409, N_("Somebody else has to decide on a list one asked for")),
    lambda turn: turn.actor.person is None or turn.actor.person != turn.case.asked_by,
)
OFTEN = Limit(
    problems.kind("export.fetched", 409, N_("This list has been fetched as often as it may be")),
    lambda turn: turn.case.fetched < turn.settings.fetches,
)
ASKER = (Party(ASK, "asker"),)
APPROVER = (Party(APPROVE, "area"),)
PLATFORM = (Party("job", "platform"),)

EXPORT = install(
    Flow(
        key="register_export",
        label=N_("List out of the register"),
        states=(
            State("asked", N_("Waiting for approval"), awaits=("approve",)),
            State("approved", N_("Being made")),
            State("ready", N_("Ready to be fetched")),
            State("refused", N_("Not approved"), open=False),
            State("withdrawn", N_("Withdrawn"), open=False),
            State("ended", N_("Expired, file deleted"), open=False),
        ),
        actions=(
            Action(
                "ask", N_("Ask for a list"), "report", (NEW,), "asked", (Party(ASK, "area"),), Asked,
                effect=_asked, indirect=True,
            ),
            Action(
                "approve", N_("Approve the list"), "accept", ("asked",), "approved", APPROVER, Approved,
                limits=(SECOND,), effect=_approved,
            ),
            Action(
                "refuse", N_("Do not approve"), "accept", ("asked",), "refused", APPROVER, Refused,
                limits=(SECOND,),
            ),
            Action("withdraw", N_("Withdraw"), "close", ("asked", "approved", "ready"), "withdrawn", ASKER),
            Action(
                "make", N_("Made"), "handle", ("approved",), "ready", PLATFORM, Made, effect=_made,
                indirect=True,
            ),
            Action(
                "fetch", N_("Fetched"), "feedback", ("ready",), None, ASKER, Fetched, limits=(OFTEN,),
                effect=_fetched, indirect=True,
            ),
            Action("end", N_("Expired"), "close", ("asked", "approved", "ready"), "ended", PLATFORM, indirect=True),
        ),
        relations=relations,
        settings=ExportSettings(),
        private=True,
    )
)  # fmt: skip
