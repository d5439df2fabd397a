"""The calendar with the days administrators settled, kept in memory by its version number."""

from datetime import date
from functools import lru_cache

from wangge.core import problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.models import CalendarDay
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_

versions.register("calendar", "SELECT max(id) FROM core_calendarday")


@lru_cache(maxsize=8)
def calendar_at(number: int) -> Calendar:
    """The calendar as of this version (the highest `CalendarDay` id); later words on a day win."""
    rows = CalendarDay.objects.filter(id__lte=number).order_by("id").values_list("day", "working")
    return Calendar(dict(rows))


def settle(day: date, working: bool, reason: str, actor: Actor) -> CalendarDay:
    """Say whether a day is a working day here. Clocks that already ran are recomputed from their intervals."""
    if not actor.may("calendar.edit"):
        raise Problem(problems.FORBIDDEN)
    if not reason.strip():
        raise invalid(reason=N_("Say which notice this rests on"))
    return CalendarDay.objects.create(day=day, working=working, reason=reason, by=actor.label)
