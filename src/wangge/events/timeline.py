"""Reading the steps of one event."""

from wangge.core import problems, versions
from wangge.core.actors import Actor
from wangge.core.clocks.settled import calendar_at
from wangge.core.flow.editions import flow_at
from wangge.core.problems import Problem
from wangge.events.models import Event
from wangge.events.story import StepView, step_views
from wangge.network.scope import within


def steps(case_no: str, actor: Actor, after: int = 0) -> list[StepView]:
    """The steps of a case the actor may see, oldest first, those after number `after`: eight queries at most."""
    visible = within(Event.objects.all(), actor).filter(case_no=case_no)
    event = visible.only("id", "flow_version", "catalogue_version", "clocks").first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    calendar = calendar_at(versions.current()["calendar"])
    told = step_views(flow_at("event", event.flow_version), event, event.steps.order_by("seq"), calendar)
    return [each for each in told if each.seq > after]
