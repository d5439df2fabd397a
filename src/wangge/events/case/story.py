"""The steps of an event, patrol or appeal as a story, with the names of what they speak of."""

from wangge.accounts.cases.story import StepView, story
from wangge.accounts.cases.told import NO_FILES, told
from wangge.core.clocks.calendar import Calendar
from wangge.core.flow.models import Case
from wangge.core.flow.table import Flow
from wangge.events.case.lines import reading
from wangge.events.models import Event

__all__ = ["StepView", "step_views"]

# Told once, with the first step, and only where a case has files.
_FILES = (
    "CASE WHEN told.seq = 1 THEN (SELECT json_object_agg(a.id, a.name)::text FROM events_attachment a"
    " WHERE a.event_id = told.case_id) END"
)


def step_views(flow: Flow, case: Case, calendar: Calendar) -> list[StepView]:
    """The steps of a case as they are read, oldest first. Two queries."""
    steps, files = told(case, _FILES if type(case) is Event else NO_FILES)
    return story(flow, case, calendar, steps, reading(steps, files, case))
