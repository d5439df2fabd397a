"""Lines entered into the register, many in a statement; whoever is known already is changed through the one door."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.timezone import now

from wangge.core import many
from wangge.core.actors import Actor
from wangge.core.crypto import Sealer
from wangge.core.problems import Problem
from wangge.network.scope import within
from wangge.registry import definitions, facts
from wangge.registry.actions.people import FactsIn, change
from wangge.registry.door import entry
from wangge.registry.models import Dwelling, Fact, Household, Person, Table, TableRow
from wangge.registry.problems import HEAD, KNOWN
from wangge.registry.tables import lines, placing
from wangge.registry.tables.lines import Line

SOURCE = "import"
State = TableRow.State
# By their numbers in the table, households that people of earlier lines are in: (household, home).
Earlier = Callable[[set[str]], Mapping[str, tuple[int, int]]]
Entry = tuple[Line, Person]


def enter(table: Table, rows: Sequence[TableRow], actor: Actor) -> None:
    """Enter these rows: new ones as people, changed ones as changes of the person they speak of. A row that cannot be
    entered any more (somebody was faster) becomes bad; none holds up the others. The rows are saved."""
    found = [
        Line(
            number=row.number,
            said=lines.understood(lines.opened(row), table.mapping),
            state=row.state,
            match=row.match,
            decided=row.decision == "new",
        )
        for row in rows
    ]
    take_in(found, table.region_code, actor, lambda numbers: _of_table(table, numbers))
    for row, line in zip(rows, found, strict=True):
        row.state, row.field, row.why, row.match = line.state, line.wrong, line.why, line.match
    TableRow.objects.bulk_update(rows, ["state", "field", "why", "match"])


def take_in(found: Sequence[Line], region: str, actor: Actor, earlier: Earlier) -> None:
    """Enter the new lines among these as people, and the changed ones as changes. Each that was becomes done. The
    caller stands inside `guarded(actor)`."""
    _enter_new([line for line in found if line.state == State.NEW], region, actor, earlier)
    for line in found:
        if line.state == State.CHANGED:
            _change(line, actor)


def _of_table(table: Table, numbers: set[str]) -> dict[str, tuple[int, int]]:
    done = TableRow.objects.filter(table=table, household__in=numbers, state=State.DONE)
    before = dict(done.values_list("household", "match"))
    there = Person.objects.filter(pk__in=[pk for pk in before.values() if pk])
    by_person = {
        pk: (household, home) for pk, household, home in there.values_list("pk", "household", "dwelling")
    }
    return {number: by_person[pk] for number, pk in before.items() if pk in by_person}


def _change(line: Line, actor: Actor) -> None:
    person = within(Person.objects.all(), actor).filter(pk=line.match or 0, left="").first()
    if person is None:
        line.refuse("", str(KNOWN.title))
        return
    version = person.version
    try:
        current = facts.current("person", [person.pk])[person.pk]
        held = {key: facts.opened(fact) for key, fact in current.items()}
        for key, values in lines.filled(line.said, held).items():
            if values != held.get(key):
                asked = FactsIn(data=line.said.person[key], source=SOURCE, version=version)
                version = change(Person, person.pk, key, asked, actor).version
        line.state = State.DONE
    except Problem as problem:
        line.refuse(*lines.fault(problem))


def _enter_new(found: Sequence[Line], region: str, actor: Actor, earlier: Earlier) -> None:
    if not found:
        return
    for line in found:
        if not line.place[0]:
            lines.prepare(line, region)
    # What the first line says of a home that was not there is known of it from now on.
    described = {line.place: line.home for line in reversed(found)}
    described |= {line.place: line.home for line in reversed(found) if line.home}
    homes, opened = placing.homes(described, actor)
    people = [(line, _person(line, homes[line.place])) for line in found]
    fresh = {home.pk for home in opened.values()}
    people = _of_the_same_name(_unknown(people, actor), fresh)
    people = _with_households(people, fresh, earlier)
    many.number([person for _, person in people])
    many.insert([person for _, person in people])
    at, sealer, groups = now(), Sealer(), definitions.groups("person")
    written: list[Fact] = []
    for line, person in people:
        line.state, line.match = State.DONE, person.pk
        line.lives = (person.household_id, person.dwelling_id)
        about = facts.about(person)
        written += [
            facts.made(about, groups[key], values, SOURCE, actor, at, sealer)
            for key, values in line.forms.items()
        ]
    group = definitions.groups("dwelling")["home"]
    written += [
        facts.made(facts.about(home), group, described[place], SOURCE, actor, at, sealer)
        for place, home in opened.items()
        if described[place]
    ]
    many.insert(written)
    many.insert(
        [entry(person, "collected", actor) for _, person in people]
        + [entry(home, "opened", actor) for home in opened.values()]
    )


def _person(line: Line, home: Dwelling) -> Person:
    person = Person(dwelling=home, region_code=home.region_code)
    for key, held in line.forms.items():
        facts.project(person, key, held)
    # Computed when the line was read.
    person.identity_index, person.birth_index = line.identity, line.birth
    return person


def _unknown(people: list[Entry], actor: Actor) -> list[Entry]:
    """Those whose identity number nobody of the area has, and no line before."""
    asked = [person.identity_index for _, person in people if person.identity_index]
    rows = within(Person.objects.filter(identity_index__in=asked, left=""), actor)
    known = {bytes(index) for index in rows.values_list("identity_index", flat=True) if index}
    found = []
    for line, person in people:
        index = bytes(person.identity_index) if person.identity_index else None
        if index is not None and index in known:
            line.refuse("identity.identity_number", KNOWN.title)
            continue
        known |= {index} if index else set()
        found.append((line, person))
    return found


def _of_the_same_name(people: list[Entry], fresh: set[int]) -> list[Entry]:
    """Without those of whom neither identity number nor day of birth is said and whose name somebody in the same home
    has: they may be that person, so somebody has to say."""
    doubtful = [
        person
        for line, person in people
        if line.birth is None and not line.decided and person.dwelling_id not in fresh
    ]
    if not doubtful:
        return people
    rows = Person.objects.filter(
        dwelling__in={each.dwelling_id for each in doubtful},
        name__in={each.name for each in doubtful},
        left="",
    )
    living = {(home, name): pk for pk, home, name in rows.values_list("pk", "dwelling", "name")}
    found = []
    for line, person in people:
        match = living.get((person.dwelling_id, person.name))
        if match is not None and line.birth is None and not line.decided:
            line.state, line.match = State.DOUBLE, match
        else:
            found.append((line, person))
    return found


def _with_households(people: list[Entry], fresh: set[int], earlier: Earlier) -> list[Entry]:
    """People put into households: those of one number in the table together; without a number, the only household
    of the home, or a new one. A second head is refused."""
    numbers = {line.said.household for line, _ in people if line.said.household}
    before = earlier(numbers) if numbers else {}
    living: dict[int, set[int]] = {}
    old = {person.dwelling_id for _, person in people} - fresh
    if old:
        there = Household.objects.filter(dwelling__in=old, ended_on=None)
        for number, home in there.values_list("pk", "dwelling"):
            living.setdefault(home, set()).add(number)
    wanted: dict[tuple[int, str], int | Household] = {}
    for line, person in people:
        said = line.said.household
        key = (person.dwelling_id, said)
        only = living.get(person.dwelling_id, set())
        if key in wanted:
            continue
        if said and before.get(said, (0, 0))[1] == person.dwelling_id:
            wanted[key] = before[said][0]
        elif not said and len(only) == 1:
            wanted[key] = next(iter(only))
        else:
            wanted[key] = Household(dwelling=person.dwelling, region_code=person.region_code)
    made = [each for each in wanted.values() if isinstance(each, Household)]
    many.number(made)
    many.insert(made)
    for line, person in people:
        joined = wanted[person.dwelling_id, line.said.household]
        person.household_id = joined.pk if isinstance(joined, Household) else joined
    return _one_head(people, {each.pk for each in made})


def _one_head(people: list[Entry], made: set[int]) -> list[Entry]:
    old = {person.household_id for _, person in people} - made
    heads: set[int] = set()
    if old:
        rows = Person.objects.filter(household__in=old, relation="head", left="")
        heads = set(rows.values_list("household", flat=True))
    found = []
    for line, person in people:
        if person.relation == "head":
            if person.household_id in heads:
                line.refuse("residence.relation", HEAD.title)
                continue
            heads.add(person.household_id)
        found.append((line, person))
    return found
