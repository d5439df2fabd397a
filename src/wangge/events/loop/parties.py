"""How an actor stands to an event, and on whose desk an event lies: decided from the case and the actor alone."""

from wangge.core.actors import Actor, ActorKind
from wangge.events.models.event import Event


def relations(case: Event, actor: Actor) -> frozenset[str]:
    """Every relation of this actor to this event; `anyone` is always among them.

    `area` the case lies in the actor's jurisdiction; `owner` works at the centre that answers for it; `lead`
    and `joint` serve at a unit it was dispatched to; `verifier` works the grid that is to look; `reporter`
    reported it; `platform` is the platform itself.
    """
    found = {"anyone"}
    if actor.covers(case.region_code):
        found.add("area")
    if case.owner and f"centre:{case.owner}" in actor.desks:
        found.add("owner")
    if actor.unit is not None and actor.unit == case.lead_unit_id:
        found.add("lead")
    if actor.unit is not None and actor.unit in case.joint_units:
        found.add("joint")
    if case.verifier_grid and f"grid:{case.verifier_grid}" in actor.desks:
        found.add("verifier")
    if _reported(case, actor):
        found.add("reporter")
    if actor.kind is ActorKind.JOB:
        found.add("platform")
    return frozenset(found)


def _reported(case: Event, actor: Actor) -> bool:
    if actor.kind is ActorKind.REPORTER:
        return actor.case_no == case.case_no
    if actor.token is not None:
        return actor.token == case.token_id
    return actor.person is not None and actor.person == case.reporter_id


def verifier_desk(case: Event) -> str:
    """The grid that is to look; where no grid is known or staffed, the owner calls the reporter back."""
    return f"grid:{case.verifier_grid}" if case.verifier_grid else f"centre:{case.owner}"


def approver_desk(case: Event) -> str:
    """The owner, unless that is a community's centre, which may not approve finally: then the street's."""
    return f"centre:{case.owner[:9]}"


DESKS = {
    "author": lambda case: f"person:{case.reporter_id}",
    "owner": lambda case: f"centre:{case.owner}",
    "approver": approver_desk,
    "lead": lambda case: f"unit:{case.lead_unit_id}",
    "verifier": verifier_desk,
}
