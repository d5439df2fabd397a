"""A person: what is known, what was done, who looked; and finding people."""

from datetime import date, datetime

import msgspec

from wangge.core import audit
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.http.pages import MOST, Page, page
from wangge.core.named import Named
from wangge.core.problems import invalid
from wangge.core.rows import guarded
from wangge.core.text import PHONE
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import definitions, facts, objections, values
from wangge.registry.door import EDIT, MERGE, REVEAL, SEE, require, seen
from wangge.registry.labels import action
from wangge.registry.looks import ReadingLine, line
from wangge.registry.models import Dwelling, History, Merge, Person, Reading
from wangge.registry.queries.homes import HomeLine, below, home_line, home_lines, worded
from wangge.registry.queries.views import GroupView, PersonLine, groups, lines

LONGEST = 40
HOMES = 2000  # that are looked through for a name; with words that more of them have, people are found by the name
LAST = "\U0010ffff"  # sorts behind every character there is


class PersonView(msgspec.Struct, frozen=True):
    """Everything about somebody, masked. `merged_into` is the entry that stayed; `merges` those that went into this
    one and may be taken apart again."""

    number: int
    version: int
    name: str
    kind: Named
    relation: Named
    born: int | None
    left: Named | None
    left_on: date | None
    merged_into: int | None
    merges: list[int]
    home: HomeLine
    household: int
    groups: list[GroupView]
    may_edit: bool
    may_reveal: bool
    may_merge: bool


class FoundPerson(msgspec.Struct, frozen=True):
    """Somebody found, with the home."""

    person: PersonLine
    home: HomeLine


class Search(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """By `number`, a whole identity number or mobile phone; or by the beginning of a `name`, words of an `address`,
    or both. A body, not an address: what is looked for stands in no log of the web server."""

    number: str = ""
    name: str = ""
    address: str = ""
    region: str = ""
    left: bool = False
    cursor: str | None = None
    limit: int = 50


class Line(msgspec.Struct, frozen=True):
    """One thing done to a subject: by whom, when, to which group of facts."""

    at: datetime
    action: Named
    group: str
    by: str


def person(number: int, actor: Actor) -> PersonView:
    """The page of a person. NOT_FOUND outside the actor's area. Five queries."""
    require(actor, SEE)
    with guarded(actor):
        found = seen(Person.objects.select_related("dwelling__address"), number, actor)
        held = facts.current("person", [found.pk]).get(found.pk, {})
        objected = objections.of([found.pk]).get(found.pk, {})
        merges = list(
            Merge.objects.filter(kept=found, undone_at=None).order_by("id").values_list("pk", flat=True)
        )
    (line,) = lines([found], set())
    return PersonView(
        number=found.pk,
        version=found.version,
        name=found.name,
        kind=line.kind,
        relation=line.relation,
        born=found.born,
        left=definitions.named("left", found.left),
        left_on=found.left_on,
        merged_into=found.merged_into_id,
        merges=merges,
        home=home_line(found.dwelling),
        household=found.household_id,
        groups=groups("person", held, actor, found.kind, objected),
        may_edit=actor.may(EDIT) and not found.left,
        may_reveal=actor.may(REVEAL),
        may_merge=actor.may(MERGE) and not found.left,
    )


def search(asked: Search, actor: Actor, address: str = "") -> Page[FoundPerson]:
    """People of the actor's area. A search by number is exact and goes into the audit log; at most one page."""
    require(actor, SEE)
    refuse_unclean(msgspec.to_builtins(asked))
    if not 1 <= asked.limit <= MOST:
        raise invalid(limit=N_("Ask for 1 to 100 rows"))
    with guarded(actor):
        rows = within(Person.objects.filter(below(asked.region)), actor)
        if not asked.left:
            rows = rows.filter(left="")
        if asked.number:
            field, value = _number(asked.number)
            found = page(rows.filter(**{f"{field}_index": value}), order=("id",), limit=asked.limit)
            kind = "identity_number" if field == "identity" else "phone"
            audit.record(
                actor, "registry.search", ("registry_person", ""), address=address, field=kind,
                found=len(found.items),
            )  # fmt: skip
        else:
            name = " ".join(asked.name.split())
            if not name and not asked.address:
                raise invalid(name=N_("Write a name, words of an address, or a whole number"))
            if len(name) > LONGEST:
                raise invalid(name=N_("This is too long"))
            among = _homes(asked, actor) if name and asked.address else None
            if among is not None:
                # LIKE, which may not use an index behind row-level security: that of homes is to be asked.
                rows = rows.filter(dwelling__in=among, name__startswith=name)
            else:
                if name:
                    # As an order, not LIKE: behind row-level security only this may use the index.
                    rows = rows.filter(name__gte=name, name__lt=name + LAST)
                if asked.address:
                    rows = rows.filter(**worded(asked.address, "dwelling__address__"))
            order = ("name", "id") if name else ("id",)
            found = page(rows, order=order, cursor=asked.cursor, limit=asked.limit)
        # The homes of one page, not of all that are found: those have to be sorted first.
        homes = home_lines({row.dwelling_id for row in found.items})
    told = lines(found.items, set())
    return Page(
        [FoundPerson(line, homes[row.dwelling_id]) for line, row in zip(told, found.items, strict=True)],
        found.next,
    )


def _homes(asked: Search, actor: Actor) -> list[int] | None:
    """The homes with these words in their address; None where they are too many to be looked through. Of a whole
    city thousands share the beginning of a name, and to look up the home of each takes longer."""
    homes = within(Dwelling.objects.filter(below(asked.region)), actor).filter(
        **worded(asked.address, "address__")
    )
    found = list(homes.values_list("pk", flat=True)[: HOMES + 1])
    return found if len(found) <= HOMES else None


def history(number: int, actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[Line]:
    """What was done to somebody in the actor's area, the newest first; it holds no values."""
    require(actor, SEE)
    with guarded(actor):
        seen(Person.objects.all(), number, actor)
        rows = within(History.objects.filter(subject="person", subject_id=number), actor)
        found = page(rows, order=("-id",), cursor=cursor, limit=limit)
    names = definitions.groups("person")
    return Page(
        [
            Line(
                each.at, action(each.action), names[each.group].label if each.group in names else "", each.by
            )
            for each in found.items
        ],
        found.next,
    )


def readings(number: int, actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[ReadingLine]:
    """Who saw a masked value of somebody in the clear, the newest first: what the person may be told."""
    require(actor, SEE)
    with guarded(actor):
        seen(Person.objects.all(), number, actor)
        rows = within(Reading.objects.filter(subject="person", subject_id=number), actor)
        found = page(rows, order=("-id",), cursor=cursor, limit=limit)
    return Page([line(each) for each in found.items], found.next)


def _number(text: str) -> tuple[str, bytes]:
    """The column and the blind index of a whole number; a problem names `number` if it is none."""
    digits = "".join(text.split())
    if PHONE.fullmatch(digits):
        return "phone", values.index("phone", digits)
    try:
        return "identity", values.index("identity_number", values.identity_number(digits))
    except values.Unfit as unfit:
        raise invalid(number=str(unfit)) from unfit
