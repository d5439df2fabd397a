"""Components: lists and single ones."""

import msgspec

from wangge.core.actors import Actor
from wangge.core.http.pages import Page, page
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import definitions
from wangge.registry.door import require, seen
from wangge.registry.models import Component
from wangge.registry.queries.homes import below

SEE = "event.see"


class ComponentView(msgspec.Struct, frozen=True):
    """A component, in CGCS2000 degrees."""

    number: int
    code: str
    standard_version: str
    name: str
    state: Named
    region: str
    region_name: str
    lng: float
    lat: float
    version: int


def components(
    actor: Actor,
    *,
    code: str = "",
    region: str = "",
    state: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ComponentView]:
    """Components of the actor's area by the beginning of the code, region and state. Two queries."""
    require(actor, SEE)
    rows = within(Component.objects.all(), actor).filter(below(region))
    if code:
        if not code.isdigit() or len(code) > 16:
            raise invalid(code=N_("The code of a component has 16 digits"))
        rows = rows.filter(code__startswith=code)
    if state:
        if state not in definitions.choices("component_state"):
            raise invalid(state=N_("This is not one of the possible values"))
        rows = rows.filter(state=state)
    found = page(rows, order=("code",), cursor=cursor, limit=limit)
    return Page(views(found.items), found.next)


def component(number: int, actor: Actor) -> ComponentView:
    """One of them, or NOT_FOUND. Two queries."""
    require(actor, SEE)
    return views([seen(Component.objects.all(), number, actor)])[0]


def views(rows: list[Component]) -> list[ComponentView]:
    """Components as they are read, with the names of their grids: one query for all of them."""
    called = network.names({row.region_code for row in rows})
    return [
        ComponentView(
            number=row.pk,
            code=row.code,
            standard_version=row.standard_version,
            name=row.name,
            state=definitions.named("component_state", row.state) or Named(row.state, row.state),
            region=row.region_code,
            region_name=called.get(row.region_code, ""),
            lng=row.lng,
            lat=row.lat,
            version=row.version,
        )
        for row in rows
    ]
