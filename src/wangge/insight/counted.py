"""Cells answered from what was counted ahead (`actions`), and from the cases themselves where that ends.

Whole days that are counted come from sums over runs of days; the hours at both ends of the time asked for, what
was opened since the last counted day, and days in which a case was moved since are read from the cases. So the
answer is what counting every case would say, at any moment, without a cap.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.codes import LENGTHS, Level
from wangge.events.lists.filters import Filters
from wangge.events.models import Event
from wangge.events.recounts import WAITING_SQL
from wangge.insight.actions import COARSEST, FINEST, SHORTEST
from wangge.insight.cells import Cells
from wangge.insight.spans import Cover, cover, day_of, number
from wangge.network import locate
from wangge.network import queries as network
from wangge.network.scope import Branch, Way, branches, declared

# Sums can be narrowed to these, and to no region smaller than a township or street.
NARROWED_BY = {"since", "until", "region"}
# Behind by more days than this, the cases since then are too many to read; then there is a cap.
MOST_BEHIND = 10
# From this level on cases are looked for grid by grid: in a window of coarser cells there are hundreds of grids, and
# few days that no sum covers.
BY_GRIDS_FROM = 17
MOST_GRIDS = 1_200

_STATE = (
    "SELECT (SELECT min(day) FROM insight_countedday), (SELECT max(day) FROM insight_countedday),"
    f" ({WAITING_SQL}), ({locate.CURRENT_SQL})"
)


@dataclass(frozen=True, slots=True)
class State:
    """Which days are counted, without a gap; on which of them something was moved since; the number of the outlines
    in force."""

    days: range
    unsound: set[int]
    outlines: int


@dataclass(frozen=True, slots=True)
class Question:
    """What can be answered from sums. `cells` are at least as coarse as `level`, whose sums are read; of a case that
    lies in `region` or that `beyond` says is the actor's to see outside it; opened in `time`. `grids`: where cases
    can lie, None for everywhere."""

    cells: Cells
    level: int
    region: str
    beyond: tuple[Branch, ...]
    time: Cover
    since: datetime | None
    until: datetime | None
    grids: list[str] | None


def state() -> State:
    """One query."""
    ((first, last, waiting, outlines),) = statements.run(_STATE, ())
    days = range(number(first), number(last) + 1) if first else range(0)
    return State(days, {number(day) for day in waiting or ()}, outlines)


def question(actor: Actor, cells: Cells, filters: Filters, now: State) -> Question | None:
    """The question as one that sums can answer; None if it must be put to the cases."""
    region = _region(actor, filters)
    if region is None or cells.level > FINEST or not _only(filters):
        return None
    if not now.days or day_of(clock_now()) - now.days.stop > MOST_BEHIND:
        return None
    level = max(cells.level, COARSEST)
    time = cover(filters.since, filters.until, now.days, now.unsound, SHORTEST[level])
    grids = network.grids_touching(*cells.box, now.outlines) if level >= BY_GRIDS_FROM else None
    return Question(
        cells,
        level,
        region,
        _beyond(actor, filters),
        time,
        filters.since,
        filters.until,
        grids if grids is not None and len(grids) <= MOST_GRIDS else None,
    )


def _only(filters: Filters) -> bool:
    """Whether nothing is asked that sums do not tell."""
    others = set(filters.__struct_fields__) - NARROWED_BY
    return all(getattr(filters, name) in ("", None) for name in others)


def _region(actor: Actor, filters: Filters) -> str | None:
    """The prefix of the cases that count, where it is no longer than a township's code; None otherwise."""
    seen = next((each.value for each in _ways(actor) if each.way is Way.PREFIX), None)
    if seen is None:
        return None
    shorter, longer = sorted((seen, filters.region), key=len)
    return longer if len(longer) <= LENGTHS[Level.TOWNSHIP] and longer.startswith(shorter) else None


def _beyond(actor: Actor, filters: Filters) -> tuple[Branch, ...]:
    """What else the actor sees, where it may lie outside the actor's region.

    Nothing lies outside a city. A unit is given only what lies in its region, which is that of whoever serves there.
    """
    if len(actor.region) <= LENGTHS[Level.CITY] or filters.region.startswith(actor.region):
        return ()
    of_unit = (Event.scope.unit, Event.scope.units)
    return tuple(each for each in _ways(actor) if each.way is not Way.PREFIX and each.column not in of_unit)


def _ways(actor: Actor) -> tuple[Branch, ...]:
    scope = declared(Event)
    assert scope is Event.scope
    return branches(Event.scope, actor)
