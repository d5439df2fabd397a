"""Saved views: a person's own ways of narrowing a list, checked as the list itself checks them."""

from typing import Annotated, Any, Literal

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.http.documents import convert, refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.lists.filters import Filters, check, every_flow
from wangge.events.models import SavedView
from wangge.network.scope import within

MOST = 30  # of one person: more than anybody tells apart by name


class ViewIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A view as it is saved; `sort` is the face's own word for an order, `position` its place among the tabs."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=30, pattern=r"\S")]
    list: Literal["todo", "events"]
    filters: dict[str, Any] = {}
    sort: Annotated[str, msgspec.Meta(max_length=20, pattern=r"^(-?[a-z_]+)?$")] = ""
    position: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 0


class ViewOut(msgspec.Struct, frozen=True):
    id: int
    list: str
    name: str
    filters: dict[str, Any]
    sort: str
    position: int


class ViewList(msgspec.Struct, frozen=True):
    items: list[ViewOut]


def listed(actor: Actor, of: str = "") -> list[ViewOut]:
    """The actor's own views, of one list or of all, in their order: one query."""
    rows = _own(actor).order_by("list", "position", "id")
    return [_out(row) for row in (rows.filter(list=of) if of else rows)]


@transaction.atomic
def save(asked: ViewIn, actor: Actor, number: int | None = None) -> ViewOut:
    """Save a view, or change the one of this number. A Problem names the field; NOT_FOUND for anyone else's."""
    refuse_unclean(msgspec.to_builtins(asked))
    if actor.person is None:
        raise Problem(problems.FORBIDDEN)
    if number is None:
        if _own(actor).count() >= MOST:
            raise invalid(name=N_("There are thirty saved views already: delete one first"))
        row = SavedView(person_id=actor.person)
    else:
        row = _one(actor, number)
    row.list, row.name, row.sort, row.position = asked.list, asked.name.strip(), asked.sort, asked.position
    row.filters = as_kept(asked)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise invalid(name=N_("There is a view of this name already")) from None
    return _out(row)


@transaction.atomic
def delete(actor: Actor, number: int) -> None:
    """Delete a view of one's own; NOT_FOUND for anyone else's."""
    _one(actor, number).delete()


def as_kept(asked: ViewIn) -> dict[str, Any]:
    """The filters without what says nothing; the list's own problems, named `filters.state`."""
    try:
        filters = check(convert(asked.filters, Filters), every_flow() if asked.list == "todo" else ("event",))
    except Problem as problem:
        fields = {f"filters.{name}": message for name, message in problem.fields.items()}
        raise Problem(problems.INVALID, fields=fields) from problem
    unknown = sorted(asked.filters.keys() - set(Filters.__struct_fields__))
    if unknown:
        raise invalid(**{f"filters.{unknown[0]}": N_("There is no such filter")})
    kept = msgspec.to_builtins(filters)
    assert isinstance(kept, dict)
    return kept


def _own(actor: Actor) -> QuerySet[SavedView]:
    return within(SavedView.objects.all(), actor)


def _one(actor: Actor, number: int) -> SavedView:
    row = _own(actor).select_for_update().filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise Problem(problems.NOT_FOUND)
    return row


def _out(row: SavedView) -> ViewOut:
    return ViewOut(row.pk, row.list, row.name, row.filters, row.sort, row.position)
