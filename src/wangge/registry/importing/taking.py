"""What one process does with the lines it is dealt."""

from collections.abc import Mapping, Sequence

import msgspec

from wangge.core.actors import Actor, ActorKind
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.registry.door import EDIT, IMPORT, SEE
from wangge.registry.models import Person, TableRow
from wangge.registry.tables import comparing, entering, lines
from wangge.registry.tables.lines import Line
from wangge.registry.tables.reading import Row

State = TableRow.State


class Left(msgspec.Struct, frozen=True):
    """A line that was not entered: its number, its state (bad, or may be somebody who is known), which field, and the
    English message of what is wrong with it."""

    number: int
    state: str
    field: str
    why: str


class Taken(msgspec.Struct, frozen=True):
    """What became of some lines: how many by state, and those that were not entered."""

    counts: dict[str, int]
    left: list[Left]


def importer(region: str) -> Actor:
    """The platform entering what a file says, on behalf of whoever runs the command: within one region."""
    return Actor(
        kind=ActorKind.JOB,
        label=N_("Import from a file"),
        powers=frozenset({SEE, EDIT, IMPORT}),
        region=region,
    )


class Taker:
    """Takes in lines of one file: `headings` name its columns, `mapping` says what they stand for."""

    def __init__(self, headings: Sequence[str], mapping: Mapping[str, str], region: str) -> None:
        self._headings, self._mapping = headings, mapping
        self._actor = importer(region)
        self._households: dict[str, tuple[int, int]] = {}

    def take(self, rows: Sequence[Row]) -> Taken:
        """Compare and enter some lines in one transaction."""
        found = [
            Line(number, lines.understood(dict(zip(self._headings, cells, strict=False)), self._mapping))
            for number, cells in rows
        ]
        with guarded(self._actor):
            comparing.judge(found, self._actor.region, self._actor, set())
            self._remember_known(found)
            entering.take_in(found, self._actor.region, self._actor, self._earlier)
        self._households |= {
            each.said.household: each.lives for each in found if each.lives[0] and each.said.household
        }
        return _taken(found)

    def _earlier(self, numbers: set[str]) -> Mapping[str, tuple[int, int]]:
        return {number: self._households[number] for number in numbers & self._households.keys()}

    def _remember_known(self, found: Sequence[Line]) -> None:
        """Who is in the register already may be joined by others of the same household number: a file that is begun
        again, or has grown."""
        known = {each.match: each.said.household for each in found if each.match and each.said.household}
        if known:
            rows = Person.objects.filter(pk__in=known).values_list("pk", "household", "dwelling")
            self._households |= {known[pk]: (household, home) for pk, household, home in rows}


def _taken(found: Sequence[Line]) -> Taken:
    counts: dict[str, int] = {}
    for each in found:
        counts[each.state] = counts.get(each.state, 0) + 1
    doubtful = (State.BAD, State.DOUBLE)
    return Taken(
        counts,
        [Left(each.number, each.state, each.wrong, each.why) for each in found if each.state in doubtful],
    )
