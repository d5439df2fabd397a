"""The only place that turns an actor into a filter (design §4).

A model says in `scope` which of its columns an actor is matched against; a row is visible when any of them
matches. Whoever sees nothing gets an empty list, and an empty list is a 404: a stranger learns nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial, reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from wangge.core.actors import Actor
from wangge.core.scope import SUBJECT_KIND, Closed, Open, Scope

M = TypeVar("M", bound=Model)


class Way(Enum):
    """How a column is compared with what the actor has, as the ORM writes it behind the column's name."""

    PREFIX = "__startswith"
    EQUAL = ""
    CONTAINS = "__contains"
    AMONG = "__in"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which a row may be the actor's to see: what stands in a column, compared with a value."""

    way: Way
    column: str
    value: Any


def within(queryset: QuerySet[M, Any], actor: Actor) -> QuerySet[M, Any]:
    """The rows of a queryset that this actor may see.

    TypeError for a model that declares no scope, or one that is `Closed`: a programming error, not a case of
    "nothing to see".
    """
    scope = declared(queryset.model)
    if isinstance(scope, Open):
        return queryset
    ways = [Q(**{branch.column + branch.way.value: branch.value}) for branch in branches(scope, actor)]
    if _by_subject(scope, actor):
        kind = {scope.subject_kind: SUBJECT_KIND} if scope.subject_kind else {}
        ways.append(Q(**{scope.subject: actor.subject}, **kind))
    return queryset.filter(reduce(or_, ways)) if ways else queryset.none()


def covers(actor: Actor, obj: Model) -> bool:
    """Whether this actor may see a row that is already in memory; the same rules as `within`."""
    scope = declared(type(obj))
    return isinstance(scope, Open) or matches(scope, actor, partial(getattr, obj))


def matches(scope: Scope, actor: Actor, fact: Callable[[str], Any]) -> bool:
    """Whether this actor may see something of which `fact` tells the columns the scope names; the same rules as
    `within`. Only columns that matter for the actor are asked for."""
    return (
        (_by_region(scope, actor) and actor.covers(fact(scope.region)))
        or (_by_unit(scope, scope.unit, actor) and fact(scope.unit) == actor.unit)
        or (_by_unit(scope, scope.units, actor) and actor.unit in fact(scope.units))
        or (_by_desk(scope, actor) and fact(scope.desk) in actor.desks)
        or (_by_person(scope.person, actor) and fact(scope.person) == actor.person)
        or (_by_person(scope.people, actor) and actor.person in fact(scope.people))
        or (_by_case(scope, actor) and fact(scope.case) == actor.case_no)
        or (
            _by_subject(scope, actor)
            and fact(scope.subject) == actor.subject
            and (not scope.subject_kind or fact(scope.subject_kind) == SUBJECT_KIND)
        )
    )


def declared(model: type[Model]) -> Scope | Open:
    """What a model says of its visibility; TypeError if it may not be listed or fetched by an actor at all."""
    scope = getattr(model, "scope", None)
    match scope:
        case Scope() | Open():
            return scope
        case Closed():
            raise TypeError(f"{model.__name__} is closed to actors: {scope.reason}")
    raise TypeError(f"{model.__name__} declares no scope, so no actor can be turned into a filter on it")


def branches(scope: Scope, actor: Actor) -> tuple[Branch, ...]:
    """Every way in which a row may be the actor's to see, but for that of a subject, which is two columns; none for
    whoever sees nothing."""
    found: list[Branch] = []
    if _by_region(scope, actor):
        found.append(Branch(Way.PREFIX, scope.region, actor.region))
    if _by_unit(scope, scope.unit, actor):
        found.append(Branch(Way.EQUAL, scope.unit, actor.unit))
    if _by_unit(scope, scope.units, actor):
        found.append(Branch(Way.CONTAINS, scope.units, [actor.unit]))
    if _by_desk(scope, actor):
        found.append(Branch(Way.AMONG, scope.desk, sorted(actor.desks)))
    if _by_person(scope.person, actor):
        found.append(Branch(Way.EQUAL, scope.person, actor.person))
    if _by_person(scope.people, actor):
        found.append(Branch(Way.CONTAINS, scope.people, [actor.person]))
    if _by_case(scope, actor):
        found.append(Branch(Way.EQUAL, scope.case, actor.case_no))
    return tuple(found)


def _by_region(scope: Scope, actor: Actor) -> bool:
    """An area counts only for those who hold the power, and no area is nowhere, never everywhere."""
    return bool(scope.region and actor.region) and actor.may(scope.power)


def _by_unit(scope: Scope, column: str, actor: Actor) -> bool:
    holds = not scope.unit_power or actor.may(scope.unit_power)
    return bool(column) and actor.unit is not None and holds


def _by_desk(scope: Scope, actor: Actor) -> bool:
    return bool(scope.desk and actor.desks)


def _by_person(column: str, actor: Actor) -> bool:
    return bool(column) and actor.person is not None


def _by_subject(scope: Scope, actor: Actor) -> bool:
    return bool(scope.subject) and actor.subject is not None


def _by_case(scope: Scope, actor: Actor) -> bool:
    return bool(scope.case and actor.case_no)
