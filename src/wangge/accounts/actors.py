"""Turns somebody who has proved who they are into an `Actor`: what they may do, where, at which desks."""

from django.conf import settings

from wangge.accounts import queries, roles
from wangge.accounts.models import Person
from wangge.accounts.queries import TokenView
from wangge.accounts.roles import Family
from wangge.core.actors import Actor, ActorKind
from wangge.network import queries as network
from wangge.network.queries import PostingView

CENTRE = "centre"


def from_person(
    person_id: int, posting_id: int | None = None, *, proven: bool = True, by_provider: bool = False
) -> tuple[Person, Actor] | None:
    """A person acting from a posting of today: the one chosen, else the first. Two queries. The rest as for `posted`.

    Without a posting of today, or with a password somebody else gave them, the actor has no power and no area.
    None if the account is gone or closed.
    """
    posting = network.active_posting(person_id, posting_id)
    found = queries.person_with_powers(person_id, posting.role if posting else None)
    if found is None:
        return None
    person, powers = found
    return person, posted(person, posting, powers, proven=proven, by_provider=by_provider)


def posted(
    person: Person,
    posting: PostingView | None,
    powers: frozenset[str],
    *,
    proven: bool = True,
    by_provider: bool = False,
) -> Actor:
    """The actor of a person at a posting. `proven`: the second factor was shown; without it the powers that need
    one are withheld, where the city requires it (`SECOND_FACTOR`). `by_provider`: came in by single sign-on, so that
    it does not matter who has seen their password."""
    own = f"person:{person.pk}"
    # Whoever has to choose a password first may do nothing else until then.
    if posting is None or (person.must_change and not by_provider):
        return Actor(kind=ActorKind.PERSON, label=person.name, person=person.pk, desks=frozenset({own}))
    return Actor(
        kind=ActorKind.PERSON,
        label=person.name,
        powers=powers if proven else powers - withheld(person, powers),
        region=posting.grid or posting.region,
        unit=posting.unit,
        grid=posting.grid,
        desks=frozenset({own, *(_desks(posting) if works_on_cases(powers) else ())}),
        person=person.pk,
        posting=posting.id,
    )


def withheld(person: Person, powers: frozenset[str]) -> frozenset[str]:
    """The powers that somebody who has shown no second factor does without. The people of a demonstration are
    nobody, and can do nothing to anybody: they log in with the password that `./wangge up` prints."""
    if settings.SECOND_FACTOR != "required" or person.demo:
        return frozenset()
    return roles.guarded_powers(powers)


def works_on_cases(powers: frozenset[str]) -> bool:
    """Whether a posting shares the desk of its place: what lies on a desk may be read by whoever sits there, and
    administrators, who sit in the city's centre, work on no case (domain.md §6)."""
    known = roles.powers()
    return any(known[power].family is Family.BUSINESS for power in powers & known.keys())


def _desks(posting: PostingView) -> list[str]:
    """To-do desks of a place: a grid has its own; a unit has its own, and a centre that of its region too."""
    if posting.grid:
        return [f"grid:{posting.grid}"]
    desks = [f"unit:{posting.unit}"]
    if posting.unit_kind == CENTRE:
        desks.append(f"centre:{posting.region}")
    return desks


def from_token(token: TokenView) -> Actor:
    """An outside system: the powers and the area its token carries, and the unit's desk if it has one."""
    return Actor(
        kind=ActorKind.SYSTEM,
        label=token.name,
        powers=frozenset(token.powers),
        region=token.region,
        unit=token.unit,
        desks=frozenset({f"unit:{token.unit}"}) if token.unit else frozenset(),
        token=token.id,
        channel=token.channel,
    )
