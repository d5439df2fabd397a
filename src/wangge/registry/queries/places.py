"""Organisations and small places: lists and pages."""

from datetime import date

import msgspec

from wangge.core.actors import Actor
from wangge.core.http.pages import Page, page
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import addressing, definitions, facts, values
from wangge.registry.door import EDIT, REVEAL, SEE, require, seen
from wangge.registry.models import Organisation
from wangge.registry.queries.homes import LONGEST, below
from wangge.registry.queries.views import GroupView, groups


class OrganisationLine(msgspec.Struct, frozen=True):
    """A place in a list. `address_number` is the node of the tree it stands at."""

    number: int
    name: str
    kind: Named
    credit_code: str
    region: str
    address: str
    address_number: int | None
    closed_on: date | None
    version: int


class OrganisationView(OrganisationLine, frozen=True):
    """A place with whoever is in charge there, masked."""

    region_name: str
    groups: list[GroupView]
    may_edit: bool
    may_reveal: bool


def organisations(
    actor: Actor, *, q: str = "", kind: str = "", region: str = "", closed: bool = False,
    cursor: str | None = None, limit: int = 50,
) -> Page[OrganisationLine]:  # fmt: skip
    """Places of the actor's area by a word of the name or the whole credit code. Two queries."""
    require(actor, SEE)
    rows = within(Organisation.objects.select_related("address"), actor).filter(below(region))
    if not closed:
        rows = rows.filter(closed_on=None)
    if kind:
        if kind not in definitions.choices("place_kind"):
            raise invalid(kind=N_("This is not one of the possible values"))
        rows = rows.filter(kind=kind)
    if q:
        rows = rows.filter(**_asked(q))
    found = page(rows, order=("name", "id"), cursor=cursor, limit=limit)
    return Page([_line(each) for each in found.items], found.next)


def organisation(number: int, actor: Actor) -> OrganisationView:
    """A place. NOT_FOUND outside the actor's area. Four queries."""
    require(actor, SEE)
    with guarded(actor):
        found = seen(Organisation.objects.select_related("address"), number, actor)
        held = facts.current("organisation", [found.pk]).get(found.pk, {})
        region = network.names([found.region_code]).get(found.region_code, "")
    return OrganisationView(
        **msgspec.structs.asdict(_line(found)),
        region_name=region,
        groups=groups("organisation", held, actor),
        may_edit=actor.may(EDIT) and found.closed_on is None,
        may_reveal=actor.may(REVEAL),
    )


def _asked(text: str) -> dict[str, object]:
    try:
        return {"credit_code": values.credit_code(text)}
    except values.Unfit:
        words = addressing.asked(text)
    if not words or len(text) > LONGEST:
        raise invalid(q=N_("Write a word of two characters or more"))
    return {"words__contains": sorted({pair for word in words for pair in addressing.words(word)})}


def _line(row: Organisation) -> OrganisationLine:
    return OrganisationLine(
        number=row.pk,
        name=row.name,
        kind=definitions.named("place_kind", row.kind) or Named(row.kind, row.kind),
        credit_code=row.credit_code or "",
        region=row.region_code,
        address=row.address.text if row.address else "",
        address_number=row.address_id,
        closed_on=row.closed_on,
        version=row.version,
    )
