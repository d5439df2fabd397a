"""Lines held against the register: who is new, of whom something new is said, who may be known, what is wrong."""

from collections.abc import Sequence

from django.db.models import QuerySet

from wangge.core.actors import Actor
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.network.scope import within
from wangge.registry import facts
from wangge.registry.models import Person, Table, TableRow
from wangge.registry.tables import lines
from wangge.registry.tables.lines import Line

TWICE = N_("This identity number stands in the table before")
NO_PLACE = N_("This is not a grid of the region the table is for")
State = TableRow.State


def compare(table: Table, rows: Sequence[TableRow], actor: Actor) -> None:
    """Put each of these rows into its state; the rows are saved."""
    found = [Line(row.number, lines.understood(lines.opened(row), table.mapping)) for row in rows]
    judge(found, table.region_code, actor, set())
    for row, line in zip(rows, found, strict=True):
        row.state, row.field, row.why, row.match = line.state, line.wrong, line.why, line.match
        row.household = line.said.household
    TableRow.objects.bulk_update(rows, ["state", "field", "why", "match", "household"])


def judge(found: Sequence[Line], region: str, actor: Actor, before: set[bytes]) -> None:
    """Put each of these lines, which belong into a region, into its state. `before`: the blind indexes of identity
    numbers that stand further up; those of these lines are added. Four queries."""
    for each in found:
        _read(each)
    good = [each for each in found if each.state != State.BAD]
    known = _by_index(within(Person.objects.all(), actor), "identity_index", [each.identity for each in good])
    unknown = [each.birth for each in good if each.identity not in known]
    suspected = _by_index(within(Person.objects.all(), actor), "birth_index", unknown)
    held = facts.current("person", known.values())
    places = network.names({each.said.grid for each in good if each.said.grid})
    for each in good:
        match = known.get(each.identity) if each.identity else None
        try:
            if each.identity is not None and each.identity in before:
                each.refuse("identity.identity_number", TWICE)
            elif match is not None:
                each.match = match
                now = {key: facts.opened(fact) for key, fact in held.get(match, {}).items()}
                after = lines.filled(each.said, now)
                same = all(values == now.get(key) for key, values in after.items())
                each.state = State.SAME if same else State.CHANGED
            elif each.said.grid and each.said.grid not in places:
                each.refuse("place.grid", NO_PLACE)
            else:
                lines.prepare(each, region)
                each.match = suspected.get(each.birth) if each.birth else None
                each.state = State.DOUBLE if each.match else State.NEW
        except Problem as problem:
            each.refuse(*lines.fault(problem))
        if each.identity is not None:
            before.add(each.identity)


def _read(line: Line) -> None:
    """By what people are looked for; a line whose name or identity number is no such is bad at once."""
    try:
        lines.identify(line)
    except Problem as problem:
        line.refuse(*lines.fault(problem))


def _by_index(people: QuerySet[Person], column: str, wanted: list[bytes | None]) -> dict[bytes, int]:
    asked = [each for each in wanted if each is not None]
    if not asked:
        return {}
    found = people.filter(left="", **{f"{column}__in": asked}).values_list(column, "pk")
    return {bytes(index): number for index, number in found}
