"""Who may do something at a place, and what accounts are called: for contexts that let somebody choose a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from wangge.accounts import queries
from wangge.accounts.models import Person
from wangge.network import queries as network

MOST = 100  # of those who may do one thing at one place


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who serves today, with the place they serve at."""

    person: int
    name: str
    place: str


def colleagues(power: str, region: str) -> list[Colleague]:
    """Those who hold a power today at a posting whose area holds a region or grid, the nearest first.

    Three queries.
    """
    roles = [role.key for role in queries.all_roles() if power in role.powers]
    posted = network.posted_over(region, roles, MOST)
    open_accounts = names((each.person for each in posted), active=True)
    found: dict[int, Colleague] = {}
    for each in posted:
        if each.person in open_accounts:
            found.setdefault(each.person, Colleague(each.person, open_accounts[each.person], each.place))
    return list(found.values())


def names(numbers: Iterable[int], *, active: bool | None = None) -> dict[int, str]:
    """What accounts are called, by number; with `active`, only those that are (not) open. One query, or none."""
    wanted = set(numbers)
    if not wanted:
        return {}
    found = Person.objects.filter(pk__in=wanted)
    if active is not None:
        found = found.filter(active=active)
    return dict(found.values_list("pk", "name"))
