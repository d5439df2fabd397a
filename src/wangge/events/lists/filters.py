"""What a list of events may be narrowed to: one struct, for the ORM, for the to-do statement, for what is saved."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from django.db.models import Q, QuerySet
from django.utils.timezone import now as clock_now

from wangge.accounts.channels import CHANNELS
from wangge.core.codes import LENGTHS, Level
from wangge.core.flow.editions import flow_at, installed
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.models import Event

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Due = Literal["overdue", "soon", "later", "none"]
LONGEST_WORDS = 60
# Fewer digits stand in too many texts and numbers to mean a case.
CASE_DIGITS = 4


class Filters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything is optional and joined by AND. `q`: words the text contains, or part of a case number."""

    region: str = ""
    state: str = ""
    item: str = ""
    channel: str = ""
    unit: int | None = None
    due: Due | None = None
    open: bool | None = None
    overdue: bool | None = None
    due_before: Moment | None = None
    since: Moment | None = None
    until: Moment | None = None
    q: str = ""


def check(filters: Filters, flows: tuple[str, ...] = ("event",)) -> Filters:
    """The same filters, or a problem (422): an unknown state or channel is refused rather than found empty.

    `flows`: whose states may be asked for.
    """
    if filters.state and not any(filters.state in flow_at(key, 0).state_by_key for key in flows):
        raise invalid(state=N_("There is no such state"))
    if filters.channel and filters.channel not in CHANNELS:
        raise invalid(channel=N_("There is no such channel"))
    if filters.region and not (filters.region.isascii() and filters.region.isdigit()):
        raise invalid(region=N_("A region code has digits only"))
    if len(filters.q) > LONGEST_WORDS:
        raise invalid(q=N_("Please use fewer words"))
    return filters


def every_flow() -> tuple[str, ...]:
    return tuple(flow.key for flow in installed())


def narrowed(events: QuerySet[Event], filters: Filters) -> QuerySet[Event]:
    """The events that fit the filters."""
    check(filters)
    wanted = Q()
    for column, value in (
        ("region_code__startswith", filters.region),
        ("state", filters.state),
        ("item_code", filters.item),
        ("channel", filters.channel),
        ("lead_unit_id", filters.unit),
        ("due_at__lt", filters.due_before),
        ("opened_at__gte", filters.since),
        ("opened_at__lt", filters.until),
    ):
        if value not in ("", None):
            wanted &= Q(**{column: value})
    if filters.q:
        words = Q(text__contains=filters.q)
        wanted &= words | Q(case_no__contains=filters.q) if is_number(filters.q) else words
    if filters.open is not None:
        wanted &= Q(closed_at__isnull=filters.open)
    now = clock_now()
    if filters.overdue is not None:
        late = Q(due_at__lt=now)
        wanted &= late if filters.overdue else ~late | Q(due_at__isnull=True)
    if filters.due is not None:
        wanted &= _due(filters.due, now)
    return events.filter(wanted)


def _due(due: Due, now: datetime) -> Q:
    match due:
        case "overdue":
            return Q(due_at__lte=now)
        case "soon":
            return Q(due_at__gt=now, warn_at__lte=now)
        case "later":
            return Q(due_at__gt=now) & (Q(warn_at__isnull=True) | Q(warn_at__gt=now))
        case "none":
            return Q(due_at__isnull=True)


# SQL ----------------------------------------------------------------------------------------------------------

# The same classes as `_due`, as an expression; its one parameter is the moment.
DUE_SQL = (
    "CASE WHEN due_at IS NULL THEN 'none' WHEN due_at <= m.now THEN 'overdue'"
    " WHEN warn_at <= m.now THEN 'soon' ELSE 'later' END"
)
# Each class by itself, as an index compares it.
IN_DUE = {
    "overdue": "due_at <= m.now",
    "soon": "due_at > m.now AND warn_at <= m.now",
    "later": "due_at > m.now AND (warn_at > m.now OR warn_at IS NULL)",
    "none": "due_at IS NULL",
}
# Columns that only events have: whoever asks for one of these asks for no patrol and no appeal.
OF_EVENTS_ALONE = ("item", "channel", "unit")
# A condition with `%s` for each of its parameters.
Condition = tuple[str, list[Any]]


def conditions(filters: Filters, title: str) -> tuple[str, list[Any]]:
    """The filters as conditions of a WHERE clause, each beginning with AND, and their parameters.

    `title`: the expression that `q` is looked for in. The moment of asking is `m.now`, joined by the caller.
    """
    found = [*of_place(filters.region), *of_columns(filters), *of_words(filters.q, title)]
    return "".join(f" AND {condition}" for condition, _ in found), [
        value for _, values in found for value in values
    ]


def of_columns(filters: Filters) -> list[Condition]:
    """All but the place and the words."""
    # What no number of a unit can be is nobody's number, and would be none to the database.
    unit = filters.unit if filters.unit is None or abs(filters.unit) < 2**63 else -1
    found: list[Condition] = [
        (condition, [value])
        for condition, value in (
            ("state = %s", filters.state),
            ("item_code = %s", filters.item),
            ("channel = %s", filters.channel),
            ("lead_unit_id = %s::bigint", unit),
            ("due_at < %s::timestamptz", filters.due_before),
            ("opened_at >= %s::timestamptz", filters.since),
            ("opened_at < %s::timestamptz", filters.until),
        )
        if value not in ("", None)
    ]
    if filters.due is not None:
        found.append((IN_DUE[filters.due], []))
    if filters.open is not None:
        found.append((f"closed_at IS {'' if filters.open else 'NOT '}NULL", []))
    if filters.overdue is not None:
        found.append(("due_at < m.now" if filters.overdue else "(due_at >= m.now OR due_at IS NULL)", []))
    return found


def of_place(prefix: str) -> list[Condition]:
    """A region and all below it; nothing to ask for the empty one."""
    if not prefix:
        return []
    if len(prefix) == LENGTHS[Level.GRID]:  # nothing is below a grid
        return [("region_code = %s", [prefix])]
    # In the C collation ':' follows '9': the two bounds are what begins with the prefix, and an index reads them.
    return [("region_code >= %s", [prefix]), ("region_code < %s", [prefix + ":"])]


def of_words(words: str, title: str) -> list[Condition]:
    """What `q` asks for: to stand in the title, or to be part of the case number if it may be one."""
    if not words:
        return []
    if is_number(words):
        return [(f"(strpos({title}, %s) > 0 OR strpos(case_no, %s) > 0)", [words, words])]
    return [(f"strpos({title}, %s) > 0", [words])]


def only_open(filters: Filters) -> bool:
    """Whether no case that has ended can fit: nothing is due of such a case (`event_rests`)."""
    due = filters.overdue or filters.due_before is not None or filters.due not in (None, "none")
    return bool(due or filters.open or (filters.state and flow_at("event", 0).is_open(filters.state)))


def asks_events_alone(filters: Filters) -> bool:
    return any(getattr(filters, name) for name in OF_EVENTS_ALONE)


def is_number(words: str) -> bool:
    """Whether these words may be part of a case number."""
    return len(words) >= CASE_DIGITS and words.isascii() and words.isdigit()
