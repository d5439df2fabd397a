"""Lines entered into the register, many in a statement; whoever is known already is changed through the one door."""

from collections.abc import Sequence

from django.utils.timezone import now

from wangge.core.actors import Actor
from wangge.core.problems import Problem
from wangge.network.scope import within
from wangge.registry import definitions, facts
from wangge.registry.actions.people import FactsIn, change
from wangge.registry.definitions import Group
from wangge.registry.door import entry
from wangge.registry.models import Dwelling, Fact, History, Household, Person, Table, TableRow
from wangge.registry.problems import HEAD, KNOWN
from wangge.registry.tables import lines, placing
from wangge.registry.tables.lines import Said

SOURCE = "import"
State = TableRow.State


def enter(table: Table, rows: Sequence[TableRow], actor: Actor) -> None:
    """Enter these rows: new ones as people, changed ones as changes of the person they speak of. A row that cannot be
    entered any more (somebody was faster) becomes bad; none holds up the others. The rows are saved."""
    said = {row.number: lines.understood(lines.opened(row), table.mapping) for row in rows}
    _enter_new(table, [row for row in rows if row.state == State.NEW], said, actor)
    for row in rows:
        if row.state == State.CHANGED:
            _change(row, said[row.number], actor)
    TableRow.objects.bulk_update(rows, ["state", "field", "why", "match"])


def _change(row: TableRow, said: Said, actor: Actor) -> None:
    person = within(Person.objects.all(), actor).filter(pk=row.match, left="").first()
    if person is None:
        _refuse(row, "", str(KNOWN.title))
        return
    version = person.version
    try:
        held = {
            key: facts.opened(fact) for key, fact in facts.current("person", [person.pk])[person.pk].items()
        }
        for group, values in lines.filled(said, held).items():
            if values != held.get(group.key):
                asked = FactsIn(data=said.person[group.key], source=SOURCE, version=version)
                version = change(Person, person.pk, group.key, asked, actor).version
        row.state = State.DONE
    except Problem as problem:
        _refuse(row, *lines.fault(problem))


def _enter_new(table: Table, rows: list[TableRow], said: dict[int, Said], actor: Actor) -> None:
    if not rows:
        return
    at = now()
    places = {
        row.number: (lines.check_place(said[row.number], table.region_code), said[row.number].path)
        for row in rows
    }
    homes, opened = placing.homes(places.values(), actor)
    people = [
        (row, _person(lines.filled(said[row.number], {}), homes[places[row.number]]), said[row.number])
        for row in rows
    ]
    people = _unknown(people, actor)
    people = _with_households(table, people)
    Person.objects.bulk_create([person for _, person, _ in people])
    written: list[Fact] = []
    for row, person, says in people:
        row.state, row.match = State.DONE, person.pk
        written += [
            facts.made(facts.about(person), group, values, SOURCE, actor, at)
            for group, values in lines.filled(says, {}).items()
        ]
    written += _of_homes(opened, [(homes[places[row.number]], says) for row, _, says in people], actor)
    Fact.objects.bulk_create(written)
    History.objects.bulk_create(
        [entry(person, "collected", actor) for _, person, _ in people]
        + [entry(home, "opened", actor) for home in opened]
    )


def _person(values: dict[Group, dict[str, object]], home: Dwelling) -> Person:
    person = Person(dwelling=home, region_code=home.region_code)
    for group, held in values.items():
        facts.project(person, group.key, held)
    return person


Entry = tuple[TableRow, Person, Said]


def _unknown(people: list[Entry], actor: Actor) -> list[Entry]:
    """Those whose identity number nobody of the area has, and no line before."""
    asked = [person.identity_index for _, person, _ in people if person.identity_index]
    rows = within(Person.objects.filter(identity_index__in=asked, left=""), actor)
    known = {bytes(index) for index in rows.values_list("identity_index", flat=True)}
    found = []
    for each in people:
        index = each[1].identity_index
        if index is not None and index in known:
            _refuse(each[0], "identity.identity_number", KNOWN.title)
            continue
        known |= {index} if index else set()
        found.append(each)
    return found


def _with_households(table: Table, people: list[Entry]) -> list[Entry]:
    """People put into households: those of one number in the table together; without a number, the only household
    of the home, or a new one. A second head is refused."""
    numbers = {says.household for _, _, says in people if says.household}
    before = dict(
        TableRow.objects.filter(table=table, household__in=numbers, state=State.DONE).values_list(
            "household", "match"
        )
    )
    there = Person.objects.filter(pk__in=before.values()).values_list("pk", "household", "dwelling")
    by_person = {pk: (household, dwelling) for pk, household, dwelling in there}
    living: dict[int, set[int]] = {}
    homes = {person.dwelling_id for _, person, _ in people}
    for number, home in Household.objects.filter(dwelling__in=homes, ended_on=None).values_list(
        "pk", "dwelling"
    ):
        living.setdefault(home, set()).add(number)
    wanted: dict[tuple[int, str], int | Household] = {}
    for _, person, says in people:
        key = (person.dwelling_id, says.household)
        earlier = by_person.get(before.get(says.household) or 0)
        only = living.get(person.dwelling_id, set())
        if key in wanted:
            continue
        if says.household and earlier and earlier[1] == person.dwelling_id:
            wanted[key] = earlier[0]
        elif not says.household and len(only) == 1:
            wanted[key] = next(iter(only))
        else:
            wanted[key] = Household(dwelling=person.dwelling, region_code=person.region_code)
    Household.objects.bulk_create([each for each in wanted.values() if isinstance(each, Household)])
    for _, person, says in people:
        found = wanted[person.dwelling_id, says.household]
        person.household_id = found.pk if isinstance(found, Household) else found
    return _one_head(people)


def _one_head(people: list[Entry]) -> list[Entry]:
    households = {person.household_id for _, person, _ in people}
    heads = set(
        Person.objects.filter(household__in=households, relation="head", left="").values_list(
            "household", flat=True
        )
    )
    found = []
    for each in people:
        person = each[1]
        if person.relation == "head":
            if person.household_id in heads:
                _refuse(each[0], "residence.relation", HEAD.title)
                continue
            heads.add(person.household_id)
        found.append(each)
    return found


def _of_homes(opened: list[Dwelling], said: list[tuple[Dwelling, Said]], actor: Actor) -> list[Fact]:
    """What lines say of homes that were opened by them; a home that was there already keeps what is known of it."""
    fresh = {home.pk for home in opened}
    group, at, found, done = definitions.groups("dwelling")["home"], now(), [], set()
    for home, says in said:
        values = lines.home_of(says)
        if values and home.pk in fresh and home.pk not in done:
            done.add(home.pk)
            facts.project(home, "home", values)
            found.append(facts.made(facts.about(home), group, values, SOURCE, actor, at))
    Dwelling.objects.bulk_update([home for home in opened if home.pk in done], ["use"])
    return found


def _refuse(row: TableRow, field: str, why: str) -> None:
    row.state, row.field, row.why = State.BAD, field, why
