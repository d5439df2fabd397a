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
    known = _by_number([each.identity for each in good], actor)
    suspected = _by_birth([each.birth for each in good if each.identity not in known], actor)
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
                each.match = suspected.get((each.birth, each.identity is not None)) if each.birth else None
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


def _by_number(wanted: Sequence[bytes | None], actor: Actor) -> dict[bytes, int]:
    asked = [each for each in wanted if each is not None]
    found = (
        _there(actor).filter(identity_index__in=asked).values_list("identity_index", "pk") if asked else ()
    )
    return {bytes(index): number for index, number in found}


def _by_birth(wanted: Sequence[bytes | None], actor: Actor) -> dict[tuple[bytes, bool], int]:
    """Who has the name and the day of birth, by whether the line has an identity number: two numbers are two people,
    of whom a city has hundreds born on one day and called the same."""
    asked = [each for each in wanted if each is not None]
    if not asked:
        return {}
    rows = _there(actor).filter(birth_index__in=asked).values_list("birth_index", "pk", "identity_index")
    found: dict[tuple[bytes, bool], int] = {}
    for birth, number, identity in rows:
        found[bytes(birth), False] = number
        if identity is None:
            found[bytes(birth), True] = number
    return found


def _there(actor: Actor) -> QuerySet[Person]:
    return within(Person.objects.filter(left=""), actor)
