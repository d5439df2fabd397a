"""Collecting, changing, confirming, moving and ending: what is done with people and homes at the door."""

from datetime import date
from typing import Any

import msgspec
from django.utils.timezone import localdate, now

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import definitions, facts, forms, objections, values
from wangge.registry.definitions import Group
from wangge.registry.door import EDIT, SEE, Row, found, locked, require, seen, small, write
from wangge.registry.door import request as repeatable
from wangge.registry.models import Access, Dwelling, Household, Organisation, Person, Restriction
from wangge.registry.problems import GONE, HEAD, KNOWN

FIRST = ("identity", "residence")  # what is asked first: without it there is nobody


class PersonIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Somebody met at a home: in one of its households, or (None) in a new one. `facts` are forms by group."""

    dwelling: int
    facts: dict[str, dict[str, Any]]
    household: int | None = None
    source: str = "door"


class FactsIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The form of one group: what it names is set, None takes a value away, the rest stays."""

    data: dict[str, Any]
    source: str = "door"
    version: int | None = None


class MoveIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """To another home of the actor's area: into a household there, or (None) a new one, as `relation`."""

    dwelling: int
    relation: str
    household: int | None = None
    version: int | None = None


class LeaveIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why and since when somebody is no longer here."""

    reason: str
    day: date
    version: int | None = None


def collect(asked: PersonIn, actor: Actor, key: str | None = None) -> Person:
    """Enter somebody who lives in a home. KNOWN, with the number, if the identity number is in the actor's area
    already: then that entry is moved, not a second one made."""
    require(actor, SEE, EDIT)
    refuse_unclean(msgspec.to_builtins(asked))
    with guarded(actor):
        request = repeatable(key, "collect", asked)
        before = request.done(actor)
        if before is not None:
            return seen(Person.objects.all(), before.subject_id, actor)
        home = _home(asked.dwelling, actor)
        filled = _all_filled(asked)
        person = Person(dwelling=home, region_code=home.region_code)
        for group, held in filled.items():
            facts.project(person, group.key, held)
        _refuse_known(person, actor)
        person.household = _household(asked.household, home, person.relation)
        person.save(force_insert=True)
        at = now()
        for group, held in filled.items():
            facts.put(facts.about(person), group, held, asked.source, actor, at, None)
        write(person, "collected", actor, asked=request)
        touch(home)
    return person


def change(
    model: type[Row],
    number: int,
    group: str,
    asked: FactsIn,
    actor: Actor,
    key: str | None = None,
    note: str = "",
) -> Row:
    """Set the values of one group of a person, home or organisation. Equal values are confirmed. `note` says in the
    history why: the number of the request that asked for it."""
    require(actor, SEE, EDIT)
    refuse_unclean(asked.data)
    with guarded(actor):
        request = repeatable(key, "change", facts.KINDS[model], number, group, asked)
        if request.done(actor) is not None:
            return seen(model.objects.all(), number, actor)
        row = locked(model, number, actor, asked.version)
        kind = facts.KINDS[model]
        known = definitions.groups(kind).get(group)
        if known is None or not actor.may(known.see):
            raise Problem(problems.NOT_FOUND)
        _refuse_gone(row)
        _check_source(asked.source, known)
        if isinstance(row, Person) and known.kinds and row.kind not in known.kinds:
            raise invalid(data=N_("This is not asked of people of this kind"))
        if isinstance(row, Person):
            objections.refuse(row.pk, group)
        before = facts.current(kind, [row.pk]).get(row.pk, {}).get(group)
        held = forms.filled(known, asked.data, facts.opened(before), "data")
        _refuse_double(row, known, held, actor)
        fact = facts.put(facts.about(row), known, held, asked.source, actor, now(), before)
        facts.project(row, group, held)
        step(row)
        write(row, "confirmed" if before == fact else "changed", actor, fact=fact, note=note, asked=request)
    return row


def unchanged(number: int, version: int | None, actor: Actor, key: str | None = None) -> Dwelling:
    """Nothing has changed in a home: what grows old of it and of all who live there is valid anew. One tap."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        request = repeatable(key, "unchanged", number, version)
        if request.done(actor) is not None:
            return seen(Dwelling.objects.all(), number, actor)
        home = locked(Dwelling, number, actor, version)
        at = now()
        people = list(Person.objects.filter(dwelling=home, left="").values_list("pk", flat=True))
        facts.confirm("dwelling", [home.pk], at)
        facts.confirm("person", people, at)
        touch(home)
        write(home, "unchanged", actor, asked=request)
    return home


def move(number: int, asked: MoveIn, actor: Actor, key: str | None = None) -> Person:
    """Somebody lives in another home of the actor's area now. Facts and what was known before go along."""
    require(actor, SEE, EDIT)
    with guarded(actor):
        request = repeatable(key, "move", number, asked)
        if request.done(actor) is not None:
            return seen(Person.objects.all(), number, actor)
        person = locked(Person, number, actor, asked.version)
        _refuse_gone(person)
        home = _home(asked.dwelling, actor)
        if asked.relation not in definitions.choices("relation"):
            raise invalid(relation=wording.CHOICE)
        left, old = person.household, person.dwelling
        person.household = _household(asked.household, home, asked.relation, but=person.pk)
        person.dwelling, person.region_code = home, home.region_code
        group = definitions.groups("person")["residence"]
        before = facts.current("person", [person.pk])[person.pk]["residence"]
        held = facts.opened(before) | {"relation": asked.relation}
        facts.move("person", person.pk, home.region_code)
        for owned in (Access, Restriction):
            owned.objects.filter(person=person).update(region_code=home.region_code)
        fact = facts.put(facts.about(person), group, held, before.source, actor, now(), before)
        facts.project(person, "residence", held)
        step(person)
        end_if_empty(left)
        for each in {old, home}:
            touch(each)
        write(person, "moved", actor, fact=fact, asked=request)
    return person


def leave(number: int, asked: LeaveIn, actor: Actor, key: str | None = None) -> Person:
    """Somebody is no longer here. The facts end, and are deleted when the time of their group is up."""
    require(actor, SEE, EDIT)
    if asked.reason not in definitions.choices("left") or asked.reason == "merged":
        raise invalid(reason=wording.CHOICE)
    if not values.OLDEST <= asked.day <= localdate():
        raise invalid(day=N_("Choose a day that has been"))
    with guarded(actor):
        request = repeatable(key, "leave", number, asked)
        if request.done(actor) is not None:
            return seen(Person.objects.all(), number, actor)
        person = locked(Person, number, actor, asked.version)
        _refuse_gone(person)
        person.left, person.left_on = asked.reason, asked.day
        step(person)
        facts.end("person", person.pk, now())
        end_if_empty(person.household)
        touch(person.dwelling)
        write(person, "left", actor, note=asked.reason, asked=request)
    return person


def _all_filled(asked: PersonIn) -> dict[Group, dict[str, Any]]:
    """Every form of a new person, checked; those that are asked first may not be missing."""
    known = definitions.groups("person")
    for unknown in asked.facts.keys() - known.keys():
        raise invalid(**{f"facts.{unknown}": wording.UNKNOWN_FIELD})
    wanted = {key: asked.facts.get(key, {}) for key in known if key in asked.facts or key in FIRST}
    filled = {}
    for key, data in wanted.items():
        _check_source(asked.source, known[key])
        filled[known[key]] = forms.filled(known[key], data, {}, f"facts.{key}")
    kind = filled[known["residence"]]["kind"]
    for group in filled:
        if group.kinds and kind not in group.kinds:
            raise invalid(**{f"facts.{group.key}": N_("This is not asked of people of this kind")})
    return filled


def _check_source(source: str, group: Group) -> None:
    if source not in group.sources:
        raise invalid(source=wording.CHOICE)


def _home(number: int, actor: Actor) -> Dwelling:
    """A home of the actor's area, locked."""
    home = found(Dwelling.objects.select_for_update(), number, actor)
    if home is None:
        raise invalid(dwelling=N_("There is no such home in your area"))
    return home


def _household(number: int | None, home: Dwelling, relation: str, but: int = 0) -> Household:
    """The household somebody joins, which has one head at most; a new one begins with anybody."""
    if number is None:
        return Household.objects.create(dwelling=home, region_code=home.region_code)
    joined = (
        Household.objects.filter(pk=number, dwelling=home, ended_on=None).first() if small(number) else None
    )
    if joined is None:
        raise invalid(household=N_("There is no such household in this home"))
    refuse_head(joined.pk, relation, but)
    return joined


def refuse_head(household: int, relation: str, but: int) -> None:
    if relation != "head":
        return
    # Two who become head at one moment: the second waits, and is refused.
    Household.objects.select_for_update().get(pk=household)
    if Person.objects.filter(household=household, relation="head", left="").exclude(pk=but).exists():
        raise Problem(HEAD)


def _refuse_double(row: Any, group: Group, held: dict[str, Any], actor: Actor) -> None:
    """A change may not make somebody a second head, or the double of somebody else."""
    if not isinstance(row, Person):
        return
    if group.key == "residence":
        refuse_head(row.household_id, held["relation"], row.pk)
    if group.key == "identity":
        _refuse_known(Person(pk=row.pk, identity_index=_index_of(held)), actor)


def _index_of(held: dict[str, Any]) -> bytes | None:
    number = held.get("identity_number")
    return values.index("identity_number", number) if number else None


def _refuse_known(person: Person, actor: Actor) -> None:
    if person.identity_index is None:
        return
    same = within(Person.objects.filter(identity_index=person.identity_index, left=""), actor)
    known = same.exclude(pk=person.pk or 0).values_list("pk", flat=True).first()
    if known is not None:
        raise Problem(KNOWN, number=known)


def _refuse_gone(row: Any) -> None:
    if (isinstance(row, Person) and row.left) or (isinstance(row, Organisation) and row.closed_on):
        raise Problem(GONE)


def step(row: Any) -> None:
    """Save a row under its next version."""
    row.version += 1
    row.save()


def touch(home: Dwelling) -> None:
    home.version += 1
    home.save(update_fields=["version"])


def end_if_empty(household: Household) -> None:
    if not household.people.filter(left="").exists():
        household.ended_on = localdate()
        household.save(update_fields=["ended_on"])
