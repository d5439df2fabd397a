"""How many cases were opened on which day, of what the caller may see: the time-line under the map."""

from datetime import date

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.timezone import get_default_timezone_name
from django.utils.timezone import now as clock_now

from wangge.core.actors import Actor
from wangge.events.lists.filters import Filters, narrowed
from wangge.events.models import Event
from wangge.network.scope import within

# At most this many newest cases are counted: about 40 ms of work.
COUNTED = 50_000

_BY_DAY = """
SELECT (opened_at AT TIME ZONE %s)::date, count(*), count(*) FILTER (WHERE due_at < %s)
  FROM ({cases}) t GROUP BY 1 ORDER BY 1
"""


class Day(msgspec.Struct, frozen=True):
    """Cases opened on a day of the city's calendar, and how many of them are overdue now."""

    day: date
    count: int
    overdue: int


class Days(msgspec.Struct, frozen=True):
    """Days with cases, in order; days without any are left out. `capped`: only the newest cases are counted."""

    days: list[Day]
    capped: bool


def days(actor: Actor, filters: Filters) -> Days:
    """One query."""
    cases = narrowed(within(Event.objects.all(), actor), filters)
    newest = cases.order_by("-opened_at", "-id").values("opened_at", "due_at")[:COUNTED]
    try:
        inner, parameters = newest.query.sql_with_params()
    except EmptyResultSet:  # no jurisdiction
        return Days([], capped=False)
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY.format(cases=inner), [get_default_timezone_name(), clock_now(), *parameters])
        found = [Day(*row) for row in cursor.fetchall()]
    return Days(found, capped=sum(each.count for each in found) >= COUNTED)
