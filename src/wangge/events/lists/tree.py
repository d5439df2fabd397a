"""The tree of regions with how many open cases lie in each: what a filter by area is drawn from."""

import msgspec
from django.db.models import Count
from django.db.models.functions import Left

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.codes import LENGTHS, Level, ancestors, checked, is_grid
from wangge.core.problems import Problem
from wangge.events.models import Event
from wangge.network import labels
from wangge.network import queries as network
from wangge.network.scope import within

SEE = "network.see"


class Branch(msgspec.Struct, frozen=True):
    """A region or grid; `open` counts the open cases in it that the caller may see (null for those above); `more`
    says whether there is anything below it."""

    code: str
    name: str
    level: str
    level_name: str
    open: int | None
    more: bool


class Tree(msgspec.Struct, frozen=True):
    """What lies directly below a region; `above` leads from the city down to it."""

    under: Branch
    above: list[Branch]
    items: list[Branch]


def tree(actor: Actor, under: str = "") -> Tree:
    """The branches below a region, the actor's own if none is named: three queries.

    FORBIDDEN without `network.see`; a Problem names `under`; NOT_FOUND for a region there is none of.
    """
    if not actor.may(SEE):
        raise Problem(problems.FORBIDDEN)
    code = checked(under, "under") if under else actor.region
    region = network.region(ancestors(code)[-1] if is_grid(code) else code)
    if region is None:
        raise Problem(problems.NOT_FOUND)
    # Those below a region are the next longer code; a grid's is the last.
    length = len(region.children[0].code) if region.children else LENGTHS[Level.GRID]
    rows = (
        within(Event.objects.filter(closed_at=None, region_code__startswith=region.code), actor)
        .annotate(branch=Left("region_code", length))
        .values_list("branch")
        .annotate(count=Count("id"))
        .order_by()
    )
    counts = dict(rows)
    return Tree(
        under=_branch(region.code, region.short_name, region.level, sum(counts.values()), more=True),
        above=[_branch(each.code, each.name, each.level, None, more=True) for each in region.above],
        items=[
            _branch(
                each.code,
                each.name,
                each.level,
                counts.get(each.code, 0),
                more=each.level != Level.GRID.value,
            )
            for each in region.children
        ],
    )


def _branch(code: str, name: str, level: str, count: int | None, *, more: bool) -> Branch:
    return Branch(code, name, level, labels.level(level), count, more)
