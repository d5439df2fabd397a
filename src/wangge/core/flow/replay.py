"""Counting the clocks of open cases anew, when the calendar they were counted by has changed (design §3).

Clocks are intervals and a due time is derived from them, so nothing has to be corrected: it is computed again.
"""

from wangge.core.actors import job
from wangge.core.clocks.calendar import Calendar
from wangge.core.flow.audit import case_models
from wangge.core.flow.decide import reckon
from wangge.core.rows import guarded_if_needed

REPLAYING = job("flow.replay")


def replay(calendar: Calendar) -> int:
    """Bring due and warning times of all open cases up to a calendar; how many changed. Safe to repeat.

    No step is written: nobody did anything to the case. One that moves on meanwhile is left as its own step
    reckons it.
    """
    changed = 0
    for model in case_models():
        with guarded_if_needed(model, REPLAYING):
            for case in model._default_manager.filter(closed_at=None).exclude(clocks=[]).iterator():
                before = (case.due_at, case.warn_at)
                reckon(case, calendar)
                if (case.due_at, case.warn_at) == before:
                    continue
                same = model._default_manager.filter(pk=case.pk, version=case.version)
                changed += same.update(due_at=case.due_at, warn_at=case.warn_at)
    return changed
