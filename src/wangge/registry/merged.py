"""Which entries became part of another one."""

from wangge.core.actors import job
from wangge.core.rows import guarded
from wangge.registry.keeping import MERGING
from wangge.registry.models import Merge


def into(number: int) -> list[int]:
    """The entries that were merged into this one and into those, as long as nobody took them apart: whoever calls has
    made sure who asks. A query for each step of the way."""
    found: list[int] = []
    level = [number]
    with guarded(job(MERGING)):
        while level:
            rows = Merge.objects.filter(kept__in=level, undone_at=None)
            level = list(rows.values_list("gone_id", flat=True))
            found += level
    return found
