"""Accounts and the roles given to them: one administrator opens an account, another gives it powers."""

import secrets
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from wangge.accounts import queries, roles
from wangge.accounts.models import Person, PostedAt, Role
from wangge.accounts.problems import ROLES_EXCLUDE
from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.codes import is_grid
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import actions as network_actions
from wangge.network import queries as network


@transaction.atomic
def open_account(actor: Actor, *, username: str, name: str, address: str = "") -> tuple[Person, str]:
    """A new account and its first password, shown once. It can do nothing until a role is given.

    FORBIDDEN without `account.edit`; 422 naming `username` if it is taken.
    """
    _need(actor, "account.edit")
    password = secrets.token_urlsafe(12)
    try:
        with transaction.atomic():
            person = Person.objects.create(
                username=username, name=name, password=make_password(password), must_change=True
            )
    except IntegrityError:
        raise invalid(username=N_("This user name is taken")) from None
    audit.record(actor, "account.opened", ("person", person.pk), address=address)
    return person, password


@transaction.atomic
def reset_password(actor: Actor, person_id: int, *, reason: str, address: str = "") -> str:
    """A new one-time password, shown once: it opens nothing but the way to one of the person's own. Every session
    of theirs ends. FORBIDDEN without `account.edit` and for one's own account, which has a route of its own."""
    _need(actor, "account.edit")
    if actor.person == person_id:
        raise Problem(problems.FORBIDDEN, N_("Change your own password instead"))
    person = _locked(person_id)
    password = secrets.token_urlsafe(12)
    person.password, person.must_change = make_password(password), True
    person.save(update_fields=["password", "must_change"])
    audit.record(actor, "password.reset", ("person", person.pk), reason, address=address)
    return password


@transaction.atomic
def end_role(actor: Actor, person_id: int, posting: int, last_day: date) -> None:
    """Let a posting of this person end with a day. NOT_FOUND unless it is theirs and in the actor's area."""
    _need(actor, "posting.edit")
    if posting not in {each.id for each in network.all_postings(person_id)}:
        raise Problem(problems.NOT_FOUND)
    network_actions.end_posting(posting, last_day, actor)


@transaction.atomic
def set_active(actor: Actor, person_id: int, active: bool, *, reason: str, address: str = "") -> Person:
    """Close an account, or open it again. A closed one has no power and no session from the next request on."""
    _need(actor, "account.edit")
    person = _locked(person_id)
    if person.active != active:
        person.active = active
        person.save(update_fields=["active"])
        audit.record(
            actor,
            "account.reopened" if active else "account.closed",
            ("person", person.pk),
            reason,
            address=address,
        )
    return person


@transaction.atomic
def give_role(
    actor: Actor,
    *,
    person: int,
    role: str,
    from_day: date,
    to_day: date | None = None,
    unit: int | None = None,
    grid: str = "",
) -> int:
    """Post a person at a unit or a grid in a role, both days included; the number of the posting.

    FORBIDDEN without `posting.edit`; 422 naming the field if role, place or person do not fit; 409
    `role.excluded` if the person already holds, or will hold, a role that excludes this one.
    """
    _need(actor, "posting.edit")
    # Two administrators at once must not each give one half of what excludes each other.
    holder = Person.objects.select_for_update().filter(pk=person, active=True).first()
    if holder is None:
        raise invalid(person=N_("There is no such account, or it is closed"))
    given = queries.roles([role]).get(role)
    if given is None:
        raise invalid(role=N_("There is no such role"))
    _check_place(actor, given, unit, grid)
    held = queries.roles(queries.roles_held(holder, from_day, to_day))
    if roles.excluded([given.powers, *(each.powers for each in held.values())]):
        raise Problem(ROLES_EXCLUDE)
    return network_actions.post_person(
        person, role, from_day=from_day, to_day=to_day, unit=unit, grid=grid, actor=actor
    )


@transaction.atomic
def set_role_powers(actor: Actor, key: str, powers: list[str], *, reason: str, address: str = "") -> Role:
    """Change what a role may do, from the next request on. Its kind of work stays what it was.

    FORBIDDEN without `role.edit`, and for a role the actor holds or will hold: nobody decides what they may do
    themselves. 422 naming `powers` for an unknown power or one of another kind of work.
    """
    _need(actor, "role.edit")
    if actor.person is None or key in queries.roles_held(queries.person(actor.person), localdate(), None):
        raise Problem(problems.FORBIDDEN, N_("Nobody changes a role of their own"))
    role = Role.objects.select_for_update().filter(key=key).first()
    if role is None:
        raise Problem(problems.NOT_FOUND)
    if set(powers) - roles.powers().keys():
        raise invalid(powers=N_("There is no such power"))
    if roles.families(powers) - roles.family_of(key):
        raise invalid(powers=N_("A role keeps to one kind of work"))
    before = role.powers
    role.powers = sorted(set(powers))
    role.edited = True
    role.save(update_fields=["powers", "edited"])
    audit.record(
        actor,
        "role.changed",
        ("role", key),
        reason,
        address=address,
        added=sorted(set(role.powers) - set(before)),
        removed=sorted(set(before) - set(role.powers)),
    )
    return role


def _locked(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first() if person_id < 2**63 else None
    if person is None:
        raise Problem(problems.NOT_FOUND)
    return person


def _check_place(actor: Actor, role: Role, unit: int | None, grid: str) -> None:
    """The place must be of the kind the role is held at, and in the actor's area."""
    if role.posted_at == PostedAt.GRID:
        if unit is not None:
            raise invalid(unit=N_("This role is held at a grid"))
        if not (actor.covers(grid) and is_grid(grid) and network.place_exists(grid)):
            raise invalid(grid=N_("There is no such grid in your area"))
        return
    if grid:
        raise invalid(grid=N_("This role is held at a unit"))
    place = network.unit(unit) if unit is not None else None
    if place is None or not place.active or not actor.covers(place.region_code):
        raise invalid(unit=N_("There is no such unit in your area"))
    if place.level not in role.levels or not {place.kind, "*"} & set(role.unit_kinds):
        raise invalid(unit=N_("This role is not held at such a unit"))


def _need(actor: Actor, power: str) -> None:
    if not actor.may(power):
        raise Problem(problems.FORBIDDEN)
