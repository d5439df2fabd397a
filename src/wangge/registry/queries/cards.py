"""The household card: a home as somebody at its door needs it, with everybody's facts, masked. One or several at
once, so that a phone can take along those of a day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec
from django.db.models import Q
from django.utils.timezone import localdate, now

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.named import Named
from wangge.core.problems import Problem
from wangge.core.rows import guarded
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import definitions, facts, objections
from wangge.registry.door import EDIT, SEE, require, small
from wangge.registry.models import Address, Dwelling, Fact, Person
from wangge.registry.queries.homes import AddressView, address_view
from wangge.registry.queries.views import GroupView, PersonLine, groups, lines
from wangge.registry.queries.visits import Among, Due, living_in, needs, reasons


class CardPerson(msgspec.Struct, frozen=True):
    """Somebody who lives here: the line of a list, the household, and every group of facts, to fill forms in with."""

    person: PersonLine
    household: int
    groups: list[GroupView]


class Card(msgspec.Struct, frozen=True):
    """A home with everybody in it, the head of each household first. `reasons`: why somebody should call, `last`:
    when somebody was there, as far back as a reason looks; `valid_until`: the day from which something is to be asked
    for again, None where nothing grows old."""

    number: int
    version: int
    address: str
    region: str
    region_name: str
    use: Named | None
    groups: list[GroupView]
    people: list[CardPerson]
    reasons: list[Named]
    last: datetime | None
    valid_until: date | None
    may_edit: bool


class Place(msgspec.Struct, frozen=True):
    """Where a home stands: its address in words and the grid or community it lies in."""

    address: str
    region: str


def card(number: int, actor: Actor) -> Card:
    """One card. NOT_FOUND outside the actor's area."""
    found = cards([number], actor)
    if not found:
        raise Problem(problems.NOT_FOUND)
    return found[0]


def cards(numbers: Iterable[int], actor: Actor) -> list[Card]:
    """The cards of those of these homes that lie in the actor's area, in the order they were asked for. Nine queries,
    however many homes there are."""
    require(actor, SEE)
    wanted = [each for each in numbers if small(each)]
    with guarded(actor):
        homes = {
            each.pk: each
            for each in within(Dwelling.objects.select_related("address"), actor).filter(pk__in=wanted)
        }
        if not homes:
            return []
        living = Person.objects.filter(dwelling__in=homes, left="")
        held = facts.current("dwelling", homes)
        people: dict[int, list[Person]] = {}
        for each in living.order_by("household", "id"):
            people.setdefault(each.dwelling_id, []).append(each)
        everybody = [each.pk for all_ in people.values() for each in all_]
        theirs, objected = facts.current("person", everybody), objections.of(everybody)
        due = reasons(Among(living_in(living), _about(homes, theirs)), now())
        names = network.names({each.region_code for each in homes.values()})
        return [
            _card(
                homes[number],
                people.get(number, []),
                held.get(number, {}),
                theirs,
                objected,
                due.get(number),
                names.get(homes[number].region_code, ""),
                actor,
            )
            for number in dict.fromkeys(wanted)
            if number in homes
        ]


def place(number: int, actor: Actor) -> Place | None:
    """Where a home of the actor's area stands; None for no such home. One query."""
    require(actor, SEE)
    with guarded(actor):
        rows = within(Dwelling.objects.select_related("address"), actor)
        found = rows.filter(pk=number).first() if small(number) else None
    return Place(found.address.text, found.region_code) if found else None


def address(number: int, actor: Actor) -> AddressView:
    """One node of the tree, with the home that stands at it if it lies in the actor's area. Two queries."""
    require(actor, SEE)
    found = Address.objects.filter(pk=number).first() if small(number) else None
    if found is None:
        raise Problem(problems.NOT_FOUND)
    with guarded(actor):
        home = within(Dwelling.objects.filter(address=found), actor).values_list("pk", flat=True).first()
    return address_view(found, home)


def _about(homes: Iterable[int], people: Iterable[int]) -> Q:
    return Q(subject="dwelling", subject_id__in=list(homes)) | Q(
        subject="person", subject_id__in=list(people)
    )


def _card(
    home: Dwelling,
    people: list[Person],
    held: Mapping[str, Fact],
    theirs: Mapping[int, Mapping[str, Fact]],
    objected: Mapping[int, Mapping[str, datetime]],
    due: Due | None,
    region: str,
    actor: Actor,
) -> Card:
    everything = [*held.values(), *(fact for each in people for fact in theirs.get(each.pk, {}).values())]
    until = [fact.valid_until for fact in everything if fact.valid_until]
    stale = {
        each.pk
        for each in people
        for fact in theirs.get(each.pk, {}).values()
        if fact.valid_until and fact.valid_until <= localdate()
    }
    people = sorted(people, key=lambda each: (each.household_id, each.relation != "head", each.pk))
    return Card(
        number=home.pk,
        version=home.version,
        address=home.address.text,
        region=home.region_code,
        region_name=region,
        use=definitions.named("home_use", home.use),
        groups=groups("dwelling", held, actor),
        people=[
            CardPerson(
                line,
                each.household_id,
                groups("person", theirs.get(each.pk, {}), actor, each.kind, objected.get(each.pk, {})),
            )
            for each, line in zip(people, lines(people, stale), strict=True)
        ],
        reasons=[needs()[key].named() for key in due.keys] if due else [],
        last=due.last if due else None,
        valid_until=min(until, default=None),
        may_edit=actor.may(EDIT),
    )
