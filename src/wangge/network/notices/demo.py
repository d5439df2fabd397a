"""The notices of the demonstration (`network/data/demo_notices.yaml`)."""

from datetime import timedelta
from importlib.resources import files

import msgspec
from django.utils.timezone import localdate

from wangge.core.actors import Actor, ActorKind
from wangge.core.words import N_
from wangge.network.notices.actions import POWER, NoticeIn, publish
from wangge.network.notices.models import Notice

SHOWN = timedelta(days=365)


class DemoNotice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    region: str
    title: str
    body: str


def load() -> int:
    """Publish them, unless there are notices already; how many."""
    if Notice.objects.exists():
        return 0
    text = files("wangge.network").joinpath("data/demo_notices.yaml").read_bytes()
    rows = msgspec.yaml.decode(text, type=list[DemoNotice])
    day = localdate()
    for place, row in enumerate(rows):
        actor = Actor(kind=ActorKind.JOB, label=N_("Demo"), powers=frozenset({POWER}), region=row.region)
        # Not all from one day, as they would not be.
        first = day - timedelta(days=2 * (len(rows) - place))
        publish(
            NoticeIn(title=row.title, body=row.body, region=row.region, from_day=first, to_day=first + SHOWN),
            actor,
        )
    return len(rows)
