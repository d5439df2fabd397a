"""Which open cases may be the same matter: by item, distance, time and text, with the reasons said.

A suggestion only; a person merges. Weights and reaches are local choices.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

import msgspec
from django.db.models import QuerySet
from django.utils.timezone import now as clock_now

from wangge.catalogue import queries as catalogue
from wangge.catalogue.suggest import suggest
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.models import Event
from wangge.network import locate
from wangge.network.problems import OUTSIDE
from wangge.network.scope import within

REACH_METRES = 300.0
REACH_TIME = timedelta(days=14)
CANDIDATES = 200
LONGEST = 2000
ENOUGH = 0.45
# What each likeness counts for; together 1.
WEIGHTS = {"item": 0.30, "distance": 0.30, "time": 0.10, "text": 0.30}
EARTH_METRES = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Alike:
    """One case that may be the same. `score` 0 to 1; `distance` in metres, None where a point is missing;
    `reasons` are English messages; `case` is the whole row."""

    case_no: str
    text: str
    state: str
    flow_version: int
    score: float
    distance: float | None
    hours: float
    reasons: tuple[str, ...]
    case: Event


def alike(case_no: str, actor: Actor, limit: int = 5) -> list[Alike]:
    """The open cases most like this one that the actor may see, best first. Two queries.

    NOT_FOUND to whoever may not see this one.
    """
    visible = within(Event.objects.all(), actor)
    event = visible.filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    return _likest(event, visible, limit)


class Seen(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody is about to report: a point (CGCS2000 degrees), the words, the item if it is known."""

    lng: float
    lat: float
    text: str
    item: str = ""


def nearby(seen: Seen, actor: Actor, limit: int = 5) -> list[Alike]:
    """The open cases a report would repeat, of those the actor may see, best first; nothing is filed. Three queries.

    A Problem names `text` or the point that does not fit.
    """
    if not 1 <= len(seen.text.strip()) <= LONGEST:
        raise invalid(text=N_("Say what you saw"))
    locate.ensure()
    grid = locate.locate(seen.lng, seen.lat)
    if grid is None:
        raise Problem(OUTSIDE, fields={"lng": N_("Outside the city"), "lat": N_("Outside the city")})
    item = seen.item or next((each.code for each in suggest(seen.text, catalogue.current_number())), "")
    event = Event(
        text=seen.text, item_code=item, region_code=grid, lng=seen.lng, lat=seen.lat, opened_at=clock_now()
    )
    return _likest(event, within(Event.objects.all(), actor), limit)


def _likest(event: Event, visible: QuerySet[Event], limit: int) -> list[Alike]:
    """One query."""
    near = visible.filter(
        region_code__startswith=event.region_code[:9],
        opened_at__range=(event.opened_at - REACH_TIME, event.opened_at + REACH_TIME),
        closed_at=None,
        parent=None,
    ).exclude(pk=event.pk)
    near = near.exclude(state__in=("draft", "split")).order_by("-opened_at")
    if event.lng is not None and event.lat is not None:
        reach = REACH_METRES / 111_000
        near = near.filter(
            lat__range=(event.lat - reach, event.lat + reach),
            lng__range=(event.lng - reach * 1.5, event.lng + reach * 1.5),
        )
    found = (compare(event, other) for other in near[:CANDIDATES])
    return sorted((each for each in found if each.score >= ENOUGH), key=lambda each: -each.score)[:limit]


def compare(one: Event, other: Event) -> Alike:
    """How alike two events are, and why."""
    metres = metres_between(one, other)
    hours = abs((one.opened_at - other.opened_at).total_seconds()) / 3600
    likeness = {
        "item": 1.0 if one.item_code and one.item_code == other.item_code else 0.0,
        "distance": max(0.0, 1 - metres / REACH_METRES)
        if metres is not None
        else (0.6 if one.region_code == other.region_code else 0.0),
        "time": max(0.0, 1 - hours / (REACH_TIME.total_seconds() / 3600)),
        "text": text_likeness(one.text, other.text),
    }
    reasons = [
        reason
        for holds, reason in (
            (likeness["item"] > 0, N_("Same item")),
            (metres is not None and metres <= 100, N_("Less than 100 metres away")),
            (metres is None and one.region_code == other.region_code, N_("Same place")),
            (hours <= 48, N_("Within two days")),
            (likeness["text"] >= 0.3, N_("Similar words")),
        )
        if holds
    ]
    score = sum(WEIGHTS[name] * value for name, value in likeness.items())
    return Alike(
        case_no=other.case_no,
        text=other.text,
        state=other.state,
        flow_version=other.flow_version,
        score=round(score, 3),
        distance=metres,
        hours=hours,
        reasons=tuple(reasons),
        case=other,
    )


def text_likeness(one: str, other: str) -> float:
    """Shared pairs of characters among all (Jaccard, 0 to 1): needs no dictionary and suits Chinese."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pairs(text: str) -> set[str]:
    bare = "".join(each for each in text if each.isalnum())
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def metres_between(one: Event, other: Event) -> float | None:
    """The great-circle distance between two events, None where a point is missing."""
    if one.lng is None or one.lat is None or other.lng is None or other.lat is None:
        return None
    return apart((one.lng, one.lat), (other.lng, other.lat))


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (longitude, latitude) along the Earth's surface."""
    lat1, lat2 = radians(one[1]), radians(other[1])
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other[0] - one[0]) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)), 1)
