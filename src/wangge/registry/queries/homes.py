"""A home with everybody in it, and lists of homes and addresses."""

from collections.abc import Iterable

import msgspec
from django.db.models import Q

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.http.pages import Page, page
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import addressing, definitions, facts
from wangge.registry.door import EDIT, SEE, require, seen, small
from wangge.registry.models import Address, Dwelling, Person
from wangge.registry.queries.views import GroupView, PersonLine, groups, lines, stale_among

WORDS, LONGEST = 6, 100  # more than anybody types of an address

_LINES = """
SELECT home.id, address.text, home.region_code, home.use, home.version
  FROM registry_dwelling home JOIN registry_address address ON address.id = home.address_id
 WHERE home.id = ANY(%s::bigint[])
"""


class AddressView(msgspec.Struct, frozen=True):
    """A node of the tree. `dwelling` is the home that stands at it; `home`: one may be opened there."""

    number: int
    kind: Named
    name: str
    text: str
    region: str
    dwelling: int | None
    home: bool


class HomeLine(msgspec.Struct, frozen=True):
    """A home in a list."""

    number: int
    address: str
    region: str
    use: Named | None
    version: int


class HouseholdView(msgspec.Struct, frozen=True):
    """Those who live together, the head first."""

    number: int
    people: list[PersonLine]


class HomeView(msgspec.Struct, frozen=True):
    """A home with everybody in it. `stale`: something of it or of them is to be asked for again."""

    number: int
    version: int
    address: AddressView
    region_name: str
    use: Named | None
    groups: list[GroupView]
    households: list[HouseholdView]
    stale: bool
    may_edit: bool


def home(number: int, actor: Actor) -> HomeView:
    """The household page. NOT_FOUND outside the actor's area. Six queries."""
    require(actor, SEE)
    with guarded(actor):
        found = seen(Dwelling.objects.select_related("address"), number, actor)
        people = list(Person.objects.filter(dwelling=found, left="").order_by("household", "id"))
        held = facts.current("dwelling", [found.pk]).get(found.pk, {})
        stale = stale_among(each.pk for each in people)
        region = network.names([found.region_code]).get(found.region_code, "")
        said = groups("dwelling", held, actor)
    together: dict[int, list[Person]] = {}
    for each in sorted(
        people, key=lambda person: (person.household_id, person.relation != "head", person.pk)
    ):
        together.setdefault(each.household_id, []).append(each)
    return HomeView(
        number=found.pk,
        version=found.version,
        address=address_view(found.address, found.pk),
        region_name=region,
        use=definitions.named("home_use", found.use),
        groups=said,
        households=[HouseholdView(key, lines(members, stale)) for key, members in together.items()],
        stale=bool(stale) or any(group.stale for group in said),
        may_edit=actor.may(EDIT),
    )


def homes(
    actor: Actor,
    *,
    address: str = "",
    region: str = "",
    use: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[HomeLine]:
    """Homes of the actor's area by words of the address, region and use, in the order they were entered."""
    require(actor, SEE)
    with guarded(actor):
        rows = within(Dwelling.objects.select_related("address"), actor).filter(below(region))
        if use:
            if use not in definitions.choices("home_use"):
                raise invalid(use=N_("This is not one of the possible values"))
            rows = rows.filter(use=use)
        if address:
            rows = rows.filter(**worded(address, "address__"))
        found = page(rows, order=("id",), cursor=cursor, limit=limit)
    return Page([home_line(each) for each in found.items], found.next)


def addresses(
    actor: Actor, *, parent: int | None = None, region: str = "", words: str = "", cursor: str | None = None,
    limit: int = 50,
) -> Page[AddressView]:  # fmt: skip
    """Nodes of the tree: below one, at the top of a region, or anywhere by words of the address."""
    require(actor, SEE)
    rows = Address.objects.filter(below(region))
    if words:
        rows = rows.filter(**worded(words))
    elif parent is None:
        rows = rows.filter(parent=None)
    if parent is not None:
        if not small(parent):
            raise invalid(parent=N_("There is no such address"))
        rows = rows.filter(parent=parent)
    with guarded(actor):
        found = page(rows, order=("sort_key", "id"), cursor=cursor, limit=limit)
        at = Dwelling.objects.filter(address__in=[each.pk for each in found.items])
        homes_at = dict(within(at, actor).values_list("address", "pk"))
    return Page([address_view(each, homes_at.get(each.pk)) for each in found.items], found.next)


def worded(text: str, path: str = "") -> dict[str, object]:
    """A filter for addresses that hold these words: their pairs of characters, which an index finds."""
    asked = addressing.asked(text)
    if not asked or len(asked) > WORDS or len(text) > LONGEST:
        raise invalid(address=N_("Write words of two characters or more, up to six of them"))
    pairs = sorted({pair for word in asked for pair in addressing.words(word)})
    return {f"{path}words__contains": pairs} | (
        # Pairs may stand apart from each other; the word itself is looked for in what the index found.
        {f"{path}text__contains": max(asked, key=len)}
    )


def below(region: str, path: str = "region_code") -> Q:
    """A region as a range, which an index serves behind row-level security too; everything for no region."""
    if not region:
        return Q()
    if not region.isdigit() or len(region) > 15:
        raise invalid(region=N_("This is not a region or grid code"))
    return Q(**{f"{path}__gte": region, f"{path}__lt": f"{region}:"})


def home_line(row: Dwelling) -> HomeLine:
    return HomeLine(
        row.pk, row.address.text, row.region_code, definitions.named("home_use", row.use), row.version
    )


def home_lines(numbers: Iterable[int]) -> dict[int, HomeLine]:
    """Some homes by number, those that row-level security lets the caller see. One prepared statement, for the pages
    of which every row lives somewhere else."""
    found = statements.run(_LINES, (list(numbers),))
    return {
        number: HomeLine(number, text, region, definitions.named("home_use", use), version)
        for number, text, region, use, version in found
    }


def address_view(row: Address, dwelling: int | None) -> AddressView:
    kind = addressing.kinds()[row.kind]
    return AddressView(row.pk, kind.named(), row.name, row.text, row.region_code, dwelling, kind.home)
