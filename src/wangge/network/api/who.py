"""Who is asking: found out where these routes are mounted, a floor above, and left at `request.actor`."""

from django.http import HttpRequest

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem

SEE = "network.see"


def may_see(request: HttpRequest) -> Actor:
    """The actor, who may see the network. Where nobody has been recognised, nothing is answered (401)."""
    return holds(request, SEE)


def holds(request: HttpRequest, power: str) -> Actor:
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise Problem(problems.UNAUTHENTICATED)
    if not actor.may(power):
        raise Problem(problems.FORBIDDEN)
    return actor
