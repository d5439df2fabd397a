"""`/people`: accounts, and the postings their people hold."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from wangge.accounts import queries
from wangge.accounts.actions import people
from wangge.accounts.auth import SESSION, actor_of
from wangge.accounts.factors import actions as factors
from wangge.accounts.models import Person
from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.core.problems import Problem
from wangge.network import queries as network

router = Router(tags=["people"], auth=SESSION)


class PersonIn(Schema):
    username: str = Field(min_length=3, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: str = Field(min_length=1, max_length=64)


class PostingHeld(Schema):
    """A posting with the names of its role and place; both days are included. `running`: today is one of them."""

    id: int
    role: str
    role_name: str
    place: str
    unit: int | None
    grid: str | None
    region: str
    from_day: date
    to_day: date | None
    running: bool


class PersonOut(Schema):
    """`must_change`: the password is one an administrator has seen. `postings`: those of today."""

    id: int
    username: str
    name: str
    active: bool
    must_change: bool
    created_at: datetime
    postings: list[PostingHeld]


class PersonOpened(PersonOut):
    """With the first password, which is shown this once."""

    password: str


class PersonPage(Schema):
    items: list[PersonOut]
    next: str | None


class PersonFilters(Schema):
    """`q`: part of the name or user name; `role`, `region`: of a posting of today."""

    q: str = Field("", max_length=40)
    role: str = Field("", max_length=40)
    region: str = Field("", max_length=15, pattern="^[0-9]*$")
    active: bool | None = None


class ActiveIn(Schema):
    active: bool
    reason: str = Field(min_length=1, max_length=500)


class ReasonIn(Schema):
    reason: str = Field(min_length=1, max_length=500, pattern=r"\S")


class PasswordOut(Schema):
    """Shown this once; the person must choose another before anything else."""

    password: str


class PostingIn(Schema):
    """Exactly one of `unit` and `grid`, as the role asks; both days are included."""

    role: str = Field(min_length=1, max_length=40)
    unit: int | None = None
    grid: str = Field("", max_length=15, pattern="^[0-9]*$")
    from_day: date
    to_day: date | None = None


class PostingMade(Schema):
    id: int


@router.get("/people", response=PersonPage, summary="Accounts")
def listed(
    request: HttpRequest,
    filters: Query[PersonFilters],
    cursor: str | None = None,
    limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST),
) -> PersonPage:
    """For those who open accounts or give roles; the newest first, each with the postings of today."""
    administrator(request)
    found = pages.page(queries.people(**filters.dict()), order=("-id",), cursor=cursor, limit=limit)
    held = network.postings_at(each.pk for each in found.items)
    names = queries.role_names({each.role for some in held.values() for each in some})
    return PersonPage(items=[_person(each, held[each.pk], names) for each in found.items], next=found.next)


@router.get("/people/{person_id}", response=PersonOut, summary="One account with all its postings")
def one(request: HttpRequest, person_id: int) -> PersonOut:
    """For those who open accounts or give roles. Postings that ended or are to come as well, latest first."""
    administrator(request)
    return _whole(queries.person(person_id))


@router.post("/people", response={201: PersonOpened}, summary="Open an account")
def open_account(request: HttpRequest, person: PersonIn) -> Status[PersonOpened]:
    """For holders of `account.edit`. The account can do nothing until somebody else gives it a role, and its
    person has chosen a password."""
    made, password = people.open_account(
        actor_of(request), username=person.username, name=person.name, address=address_of(request)
    )
    return Status(201, PersonOpened(**_person(made, [], {}).dict(), password=password))


@router.put("/people/{person_id}/active", response=PersonOut, summary="Close an account, or open it again")
def set_active(request: HttpRequest, person_id: int, change: ActiveIn) -> PersonOut:
    """For holders of `account.edit`. A closed account has no power from the next request on."""
    person = people.set_active(
        actor_of(request), person_id, change.active, reason=change.reason, address=address_of(request)
    )
    return _whole(person)


@router.put("/people/{person_id}/password", response=PasswordOut, summary="Reset a password")
def reset_password(request: HttpRequest, person_id: int, why: ReasonIn) -> PasswordOut:
    """For holders of `account.edit`. All sessions of the person end; the new password is shown this once."""
    password = people.reset_password(
        actor_of(request), person_id, reason=why.reason, address=address_of(request)
    )
    return PasswordOut(password=password)


@router.post(
    "/people/{person_id}/factor/removal", response={204: None}, summary="Take away a lost second factor"
)
def remove_factor(request: HttpRequest, person_id: int, why: ReasonIn) -> Status[None]:
    """For holders of `posting.edit`, and never one's own: whoever resets passwords is somebody else. All sessions of
    the person end; 404 if there is none to take away."""
    factors.take_away(
        actor_of(request), queries.person(person_id), reason=why.reason, address=address_of(request)
    )
    return Status(204, None)


@router.post("/people/{person_id}/postings", response={201: PostingMade}, summary="Give a role")
def give_role(request: HttpRequest, person_id: int, posting: PostingIn) -> Status[PostingMade]:
    """For holders of `posting.edit`. 409 `role.excluded` where two roles may not be one person's."""
    number = people.give_role(actor_of(request), person=person_id, **posting.dict())
    return Status(201, PostingMade(id=number))


@router.delete("/people/{person_id}/postings/{number}", response={204: None}, summary="End a posting")
def end_role(request: HttpRequest, person_id: int, number: int, to_day: date | None = None) -> Status[None]:
    """For holders of `posting.edit`. `to_day` is its last day, today if not given; a posting is never deleted."""
    people.end_role(actor_of(request), person_id, number, to_day or localdate())
    return Status(204, None)


def administrator(request: HttpRequest) -> Actor:
    """The request's actor, who opens accounts or gives roles; FORBIDDEN otherwise."""
    actor = actor_of(request)
    if not (actor.may("account.edit") or actor.may("posting.edit")):
        raise Problem(problems.FORBIDDEN)
    return actor


def _whole(person: Person) -> PersonOut:
    held = network.all_postings(person.pk)
    return _person(person, held, queries.role_names({each.role for each in held}))


def _person(person: Person, held: list[network.PostingView], names: dict[str, str]) -> PersonOut:
    return PersonOut(
        id=person.pk,
        username=person.username,
        name=person.name,
        active=person.active,
        must_change=person.must_change,
        created_at=person.created_at,
        postings=[PostingHeld(**posting_out(each, names)) for each in held],
    )


def posting_out(held: network.PostingView, names: dict[str, str]) -> dict[str, Any]:
    """A posting as these routes and `/session` show it."""
    today = localdate()
    return {
        "id": held.id,
        "role": held.role,
        "role_name": names.get(held.role, held.role),
        "place": held.place,
        "unit": held.unit,
        "grid": held.grid or None,
        "region": held.region,
        "from_day": held.starts,
        "to_day": held.ends,
        "running": held.starts <= today and (held.ends is None or today <= held.ends),
    }
