"""What is shown of an event, and of patrols and appeals beside it, shaped for people."""

from datetime import datetime
from typing import Any

import msgspec

from wangge.accounts.cases import views
from wangge.accounts.cases.views import ActionView, CaseView, ClockView, action_views, clock_view, state_named
from wangge.core.actors import Actor
from wangge.core.flow.table import Flow
from wangge.core.flow.turn import World
from wangge.core.named import Named
from wangge.events.case.story import step_views

__all__ = [
    "ActionView",
    "CaseView",
    "ClockView",
    "Named",
    "SuggestionView",
    "UnitNamed",
    "action_views",
    "case_facts",
    "clock_view",
    "state_named",
]


class UnitNamed(msgspec.Struct, frozen=True):
    id: int
    name: str


class SuggestionView(msgspec.Struct, frozen=True):
    """An item the text suggests, with the words that speak for it; a person confirms it."""

    code: str
    name: str
    score: float
    reasons: list[str]


def case_facts(flow: Flow, case: Any, actor: Actor, world: World, now: datetime) -> dict[str, Any]:
    """The fields of `CaseView` for one case, as this actor sees it now: a query for its steps and one for
    the names in them."""
    return views.case_facts(flow, case, actor, world, now, step_views(flow, case, world.calendar))
