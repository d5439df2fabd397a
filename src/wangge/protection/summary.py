"""The head of the desk's page: what is due, what is missing, what the last night did."""

from datetime import datetime

import msgspec
from django.utils.timezone import now as clock_now

from wangge.accounts.cases.labels import DUE, due_word, maybe
from wangge.core.actors import Actor
from wangge.core.named import Named
from wangge.core.rows import guarded
from wangge.network.scope import within
from wangge.protection import deletions
from wangge.protection.deletions import LastNight
from wangge.protection.models import Assessment, Breach
from wangge.protection.powers import SEE
from wangge.protection.register import queries as register
from wangge.registry.door import require
from wangge.registry.requests import queries as requests
from wangge.registry.requests.queries import RightsClock, RightsCount

SHOWN = 5  # of the most urgent breaches


class BreachDue(msgspec.Struct, frozen=True):
    """A breach that is open, and its most urgent clock."""

    case_no: str
    due_at: datetime | None
    due: Named | None


class BreachesOpen(msgspec.Struct, frozen=True):
    """How many are open and overdue, and the most urgent of them."""

    open: int
    overdue: int
    urgent: list[BreachDue]


class AssessmentsDue(msgspec.Struct, frozen=True):
    """Activities that need an assessment and have none in force; assessments whose review is overdue or soon due, and
    those that wait for the second person."""

    missing: int
    overdue: int
    soon: int
    waiting: int


class RequestsDue(msgspec.Struct, frozen=True):
    """Open requests of those concerned, without whose they are."""

    open: int
    overdue: int
    soon: int


class Summary(msgspec.Struct, frozen=True):
    breaches: BreachesOpen
    assessments: AssessmentsDue
    requests: RequestsDue
    night: LastNight


class RequestClocks(msgspec.Struct, frozen=True):
    """The statutory clocks of open requests, the most urgent first, at most 500; and how many there are by state."""

    counts: list[RightsCount]
    items: list[RightsClock]


def summary(actor: Actor) -> Summary:
    """A dozen queries, however much there is."""
    require(actor, SEE)
    now = clock_now()
    with guarded(actor):
        open_now = list(within(Breach.objects.filter(closed_at=None), actor).order_by("due_at", "id"))
    breaches = [
        BreachDue(each.case_no, each.due_at, maybe(DUE, due_word(each.due_at, each.warn_at, now)))
        for each in open_now
    ]
    going = list(within(Assessment.objects.filter(closed_at=None), actor))
    words = [due_word(each.due_at, each.warn_at, now) for each in going if each.state == "approved"]
    return Summary(
        breaches=BreachesOpen(
            len(breaches), sum(_is(each.due, "overdue") for each in breaches), breaches[:SHOWN]
        ),
        assessments=AssessmentsDue(
            missing=register.listed(actor).missing,
            overdue=words.count("overdue"),
            soon=words.count("soon"),
            waiting=sum(each.state == "review" for each in going),
        ),
        requests=_requests(requests.clocks(actor)),
        night=deletions.last(actor),
    )


def request_clocks(actor: Actor) -> RequestClocks:
    """The clocks and counts of requests. Three queries."""
    require(actor, SEE)
    return RequestClocks(requests.counted(actor), requests.clocks(actor))


def _requests(clocks: list[RightsClock]) -> RequestsDue:
    return RequestsDue(
        len(clocks),
        sum(_is(each.due, "overdue") for each in clocks),
        sum(_is(each.due, "soon") for each in clocks),
    )


def _is(due: Named | None, word: str) -> bool:
    return due is not None and due.key == word
