"""Reading the steps of one event."""

from wangge.core.actors import Actor
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.events.case.story import StepView, step_views
from wangge.events.case.whole import bare


def steps(case_no: str, actor: Actor, after: int = 0) -> list[StepView]:
    """The steps of a case the actor may see, oldest first, those after number `after`: three queries."""
    event, numbers = bare(case_no, actor)
    told = step_views(flow_at("event", event.flow_version), event, calendar_at(numbers["calendar"]))
    return [each for each in told if each.seq > after]
