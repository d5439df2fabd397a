"""The words of a visit: sealed, shown to the worker and to those who plan in the area, deleted when time is up."""

from dataclasses import dataclass

from django.utils.timezone import now

from wangge.core.actors import Actor
from wangge.core.crypto import open_, seal
from wangge.core.deletions import deleted
from wangge.core.rows import drop_in, guarded
from wangge.events.keeping import FORGETTING, KEEP, VISIT_WORDS
from wangge.events.patrols.models import Patrol, VisitWords

ASKED, OFFERED = "event.visit.asked", "event.visit.offered"


@dataclass(frozen=True, slots=True)
class Said:
    asked_for: str
    offered: str


def keep(visit: Patrol, asked_for: str, offered: str) -> None:
    """Store what was said, in the transaction of the step; nothing if nothing was."""
    if asked_for or offered:
        drop_in(
            VisitWords(
                visit=visit,
                asked_sealed=seal(asked_for, f"{ASKED}:{visit.case_no}") if asked_for else None,
                offered_sealed=seal(offered, f"{OFFERED}:{visit.case_no}") if offered else None,
            )
        )


def said(visit: Patrol, actor: Actor) -> Said | None:
    """The words of a visit that is visible to this actor; None to whoever neither walked it nor plans there, and
    when there are none. One query, or none."""
    planner = actor.may("patrol.plan") and actor.covers(visit.region_code)
    if not planner and (actor.person is None or actor.person != visit.worker_id):
        return None
    with guarded(actor):
        row = VisitWords.objects.filter(visit=visit).first()
    if row is None:
        return None
    return Said(
        open_(row.asked_sealed, f"{ASKED}:{visit.case_no}") if row.asked_sealed else "",
        open_(row.offered_sealed, f"{OFFERED}:{visit.case_no}") if row.offered_sealed else "",
    )


def purge() -> int:
    """Delete words whose time is up; the number of rows."""
    with guarded(FORGETTING):
        rows, _ = VisitWords.objects.filter(at__lt=now() - KEEP["visit_words"]).delete()
        return deleted(VISIT_WORDS, rows)
