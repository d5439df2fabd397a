"""What the desk does by the clock: assessments whose review was missed end, and words go when their time is up."""

from datetime import datetime, timedelta
from typing import cast

from django.utils.timezone import now as clock_now

from wangge.core import audit
from wangge.core.actors import job
from wangge.core.deletions import deleted
from wangge.core.flow import store
from wangge.core.flow.editions import flow_at
from wangge.core.rows import guarded
from wangge.protection.assessments.actions import OBJECT, PLATFORM, world
from wangge.protection.assessments.flow import AssessmentSettings
from wangge.protection.keeping import ASSESSMENTS, BREACHES, FORGET, KEPT
from wangge.protection.models import Assessment, AssessmentWords, Breach, BreachWords


def forget() -> dict[str, int]:
    """End assessments whose review was missed for too long, and delete words that were kept for `KEPT` after the end
    of their case, never earlier. How many of each; twice changes nothing."""
    now = clock_now()
    expired = sum(_expire(each, now) for each in _overdue(now))
    with guarded(job(FORGET)):
        over = now - KEPT
        assessed, _ = AssessmentWords.objects.filter(case__closed_at__lt=over).delete()
        breached, _ = BreachWords.objects.filter(case__in=Breach.objects.filter(closed_at__lt=over)).delete()
        return {
            "expired": expired,
            "assessments": deleted(ASSESSMENTS, assessed),
            "breaches": deleted(BREACHES, breached),
        }


def _overdue(now: datetime) -> list[Assessment]:
    return list(
        Assessment.objects.filter(closed_at=None, state="approved", due_at__lt=now).order_by("due_at", "id")
    )


def _expire(case: Assessment, now: datetime) -> int:
    settings = cast(AssessmentSettings, flow_at("assessment", case.flow_version).settings)
    if case.due_at is None or case.due_at + timedelta(days=settings.missed_days) > now:
        return 0
    with guarded(job(FORGET)):
        visible = Assessment.objects.all()
        store.perform(
            "assessment", visible, case.case_no, "expire", PLATFORM, {}, case.version, world(), now=now
        )
        audit.record(PLATFORM, "assessment.expired", (OBJECT, case.case_no), region=case.region_code)
    return 1
