"""What each action changes beside the state. Words go to a row of their own that is sealed and will be deleted; the
step keeps their hashes. What touches the register is done through the world (`requests.world`)."""

from datetime import datetime

from wangge.core.flow.forms import Form
from wangge.core.flow.turn import Turn
from wangge.core.http import wording
from wangge.core.problems import invalid
from wangge.core.text import digest_of
from wangge.registry.actions.people import FIRST
from wangge.registry.requests import rights
from wangge.registry.requests.models import RightsRequest

RightsTurn = Turn[RightsRequest]
# Effects that need facts no longer to be there, or to be used.
ENDING = ("restrict", "erase")


def needed_by_law(case: RightsRequest) -> bool:
    """Whether all that is asked for stands against a statutory duty: who somebody is and how they belong here is
    what the register is kept by law for; without it there would be nobody to grant anything to."""
    return rights.kinds()[case.kind].effect in ENDING and case.group in FIRST


def _keep(turn: RightsTurn, column: str, words: str) -> None:
    words = words.strip()
    if words:
        turn.world.keep(turn.case, column, words)
        turn.notes["words_sha256"] = digest_of(words)


def granted(turn: RightsTurn) -> None:
    turn.case.outcome = "granted"
    _keep(turn, "decided", turn.form.words)
    turn.form = Form()


def _against(turn: RightsTurn, outcome: str) -> None:
    if turn.form.reason not in rights.refusals(turn.case.kind):
        raise invalid(reason=wording.CHOICE)
    turn.case.outcome, turn.case.reason = outcome, turn.form.reason
    _keep(turn, "decided", turn.form.words)
    turn.notes = {"reason": turn.form.reason, **turn.notes}
    turn.form = Form()


def partly(turn: RightsTurn) -> None:
    _against(turn, "partly")


def refused(turn: RightsTurn) -> None:
    _against(turn, "refused")


def corrected(turn: RightsTurn) -> None:
    turn.world.correct(turn.case, turn.form.values)
    turn.form = Form()


def restricted(turn: RightsTurn) -> None:
    turn.world.restrict(turn.case, turn.now)


def erased(turn: RightsTurn) -> None:
    turn.notes["facts"] = turn.world.erase(turn.case)


def explained(turn: RightsTurn) -> None:
    _keep(turn, "done", turn.form.words)
    turn.form = Form()


def warned(turn: RightsTurn) -> None:
    turn.case.warned_for = datetime.fromisoformat(turn.form.due_at)


def overdue(turn: RightsTurn) -> None:
    turn.case.overdue_for = turn.case.warned_for = datetime.fromisoformat(turn.form.due_at)
