"""Reading the steps of a case."""

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.flow.editions import flow_at
from wangge.core.problems import Problem
from wangge.events.models import Event
from wangge.events.views import StepView, step_views
from wangge.network.scope import within


def steps(case_no: str, actor: Actor) -> list[StepView]:
    """Every step of a case the actor may see, oldest first: two queries."""
    event = within(Event.objects.all(), actor).filter(case_no=case_no).only("id", "flow_version").first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    return step_views(flow_at("event", event.flow_version), event.steps.order_by("seq"))
