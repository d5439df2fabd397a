"""Which open cases may be the same matter: by item, distance, time and text, with the reasons said.

A suggestion only; a person merges. Weights and reaches are local choices.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events.models import Event
from wangge.network.scope import within

REACH_METRES = 300.0
REACH_TIME = timedelta(days=14)
CANDIDATES = 200
ENOUGH = 0.45
# What each likeness counts for; together 1.
WEIGHTS = {"item": 0.30, "distance": 0.30, "time": 0.10, "text": 0.30}
EARTH_METRES = 6_371_000.0


@dataclass(frozen=True, slots=True)
class Alike:
    """One case that may be the same. `score` 0 to 1; `distance` in metres, None where a point is missing;
    `reasons` are English messages."""

    case_no: str
    text: str
    state: str
    flow_version: int
    score: float
    distance: float | None
    hours: float
    reasons: tuple[str, ...]


def alike(case_no: str, actor: Actor, limit: int = 5) -> list[Alike]:
    """The open cases most like this one that the actor may see, best first. Two queries.

    NOT_FOUND to whoever may not see this one.
    """
    visible = within(Event.objects.all(), actor)
    event = visible.filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
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
    metres = _metres(one, other)
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
        other.case_no, other.text, other.state, other.flow_version, round(score, 3), metres, hours, tuple(reasons)
    )  # fmt: skip


def text_likeness(one: str, other: str) -> float:
    """Shared pairs of characters among all (Jaccard, 0 to 1): needs no dictionary and suits Chinese."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pairs(text: str) -> set[str]:
    bare = "".join(each for each in text if each.isalnum())
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def _metres(one: Event, other: Event) -> float | None:
    if one.lng is None or one.lat is None or other.lng is None or other.lat is None:
        return None
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other.lng - one.lng) / 2) ** 2
    return round(2 * EARTH_METRES * asin(sqrt(half)), 1)
