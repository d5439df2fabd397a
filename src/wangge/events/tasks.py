"""What the event loop does by itself: the clock overlay, its mail, and deleting what has served its purpose."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from wangge.core import outbox, rates, versions
from wangge.core.clocks.settled import calendar_at
from wangge.core.deletions import deleted, rule
from wangge.core.flow.replay import replay
from wangge.core.tasks import Periodic
from wangge.core.words import N_
from wangge.events.case import contacts
from wangge.events.files import uploads
from wangge.events.keeping import FORGET
from wangge.events.lists import exports, openwords
from wangge.events.loop import overlay
from wangge.events.loop.actions import platform_act
from wangge.events.models import Event
from wangge.events.patrols import track, words

RATES = rule(
    "core.rates", FORGET, N_("Counts of requests without an account"), N_("the window has begun"), rates.KEEP
)


def gather(payload: Mapping[str, Any]) -> None:
    """When the last part of a split case has ended, the whole waits for its closure. Safe to repeat."""
    whole = Event.objects.filter(pk=payload["parent"], state="split").first()
    if whole is None or whole.parts.filter(closed_at=None).exists():
        return
    platform_act(N_("Gathering of parts"), whole.case_no, "gather", {}, key=f"gather:{whole.version}")


def exempt(payload: Mapping[str, Any]) -> None:
    """A granted appeal exempts its event from statistics; the overdue fact stays (domain.md §3)."""
    event = Event.objects.get(pk=payload["event"])
    platform_act(N_("Outcome of the appeal"), event.case_no, "exempt", {}, key=f"exempt:{payload['case_no']}")


def recount(_: Mapping[str, Any]) -> None:
    """A settled day moves the due times of open cases."""
    replay(calendar_at(versions.current()["calendar"]))


SUBSCRIBERS: dict[str, tuple[outbox.Handler, ...]] = {
    "event.part_finished": (gather,),
    "appeal.granted": (exempt,),
    "calendar.settled": (recount,),
}


def clocks() -> dict[str, int]:
    """Marks what is due soon or overdue, and wakes what was suspended until now."""
    return {"steps": overlay.mark()}


def deliver() -> dict[str, int]:
    """Delivers what happened to whoever must hear of it, and counts what is stuck."""
    return {"delivered": outbox.drain(SUBSCRIBERS, limit=2000), "stuck": outbox.stuck()}


def forget() -> dict[str, int]:
    """Deletes contacts, messages and counts that have served their purpose."""
    with transaction.atomic():
        counts = deleted(RATES, rates.purge())
    return {
        "contacts": contacts.purge(),
        "messages": outbox.purge(),
        "rates": counts,
        "track points": track.purge(),
        "visit words": words.purge(),
        "unfinished uploads": uploads.purge(),
    }


def words_of_open() -> dict[str, int]:
    """Writes down what open cases are found by."""
    return openwords.keep()


def exports_end() -> dict[str, int]:
    """Deletes lists that were taken out longer than a day ago."""
    return {"exports": exports.purge()}


PERIODIC = (
    Periodic("clocks", "* * * * *", clocks),
    Periodic("deliver", "* * * * *", deliver),
    Periodic("words", "* * * * *", words_of_open),
    Periodic("forget", "30 3 * * *", forget),
    Periodic("exports", "20 * * * *", exports_end),
)
