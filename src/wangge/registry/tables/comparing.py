"""Lines held against the register: who is new, of whom something new is said, who may be known, what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wangge.core.actors import Actor
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.network.scope import within
from wangge.registry import definitions, facts, forms, values
from wangge.registry.models import Person, Table, TableRow
from wangge.registry.tables import lines
from wangge.registry.tables.lines import Said

TWICE = N_("This identity number stands in the table before")
State = TableRow.State


@dataclass(slots=True)
class Line:
    """A row with what it says, and how people of the register are looked for by it."""

    row: TableRow
    said: Said
    identity: bytes | None = None
    birth: bytes | None = None


def compare(table: Table, rows: Sequence[TableRow], actor: Actor) -> None:
    """Put each of these rows into its state; the rows are saved. Four queries."""
    seen = [_line(row, table) for row in rows]
    known = _by_index(within(Person.objects.all(), actor), "identity_index", [each.identity for each in seen])
    suspected = _by_index(within(Person.objects.all(), actor), "birth_index", [each.birth for each in seen])
    held = facts.current("person", [*known.values(), *suspected.values()])
    before: set[bytes] = set()
    for each in seen:
        row = each.row
        if row.state == State.BAD:
            continue
        match = known.get(each.identity) if each.identity else None
        try:
            if each.identity is not None and each.identity in before:
                row.state, row.field, row.why = State.BAD, "identity.identity_number", TWICE
            elif match is not None:
                row.match = match
                now = {key: facts.opened(fact) for key, fact in held.get(match, {}).items()}
                after = lines.filled(each.said, now)
                same = all(values_ == now.get(group.key) for group, values_ in after.items())
                row.state = State.SAME if same else State.CHANGED
            else:
                lines.filled(each.said, {})
                lines.home_of(each.said)
                lines.check_place(each.said, table.region_code)
                row.match = suspected.get(each.birth) if each.birth else None
                row.state = State.DOUBLE if row.match else State.NEW
        except Problem as problem:
            row.state = State.BAD
            row.field, row.why = lines.fault(problem)
        if each.identity is not None:
            before.add(each.identity)
    TableRow.objects.bulk_update(rows, ["state", "field", "why", "match", "household"])


def _line(row: TableRow, table: Table) -> Line:
    """What a row says; one whose name or identity number is no such is bad at once."""
    said = lines.understood(lines.opened(row), table.mapping)
    row.match, row.field, row.why, row.household = None, "", "", said.household
    line = Line(row, said)
    try:
        group = definitions.groups("person")["identity"]
        identity = forms.filled(group, said.person.get("identity", {}), {}, "identity")
    except Problem as problem:
        row.state = State.BAD
        row.field, row.why = lines.fault(problem)
        return line
    row.state = State.WAITING
    number, born = identity.get("identity_number"), identity.get("birth_date")
    line.identity = values.index("identity_number", number) if number else None
    line.birth = values.birth_index(identity["name"], born) if born else None
    return line


def _by_index(people: QuerySet[Person], column: str, wanted: list[bytes | None]) -> dict[bytes, int]:
    asked = [each for each in wanted if each is not None]
    found = people.filter(left="", **{f"{column}__in": asked}).values_list(column, "pk")
    return {bytes(index): number for index, number in found}
