"""Work that the platform does by itself, on a timetable, declared as a plain table.

A context lists its own in `tasks.py` as `PERIODIC = (Periodic("overdue", "*/5 * * * *", mark_overdue), ...)`;
the process `jobs` runs them (`wangge.config.jobs`). A function takes nothing, must be idempotent (running it
twice changes nothing), and returns a short dict of counts for the log, or None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wangge.core.audit import chain, retention, watch


@dataclass(frozen=True, slots=True)
class Periodic:
    """One row of the timetable: a name unique in its context, a cron line (server time), what to call."""

    name: str
    cron: str
    function: Callable[[], Mapping[str, int] | None]


def link_audit() -> dict[str, int]:
    """Links what was added to the audit log since (`audit.chain`)."""
    return {"links": chain.link()}


def watch_audit() -> dict[str, int]:
    """Tells the audit administrator of odd reading (`audit.watch`)."""
    return {"alerts": watch.watch()}


def forget_audit() -> dict[str, int]:
    """Deletes what the audit log has kept for its time (`audit.retention`)."""
    return {"entries": retention.forget()}


PERIODIC = (
    Periodic("audit_link", "* * * * *", link_audit),
    Periodic("audit_watch", "*/10 * * * *", watch_audit),
    Periodic("audit_forget", "40 3 * * *", forget_audit),
)
