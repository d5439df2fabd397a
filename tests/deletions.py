"""What jobs said that they deleted."""

from wangge.core.deletions import Deletion


def counted(rule: str) -> list[int]:
    """The counts that stand for a rule, in the order in which they were written."""
    return list(Deletion.objects.filter(rule=rule).order_by("id").values_list("count", flat=True))
