"""What is counted by the clock."""

from wangge.core.tasks import Periodic
from wangge.insight import actions


def count() -> dict[str, int]:
    """Counts the cases of days that have ended, for the map, and again those of days in which one was moved."""
    return actions.count_days()


PERIODIC = (Periodic("count", "* * * * *", count),)
