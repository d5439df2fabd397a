"""What people have objected to (PIPL §44): groups of facts that are neither used nor asked for."""

from collections.abc import Iterable
from datetime import datetime

from wangge.core import problems
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.registry import facts
from wangge.registry.models import Fact, Person, Restriction

OBJECTED = problems.kind(
    "registry.objected",
    409,
    N_("The person has objected to these facts: they are neither used nor asked for"),
)


def of(people: Iterable[int]) -> dict[int, dict[str, datetime]]:
    """Since when which groups of these people are objected to. One query."""
    found: dict[int, dict[str, datetime]] = {}
    rows = Restriction.objects.filter(person__in=list(people)).values_list("person_id", "group", "at")
    for person, group, at in rows:
        found.setdefault(person, {})[group] = at
    return found


def refuse(person: int, group: str) -> None:
    """OBJECTED if these facts of somebody may not be used or asked for. One query."""
    if Restriction.objects.filter(person=person, group=group).exists():
        raise Problem(OBJECTED)


def silence(person: Person, group: str) -> Fact | None:
    """Nobody is reminded to ask for these facts any more, or finds the person by them; the fact in force, if there is
    one. The row of the person is saved by whoever calls."""
    fact = facts.current("person", [person.pk]).get(person.pk, {}).get(group)
    if fact is not None:
        fact.valid_until = None
        fact.save(update_fields=["valid_until"])
    facts.project(person, group, {})
    return fact
