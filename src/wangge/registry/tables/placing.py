"""Addresses and homes for many lines at once: found level by level, made where they are missing."""

from collections.abc import Mapping
from typing import Any

from wangge.core import many
from wangge.core.actors import Actor
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import facts
from wangge.registry.actions.addresses import node
from wangge.registry.models import Address, Dwelling
from wangge.registry.tables.lines import Path

Place = tuple[str, Path]  # region and path from the top


def homes(
    places: Mapping[Place, Mapping[str, Any]], actor: Actor
) -> tuple[dict[Place, Dwelling], dict[Place, Dwelling]]:
    """The home at each place, and of these the ones that were made for it, with what is said of them as projected
    values. Some two queries a level of the tree."""
    nodes = _nodes(set(places))
    at = {node.pk: place for place, node in nodes.items()}
    found = {
        at[each.address_id]: each
        for each in within(Dwelling.objects.filter(address__in=list(at)), actor).select_related("address")
    }
    made = {
        place: Dwelling(address=node, region_code=node.region_code)
        for place, node in nodes.items()
        if place not in found
    }
    for place, home in made.items():
        if places[place]:
            facts.project(home, "home", places[place])
    rows = list(made.values())
    many.number(rows)
    many.insert(rows)
    return found | made, made


def _nodes(places: set[Place]) -> dict[Place, Address]:
    """The last node of each place."""
    counties = network.names({region[:6] for region, _ in places})
    reached: dict[Place, Address] = {}
    for depth in range(1, max((len(path) for _, path in places), default=0) + 1):
        wanted = {(region, path[:depth]) for region, path in places if len(path) >= depth}
        reached |= _level(wanted, reached, counties)
    return {place: reached[place] for place in places}


def _level(
    wanted: set[Place], reached: Mapping[Place, Address], counties: Mapping[str, str]
) -> dict[Place, Address]:
    """The nodes of one level, below those that were reached; missing ones are made."""
    above = {place: reached.get((place[0], place[1][:-1])) for place in wanted}
    names = [path[-1][1] for _, path in wanted]
    parents = {node.pk for node in above.values() if node}
    known = {
        (node.parent_id, "" if node.parent_id else node.region_code, node.kind, node.name): node
        for node in (
            Address.objects.filter(parent__in=parents, name__in=names)
            if parents
            else Address.objects.filter(
                parent=None, name__in=names, region_code__in=[region for region, _ in wanted]
            )
        )
    }
    found, missing = {}, {}
    for place, parent in above.items():
        region, path = place
        key = (parent.pk if parent else None, "" if parent else region, *path[-1])
        if key in known:
            found[place] = known[key]
        else:
            above_it = parent.text if parent else counties.get(region[:6], "")
            missing[place] = node(region, *path[-1], parent, above_it)
    fresh = list(missing.values())
    many.number(fresh)
    many.insert(fresh)
    return found | missing
