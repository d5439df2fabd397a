"""`/roles` and `/powers`: what a role may do, and everything there is to be allowed."""

from django.http import HttpRequest
from ninja import Field, Router, Schema

from wangge.accounts import labels, queries, roles
from wangge.accounts.actions import people
from wangge.accounts.api.named import NamedOut, all_out, out
from wangge.accounts.auth import SESSION, actor_of
from wangge.accounts.models import Role
from wangge.core.http.callers import address_of

router = Router(tags=["people"], auth=SESSION)


class RoleOut(Schema):
    """`posted_at`: `unit` or `grid`; `unit_kinds` and `levels` say at which units. `edited`: the powers are no
    longer those it was shipped with."""

    key: str
    name: str
    posted_at: NamedOut
    powers: list[NamedOut]
    unit_kinds: list[NamedOut]
    levels: list[NamedOut]
    edited: bool


class PowersIn(Schema):
    powers: list[str] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=500)


class PowerOut(NamedOut):
    """`family`: whose kind of work it is; a role draws on one. `token`: an outside system may hold it."""

    family: NamedOut
    token: bool


@router.get("/roles", response=list[RoleOut], summary="Roles and their powers")
def listed(request: HttpRequest) -> list[RoleOut]:  # noqa: ARG001  every view takes it
    """All of them: a dozen rows, no pages."""
    return [_role(each) for each in queries.all_roles()]


@router.get("/powers", response=list[PowerOut], summary="Everything there is to be allowed")
def every_power(request: HttpRequest) -> list[PowerOut]:  # noqa: ARG001  every view takes it
    """All of them, in the order of the shipped file."""
    return [
        PowerOut(
            key=key, label=labels.power(key).label, family=out(labels.family(each.family)), token=each.token
        )
        for key, each in roles.powers().items()
    ]


@router.put("/roles/{key}", response=RoleOut, summary="Change what a role may do")
def set_powers(request: HttpRequest, key: str, change: PowersIn) -> RoleOut:
    """For holders of `role.edit`; a role keeps to its kind of work."""
    role = people.set_role_powers(
        actor_of(request), key, change.powers, reason=change.reason, address=address_of(request)
    )
    return _role(role)


def _role(role: Role) -> RoleOut:
    return RoleOut(
        key=role.key,
        name=labels.role_name(role),
        posted_at=out(labels.posted_at(role.posted_at)),
        powers=all_out(labels.power_list(role.powers)),
        unit_kinds=all_out(labels.unit_kind(each) for each in role.unit_kinds),
        levels=all_out(labels.level(each) for each in role.levels),
        edited=role.edited,
    )
