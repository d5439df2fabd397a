"""The calendar with the days administrators settled, kept in memory by its version number."""

from datetime import date
from functools import lru_cache

from django.db import transaction

from wangge.core import outbox, problems, statements, versions
from wangge.core.actors import Actor
from wangge.core.clocks.calendar import Calendar
from wangge.core.http.documents import refuse_unclean
from wangge.core.models import CalendarDay
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_

REASON_LENGTH = 200

versions.register("calendar", "SELECT max(id) FROM core_calendarday")


@lru_cache(maxsize=8)
def calendar_at(number: int) -> Calendar:
    """The calendar as of this version (the highest `CalendarDay` id); later words on a day win."""
    rows = CalendarDay.objects.filter(id__lte=number).order_by("id").values_list("day", "working")
    return Calendar(dict(rows))


@transaction.atomic
def settle(day: date, working: bool, reason: str, actor: Actor) -> CalendarDay:
    """Say whether a day is a working day here. Due times of open cases follow soon after (`flow.replay`)."""
    if not actor.may("calendar.edit"):
        raise Problem(problems.FORBIDDEN)
    refuse_unclean({"reason": reason})
    if not reason.strip():
        raise invalid(reason=N_("Say which notice this rests on"))
    if len(reason) > REASON_LENGTH:
        raise invalid(reason=N_("Please use fewer words"))
    # One at a time: a number seen by a reader must stand for every lower one, or what is remembered under it
    # would lack a day for ever. Held until the transaction ends.
    statements.run("SELECT pg_advisory_xact_lock(hashtext('wangge.calendar'))", ())
    outbox.post("calendar.settled", day=day.isoformat())
    return CalendarDay.objects.create(day=day, working=working, reason=reason, by=actor.label)
