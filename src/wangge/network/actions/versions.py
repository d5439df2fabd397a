"""A new boundary version, one at a time."""

from django.db import connection

from wangge.core.actors import Actor
from wangge.network.models import BoundaryVersion


def one_at_a_time() -> None:
    """Hold, until the transaction ends, the lock that whoever publishes outlines must have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('network.boundary'))")


def new_version(actor: Actor, *, note: str, source: str, generated: bool) -> int:
    """The number of a new version, in the caller's transaction."""
    one_at_a_time()
    made = BoundaryVersion.objects.create(by=actor.label[:80], note=note, source=source, generated=generated)
    return made.number
