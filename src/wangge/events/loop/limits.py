"""Rules beyond who and when (domain.md §3), each with the problem it answers with.

Every figure is a local choice and stands in `EventSettings`, which administrators edit with versions.
"""

from datetime import timedelta
from typing import Annotated, TypeAlias

from msgspec import Meta

from wangge.core import problems
from wangge.core.clocks import clock as clocks
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.clocks.reckon import counted
from wangge.core.flow.table import Limit, Settings
from wangge.core.flow.turn import Turn
from wangge.core.words import N_
from wangge.events.models.event import Event

EventTurn: TypeAlias = Turn[Event]
Times = Annotated[int, Meta(ge=0, le=100)]
Days = Annotated[int, Meta(ge=0, le=3650)]


class EventSettings(Settings, frozen=True):
    """Defaults of domain.md §3."""

    returns_max: Annotated[Times, Meta(title=N_("How often a case may be returned"))] = 2
    return_within: Annotated[Span, Meta(title=N_("Time in which it may be returned"))] = Span(
        ClockKind.WORKING_DAYS, 1
    )
    return_within_urgent: Annotated[Span, Meta(title=N_("The same for an urgent case"))] = Span(
        ClockKind.URGENT_HOURS, 1
    )
    extensions_max: Annotated[Times, Meta(title=N_("How often it may be extended"))] = 2
    suspensions_max: Annotated[Times, Meta(title=N_("How often it may be suspended"))] = 1
    suspension_days_max: Annotated[Days, Meta(title=N_("Longest suspension, in days"))] = 365
    reminders_max: Annotated[Times, Meta(title=N_("How often one may remind of it"))] = 20
    reopen_days: Annotated[Days, Meta(title=N_("Days in which it may be reopened"))] = 10
    appeal_days: Annotated[Days, Meta(title=N_("Days in which an overdue mark may be appealed"))] = 30


def urgent(turn: EventTurn) -> bool:
    """An urgent case is one whose handling runs on urgent hours."""
    handle = turn.clock("handle")
    return handle is not None and handle.kind is ClockKind.URGENT_HOURS


def _return_in_time(turn: EventTurn) -> bool:
    """Counted from dispatch, which is when the dispatch timer stopped: rework starts another handling timer,
    and a unit that has once fed back shall not get a second chance to send the case away."""
    dispatch = turn.clock("dispatch")
    dispatched_at = dispatch.runs[-1].until if dispatch else None
    if dispatched_at is None:
        return False
    settings = turn.settings
    window = settings.return_within_urgent if urgent(turn) else settings.return_within
    passed = counted(window.kind, dispatched_at, turn.now, turn.calendar)
    return passed <= window.counted()


def _before_due(turn: EventTurn) -> bool:
    handle = turn.clock("handle")
    if handle is None or handle.limit is None:  # what has no limit is never due
        return False
    return not clocks.overdue(handle, turn.now, turn.calendar)


def _fresh_eyes(turn: EventTurn) -> bool:
    return turn.actor.person is None or turn.actor.person not in {turn.case.asked_by, turn.case.endorsed_by}


def _may_settle(turn: EventTurn) -> bool:
    item = turn.world.item(turn.case)
    return item is not None and bool(item.settle_on_spot)


def _within_reopening(turn: EventTurn) -> bool:
    closed = turn.case.closed_at
    return closed is not None and turn.now - closed <= timedelta(days=turn.settings.reopen_days)


OWN_DRAFT = Limit(
    problems.FORBIDDEN,
    lambda turn: turn.case.state != "draft" or turn.actor.person == turn.case.reporter_id,
)
RETURNS_LEFT = Limit(
    problems.kind("return.used-up", 409, N_("It has been returned as often as it may be")),
    lambda turn: turn.case.returns < turn.settings.returns_max,
)
RETURN_IN_TIME = Limit(
    problems.kind("return.too-late", 409, N_("The time for returning it has passed")), _return_in_time
)
NOT_DESIGNATED = Limit(
    problems.kind("return.designated", 409, N_("The centre designated this unit; it cannot be returned")),
    lambda turn: not turn.case.designated,
)
EXTENSIONS_LEFT = Limit(
    problems.kind("extension.used-up", 409, N_("It has been extended as often as it may be")),
    lambda turn: turn.case.extensions < turn.settings.extensions_max,
)
BEFORE_DUE = Limit(
    problems.kind("extension.overdue", 409, N_("An extension must be asked for before it is due")),
    _before_due,
)
SUSPENSIONS_LEFT = Limit(
    problems.kind("suspension.used-up", 409, N_("It has been suspended once already")),
    lambda turn: turn.case.suspensions < turn.settings.suspensions_max,
)
FRESH_EYES = Limit(
    problems.kind(
        "approval.same-person", 409, N_("Someone else must approve what you asked for or endorsed")
    ),
    _fresh_eyes,
)
INDEPENDENT = Limit(
    problems.kind("verify.same-person", 409, N_("Whoever handled it does not verify it")),
    lambda turn: turn.actor.person is None or turn.actor.person != turn.case.handled_by,
)
MAY_SETTLE = Limit(
    problems.kind("settle.not-this-item", 409, N_("This item may not be settled on the spot")), _may_settle
)
WITHIN_REOPENING = Limit(
    problems.kind("reopen.too-late", 409, N_("The days in which it could be reopened have passed")),
    _within_reopening,
)
ONE_REVIEW = Limit(
    problems.kind("review.used", 409, N_("It has been looked at again once already")),
    lambda turn: turn.case.reviews < 1,
)
REMINDERS_LEFT = Limit(
    problems.kind("remind.used-up", 409, N_("It has been reminded of as often as it may be")),
    lambda turn: turn.case.reminders < turn.settings.reminders_max,
)
UNRATED = Limit(
    problems.kind("rate.done", 409, N_("It has been rated already")), lambda turn: turn.case.rating is None
)
NOT_YET_DONE = Limit(
    problems.kind("contribute.done", 409, N_("Your unit has already stated its result")),
    lambda turn: turn.actor.unit not in turn.case.joint_done,
)
NO_OPEN_ORDER = Limit(
    problems.kind("order.open", 409, N_("A supervision order is still waiting for its answer")),
    lambda turn: not turn.case.order_open,
)
ORDER_OPEN = Limit(
    problems.kind("order.none", 409, N_("There is no supervision order to answer")),
    lambda turn: turn.case.order_open,
)
