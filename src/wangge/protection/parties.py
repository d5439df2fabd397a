"""Who stands how to a case of the desk, and the rule of the second person."""

from typing import Any

from wangge.core.actors import Actor, ActorKind
from wangge.core.flow.table import Party
from wangge.protection.powers import DESK

WORKS = (Party(DESK, "area"),)
PLATFORM = (Party("job", "platform"),)


def relations(case: Any, actor: Actor) -> frozenset[str]:
    """`area` has jurisdiction over where the case belongs."""
    found = set()
    if actor.covers(case.region_code):
        found.add("area")
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    return frozenset(found)
