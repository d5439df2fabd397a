"""Reading the catalogue. A published version never changes, so each process keeps the ones it has read; which
version is in force is asked of the database every time, because that does change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import Q

from wangge.catalogue.items import Document, GridItem
from wangge.catalogue.models import CatalogueVersion, Item
from wangge.core import problems
from wangge.core.clocks.kinds import Span
from wangge.core.problems import Problem
from wangge.core.shapes import ready
from wangge.core.words import N_

# The version in force: the highest whose day has come. A scalar without parameters, so that a hot path can
# put it into its own statement as `(...)` and pass the number on. The day is the city's, not UTC's.
CURRENT_NUMBER_SQL = (
    "SELECT max(number) FROM catalogue_version"
    " WHERE effective_day <= (now() AT TIME ZONE 'Asia/Shanghai')::date"
)
KEPT_VERSIONS = 16


class Version(msgspec.Struct, frozen=True):
    """A published version without its items."""

    number: int
    title: str
    standard_version: str
    effective_day: date
    published_at: datetime
    published_by: str
    note: str
    digest: str


class Changed(msgspec.Struct, frozen=True):
    """One item that says something else: `fields` maps a field to what it said before and what it says now."""

    code: str
    name: str
    fields: dict[str, tuple[Any, Any]]


class Difference(msgspec.Struct, frozen=True):
    """From version `a` to version `b`."""

    a: int
    b: int
    added: list[GridItem]
    removed: list[GridItem]
    changed: list[Changed]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The items of one version by code, in the order of their codes. Compared by identity, so that what is
    derived from it (the index of words) can be kept as long as it is."""

    number: int
    items: Mapping[str, GridItem]


_kept: dict[tuple[str, int], Catalogue] = {}


def current_number() -> int:
    """The number of the version in force now; one statement. Problem 503 before anything is published."""
    with connection.cursor() as cursor:
        cursor.execute(CURRENT_NUMBER_SQL)
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise nothing_published()
    return int(row[0])


def nothing_published() -> Problem:
    return Problem(problems.UNAVAILABLE, N_("No catalogue has been published yet"))


def catalogue(version: int | None = None) -> Catalogue:
    """All items of a version (None: the one in force). Problem 404 where there is no such version, 503 for
    version 0, which is what `core.versions` says before anything is published.

    No statement when this process has read the version before, one otherwise. A version published inside the
    transaction that reads it is not kept: it may yet be rolled back and its number given to another.
    """
    number = current_number() if version is None else version
    key = (str(connection.settings_dict["NAME"]), number)
    kept = _kept.get(key)
    if kept is not None:
        return kept
    rows = list(
        Item.objects.filter(version__number=number)
        .order_by("code")
        .annotate(settled=Q(version__published_at__lt=TransactionNow()))
        .values_list("body", "settled")
    )
    if not rows:
        if number == 0:
            raise nothing_published()
        raise Problem(problems.NOT_FOUND, N_("There is no such version of the catalogue"))
    ready(GridItem)
    made = Catalogue(
        number, {item.code: item for item in (msgspec.convert(body, GridItem) for body, _ in rows)}
    )
    if rows[0][1]:
        if len(_kept) >= KEPT_VERSIONS:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = made
    return made


def of_document(document: Document) -> Catalogue:
    """A catalogue that is not published: number 0."""
    return Catalogue(0, {item.code: item for item in sorted(document.items, key=lambda item: item.code)})


def items(version: int | None = None) -> list[GridItem]:
    """All items of a version in the order of their codes."""
    return list(catalogue(version).items.values())


def find(code: str, version: int | None = None) -> GridItem | None:
    """The item, or None where that version does not have it."""
    return catalogue(version).items.get(code)


def item(code: str, version: int | None = None) -> GridItem:
    """The item; Problem 404 where that version does not have it."""
    found = find(code, version)
    if found is None:
        raise Problem(problems.NOT_FOUND, N_("The catalogue has no such item"))
    return found


def limit(code: str, version: int | None, step: str) -> Span:
    """How long `step` (accept, dispatch, handle, verify) may take for this item under this version."""
    return item(code, version).limit(step)


def version(number: int) -> Version:
    """The head of one version; Problem 404 where there is none."""
    row = CatalogueVersion.objects.filter(number=number).first()
    if row is None:
        raise Problem(problems.NOT_FOUND, N_("There is no such version of the catalogue"))
    return as_version(row)


def versions() -> list[Version]:
    """All versions, newest first: a city publishes a few a year."""
    return [as_version(row) for row in CatalogueVersion.objects.order_by("-number")]


def as_version(row: CatalogueVersion) -> Version:
    return Version(**{name: getattr(row, name) for name in Version.__struct_fields__})


def difference(a: int, b: int) -> Difference:
    """What version `b` says otherwise than version `a`. Problem 404 where one of them does not exist."""
    return compare(catalogue(a), catalogue(b))


def compare(before: Catalogue, after: Catalogue) -> Difference:
    """What `after` says otherwise than `before`, in the order of the codes."""
    changed = []
    for code, new in after.items.items():
        old = before.items.get(code)
        if old is None or old == new:
            continue
        was, is_now = msgspec.to_builtins(old), msgspec.to_builtins(new)
        fields = {name: (was[name], is_now[name]) for name in was if was[name] != is_now[name]}
        changed.append(Changed(code, new.name, fields))
    return Difference(
        before.number,
        after.number,
        added=[each for code, each in after.items.items() if code not in before.items],
        removed=[each for code, each in before.items.items() if code not in after.items],
        changed=changed,
    )
