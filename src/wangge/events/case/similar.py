"""Closed cases like this one, and what was done about them: what helps whoever has the next one to handle.

Of the same item, near it or alike in words. Weights and reaches are local choices.
"""

from datetime import datetime

import msgspec
from django.utils.translation import gettext

from wangge.catalogue.suggest import suggest
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events.intake.duplicates import metres_between, text_likeness
from wangge.events.labels import rating_label
from wangge.events.lists.rows import EXCERPT
from wangge.events.lists.waiting import Names
from wangge.events.models import Event, EventStep
from wangge.network.scope import within

CANDIDATES = 200
SHOWN = 5
SUGGESTED = 3  # items taken from the text while nobody has confirmed one
NEAR_METRES = 1000.0
COUNTY = 6  # digits of the region code: beyond it, other units and other habits
WEIGHTS = {"words": 0.5, "distance": 0.3, "place": 0.2}
# What was done stands in the last of these steps, in this field.
RESULTS = {"feed_back": "result", "settle": "done"}


class SimilarView(msgspec.Struct, frozen=True):
    """`distance` in metres, null where a point is missing; `days` from report to closure; `result`: what was
    done, in the words of whoever did it; `rating`: 1 to 5, null when nobody rated."""

    case_no: str
    excerpt: str
    region: str
    distance: float | None
    closed_at: datetime
    lead: str
    days: float
    result: str
    rating: int | None
    rating_label: str
    score: float
    reasons: list[str]


class SimilarList(msgspec.Struct, frozen=True):
    items: list[SimilarView]


def similar(case_no: str, actor: Actor) -> list[SimilarView]:
    """The closed cases most like this one that the actor may see, best first: five queries.

    NOT_FOUND to whoever may not see this one; none where nobody can say which item it is.
    """
    visible = within(Event.objects.all(), actor)
    event = visible.filter(case_no=case_no).first()
    if event is None:
        raise Problem(problems.NOT_FOUND)
    items = [event.item_code] if event.item_code else _suggested(event)
    candidates = visible.filter(
        state="closed", item_code__in=items, region_code__startswith=event.region_code[:COUNTY]
    ).exclude(pk=event.pk)
    scored = [(score(event, other), other) for other in candidates.order_by("-opened_at", "-id")[:CANDIDATES]]
    best = sorted(scored, key=lambda each: -each[0])[:SHOWN]
    results = _results([other for _, other in best])
    names = Names.of(
        {name: getattr(other, name) for name in ("region_code", "owner", "lead_unit_id", "desk")}
        for _, other in best
    )
    return [_view(event, other, value, results.get(other.pk, ""), names) for value, other in best]


def score(event: Event, other: Event) -> float:
    """How much two events of one item have in common, 0 to 1."""
    metres = metres_between(event, other)
    likeness = {
        "words": text_likeness(event.text, other.text),
        "distance": max(0.0, 1 - metres / NEAR_METRES) if metres is not None else 0.0,
        "place": 1.0 if event.region_code[:12] == other.region_code[:12] else 0.0,
    }
    return round(sum(WEIGHTS[name] * value for name, value in likeness.items()), 3)


def _suggested(event: Event) -> list[str]:
    return [each.code for each in suggest(event.text, event.catalogue_version, SUGGESTED)]


def _results(events: list[Event]) -> dict[int, str]:
    """What was done about each of these, by the key of the row: one query, none for none."""
    if not events:
        return {}
    steps = EventStep.objects.filter(case__in=events, action__in=RESULTS).order_by("seq")
    return {step.case_id: str(step.data.get(RESULTS[step.action], "")) for step in steps}


def _view(event: Event, other: Event, value: float, result: str, names: Names) -> SimilarView:
    metres = metres_between(event, other)
    lead = names.unit(other.lead_unit_id)
    assert other.closed_at is not None  # the candidates are closed
    reasons = (
        (True, N_("Same item")),
        (metres is not None and metres <= NEAR_METRES, N_("Less than a kilometre away")),
        (event.region_code[:12] == other.region_code[:12], N_("Same community")),
        (text_likeness(event.text, other.text) >= 0.2, N_("Similar words")),
    )
    return SimilarView(
        case_no=other.case_no,
        excerpt=other.text[:EXCERPT],
        region=names.place(other.region_code),
        distance=metres,
        closed_at=other.closed_at,
        lead=lead.name if lead else "",
        days=round((other.closed_at - other.opened_at).total_seconds() / 86_400, 1),
        result=result,
        rating=other.rating,
        rating_label=rating_label(other.rating),
        score=value,
        reasons=[gettext(reason) for holds, reason in reasons if holds],
    )
