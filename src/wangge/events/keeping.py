"""How long the things stay that are needed for a while only (PIPL §19). The nightly job deletes them."""

from collections.abc import Mapping
from datetime import timedelta

from wangge.core.actors import job

# Who deletes them: the guards of those tables name it.
FORGETTING = job("events.forget")

# What: from when on, for how long. Local choices; `docs/data-protection.md` says why.
KEEP: Mapping[str, timedelta] = {
    "track": timedelta(days=7),  # from the minute of each point
    "track_reading": timedelta(days=180),  # from the reading: who looked outlives what was looked at
    "visit_words": timedelta(days=365),  # from the end of the visit
    "upload": timedelta(days=1),  # from the last piece
}
