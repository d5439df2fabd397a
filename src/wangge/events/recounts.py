"""Telling others that a day that has passed must be counted again (see `models.recount`)."""

from collections.abc import Iterable
from datetime import date, datetime

from wangge.core.clocks.reckon import LOCAL
from wangge.events.models import Recount

# The days that wait to be counted again, for folding into statements: an array of dates, each once.
WAITING_SQL = "SELECT array_agg(DISTINCT day) FROM events_recount"


def ask(moments: Iterable[datetime]) -> None:
    """Have the days counted again on which these moments lie; call inside the transaction that changed something."""
    days = {moment.astimezone(LOCAL).date() for moment in moments}
    Recount.objects.bulk_create([Recount(day=day) for day in sorted(days)])


def take() -> set[date]:
    """The days that waited until now; call inside the transaction that counts them, before counting. What is asked
    for after this statement stays."""
    waiting = Recount.objects.select_for_update(skip_locked=True).values_list("pk", "day")
    found = dict(waiting)
    Recount.objects.filter(pk__in=found).delete()
    return set(found.values())
