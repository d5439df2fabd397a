"""Looking behind row-level security, as the one job does that may see every table whole."""

from wangge.core.actors import job
from wangge.core.rows import guarded


def seen_whole():
    """`with seen_whole():` – what stands in a guarded table, whoever may read it."""
    return guarded(job("keys.rotate"))
