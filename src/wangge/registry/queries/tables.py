"""Tables on their way in: how far they are, and their lines with what differs."""

from datetime import datetime

import msgspec
from django.db.models import Count
from django.utils.translation import gettext

from wangge.core.actors import Actor
from wangge.core.http.pages import Page, page
from wangge.core.named import Named
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import definitions, facts
from wangge.registry.door import IMPORT, SEE, require, seen
from wangge.registry.models import Person, Table, TableRow
from wangge.registry.queries.views import shown
from wangge.registry.tables import lines, mapping

STATES = {
    "read": N_("Columns to be named"),
    "mapped": N_("To be compared"),
    "compared": N_("Ready to be entered"),
    "done": N_("Entered"),
}
ROW_STATES = {
    "waiting": N_("Not looked at yet"),
    "new": N_("New"),
    "changed": N_("Says something new"),
    "same": N_("Nothing new"),
    "double": N_("May be in the register"),
    "bad": N_("Cannot be entered"),
    "done": N_("Entered"),
}


class StateCount(msgspec.Struct, frozen=True):
    """How many lines are in a state."""

    key: str
    label: str
    count: int


class TableView(msgspec.Struct, frozen=True):
    """A table: its columns, what they stand for, what they may stand for, and how many lines are in which state."""

    number: int
    name: str
    region: str
    state: Named
    rows: int
    headings: list[str]
    mapping: dict[str, str]
    targets: list[Named]
    counts: list[StateCount]
    at: datetime
    by: str


class Difference(msgspec.Struct, frozen=True):
    """A field that the line says differently: what is known, what the line says, masked where it is sealed."""

    field: str
    label: str
    before: str
    after: str


class RowView(msgspec.Struct, frozen=True):
    """A line: `name` and `address` as it says them; `wrong` and `why` of a bad one; `match` the person it speaks of,
    or may speak of, and what it says differently."""

    number: int
    state: Named
    name: str
    address: str
    wrong: str
    why: str
    match: int | None
    decision: str
    differences: list[Difference]


def table(number: int, actor: Actor) -> TableView:
    """How far a table is. NOT_FOUND outside the actor's area. Two queries."""
    require(actor, SEE, IMPORT)
    with guarded(actor):
        return _view(seen(Table.objects.all(), number, actor))


def tables(actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[TableView]:
    """Tables of the actor's area, the newest first."""
    require(actor, SEE, IMPORT)
    with guarded(actor):
        found = page(within(Table.objects.all(), actor), order=("-id",), cursor=cursor, limit=limit)
        return Page([_view(each) for each in found.items], found.next)


def rows(
    number: int, actor: Actor, *, state: str = "", cursor: str | None = None, limit: int = 50
) -> Page[RowView]:
    """Lines of a table in one state, or all, by their number. Four queries."""
    require(actor, SEE, IMPORT)
    if state and state not in ROW_STATES:
        raise invalid(state=N_("This is not one of the possible values"))
    with guarded(actor):
        of = seen(Table.objects.all(), number, actor)
        lines_ = of.lines.filter(state=state) if state else of.lines.all()
        found = page(lines_, order=("number",), cursor=cursor, limit=limit)
        matches = {row.match for row in found.items if row.match}
        known = within(Person.objects.filter(pk__in=matches), actor)
        held = facts.current("person", known.values_list("pk", flat=True))
        return Page([_row(each, of, held.get(each.match or 0, {})) for each in found.items], found.next)


def _view(row: Table) -> TableView:
    counted = dict(row.lines.values_list("state").annotate(count=Count("pk")).order_by())
    return TableView(
        number=row.pk,
        name=row.name,
        region=row.region_code,
        state=Named(row.state, gettext(STATES[row.state])),
        rows=row.rows,
        headings=row.headings,
        mapping=row.mapping,
        targets=mapping.named(),
        counts=[StateCount(key, gettext(label), counted.get(key, 0)) for key, label in ROW_STATES.items()],
        at=row.at,
        by=row.by,
    )


def _row(row: TableRow, of: Table, held: dict[str, facts.Fact]) -> RowView:
    said = lines.understood(lines.opened(row), of.mapping)
    labels = mapping.targets()
    return RowView(
        number=row.number,
        state=Named(row.state, gettext(ROW_STATES[row.state])),
        name=str(said.person.get("identity", {}).get("name", "")),
        address="".join(name for _, name in said.path),
        wrong=labels.get(row.field, row.field),
        why=gettext(row.why) if row.why else "",
        match=row.match,
        decision=row.decision,
        differences=_differences(said, held) if row.state in ("changed", "double") else [],
    )


def _differences(said: lines.Said, held: dict[str, facts.Fact]) -> list[Difference]:
    """What the line says differently from what is known; what it does not say does not differ."""
    now = {key: facts.opened(fact) for key, fact in held.items()}
    try:
        after = lines.filled(said, now)
    except Problem:
        return []
    return [
        Difference(
            f"{key}.{field.key}",
            field.label,
            shown(field, now.get(key, {}).get(field.key)),
            shown(field, value),
        )
        for key, values in after.items()
        for field in definitions.groups("person")[key].fields
        if (value := values.get(field.key)) != now.get(key, {}).get(field.key)
    ]
