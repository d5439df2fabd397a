"""`/people` and `/roles`: accounts, who holds which role, and what a role may do."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema, Status

from wangge.accounts import queries
from wangge.accounts.actions import people
from wangge.accounts.auth import SESSION, actor_of
from wangge.accounts.models import Person, Role
from wangge.core import problems
from wangge.core.http import pages
from wangge.core.http.callers import address_of
from wangge.core.problems import Problem

router = Router(tags=["people"], auth=SESSION)


class PersonIn(Schema):
    username: str = Field(min_length=3, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: str = Field(min_length=1, max_length=64)


class PersonOut(Schema):
    id: int
    username: str
    name: str
    active: bool
    created_at: datetime


class PersonOpened(PersonOut):
    """With the first password, which is shown this once."""

    password: str


class PersonPage(Schema):
    items: list[PersonOut]
    next: str | None


class ActiveIn(Schema):
    active: bool
    reason: str = Field(min_length=1, max_length=500)


class PostingIn(Schema):
    """Exactly one of `unit` and `grid`, as the role asks; both days are included."""

    role: str = Field(min_length=1, max_length=40)
    unit: int | None = None
    grid: str = Field("", max_length=15, pattern="^[0-9]*$")
    from_day: date
    to_day: date | None = None


class PostingMade(Schema):
    id: int


class RoleOut(Schema):
    key: str
    name: str
    posted_at: str
    powers: list[str]
    unit_kinds: list[str]
    levels: list[str]


class PowersIn(Schema):
    powers: list[str] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=500)


@router.get("/people", response=PersonPage, summary="Accounts")
def listed(
    request: HttpRequest, cursor: str | None = None, limit: int = Query(pages.LIMIT, ge=1, le=pages.MOST)
) -> PersonPage:
    """For those who open accounts or give roles; the newest first."""
    actor = actor_of(request)
    if not (actor.may("account.edit") or actor.may("posting.edit")):
        raise Problem(problems.FORBIDDEN)
    found = pages.page(queries.people(), order=("-id",), cursor=cursor, limit=limit)
    return PersonPage(items=[_person(each) for each in found.items], next=found.next)


@router.post("/people", response={201: PersonOpened}, summary="Open an account")
def open_account(request: HttpRequest, person: PersonIn) -> Status[PersonOpened]:
    """For holders of `account.edit`. The account can do nothing until somebody else gives it a role."""
    made, password = people.open_account(
        actor_of(request), username=person.username, name=person.name, address=address_of(request)
    )
    return Status(201, PersonOpened(**_person(made).dict(), password=password))


@router.put("/people/{person_id}/active", response=PersonOut, summary="Close an account, or open it again")
def set_active(request: HttpRequest, person_id: int, change: ActiveIn) -> PersonOut:
    """For holders of `account.edit`. A closed account has no power from the next request on."""
    person = people.set_active(
        actor_of(request), person_id, change.active, reason=change.reason, address=address_of(request)
    )
    return _person(person)


@router.post("/people/{person_id}/postings", response={201: PostingMade}, summary="Give a role")
def give_role(request: HttpRequest, person_id: int, posting: PostingIn) -> Status[PostingMade]:
    """For holders of `posting.edit`. 409 `role.excluded` where two roles may not be one person's."""
    number = people.give_role(actor_of(request), person=person_id, **posting.dict())
    return Status(201, PostingMade(id=number))


@router.get("/roles", response=list[RoleOut], summary="Roles and their powers")
def roles(request: HttpRequest) -> list[RoleOut]:  # noqa: ARG001  every view takes it
    """All of them: a dozen rows, no pages."""
    return [_role(each) for each in queries.all_roles()]


@router.put("/roles/{key}", response=RoleOut, summary="Change what a role may do")
def set_powers(request: HttpRequest, key: str, change: PowersIn) -> RoleOut:
    """For holders of `role.edit`; a role keeps to its kind of work."""
    role = people.set_role_powers(
        actor_of(request), key, change.powers, reason=change.reason, address=address_of(request)
    )
    return _role(role)


def _person(person: Person) -> PersonOut:
    return PersonOut(
        id=person.pk,
        username=person.username,
        name=person.name,
        active=person.active,
        created_at=person.created_at,
    )


def _role(role: Role) -> RoleOut:
    chinese = (get_language() or "zh").startswith("zh")
    return RoleOut(
        key=role.key,
        name=role.name if chinese else role.name_en,
        posted_at=role.posted_at,
        powers=role.powers,
        unit_kinds=role.unit_kinds,
        levels=role.levels,
    )
