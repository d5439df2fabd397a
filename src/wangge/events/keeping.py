"""How long the things stay that are needed for a while only (PIPL §19). The nightly job deletes them."""

from collections.abc import Mapping
from datetime import timedelta

from wangge.core.actors import job
from wangge.core.deletions import rule
from wangge.core.words import N_

# Who deletes them: the guards of those tables name it.
FORGET = "events.forget"
FORGETTING = job(FORGET)

# What: from when on, for how long. Local choices; `docs/data-protection.md` says why.
KEEP: Mapping[str, timedelta] = {
    "track": timedelta(days=7),  # from the minute of each point
    "track_reading": timedelta(days=180),  # from the reading: who looked outlives what was looked at
    "visit_words": timedelta(days=365),  # from the end of the visit
    "upload": timedelta(days=1),  # from the last piece
}

TRACK = rule("events.track", FORGET, N_("Tracks of patrols"), N_("each point was made"), KEEP["track"])
TRACK_READINGS = rule(
    "events.track_readings",
    FORGET,
    N_("Who looked at a track"),
    N_("it was looked at"),
    KEEP["track_reading"],
)
VISIT_WORDS = rule(
    "events.visit_words", FORGET, N_("Words of visits"), N_("the visit has ended"), KEEP["visit_words"]
)
UPLOADS = rule(
    "events.uploads", FORGET, N_("Files that never arrived whole"), N_("its last piece came"), KEEP["upload"]
)
