"""What the register does by itself."""

from wangge.core.tasks import Periodic
from wangge.registry.care.ending import end_and_delete
from wangge.registry.exports import making
from wangge.registry.requests import keeping, watch
from wangge.registry.retention import delete_expired


def mark_requests() -> dict[str, int]:
    """Marks what is due of requests of those the register is about."""
    return {"steps": watch.mark()}


PERIODIC = (
    # Before the register's own: what is held of somebody in care goes before the person does.
    Periodic("care", "20 3 * * *", end_and_delete),
    Periodic("exports", "* * * * *", making.make_waiting),
    Periodic("exports_end", "25 * * * *", making.end_old),
    Periodic("retention", "40 3 * * *", delete_expired),
    Periodic("rights", "*/10 * * * *", mark_requests),
    Periodic("rights_forget", "45 3 * * *", keeping.forget),
)
