"""One line of a table as it is understood: what it says of a person, of a home, and where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wangge.core.crypto import open_, seal
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.registry import addressing, definitions, forms, values
from wangge.registry.actions.addresses import LONGEST, LONGEST_TEXT
from wangge.registry.models import TableRow
from wangge.registry.tables.mapping import meant

# What a table that says nothing of it means.
DEFAULTS = {"kind": "registered", "relation": "other_relative"}

COUNTY = 40  # characters its name may have
Path = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Said:
    """`person` and `home` are forms by group, of which only what the line says; `path` the address from the top, as
    (kind, name)."""

    person: dict[str, dict[str, Any]] = field(default_factory=dict)
    home: dict[str, Any] = field(default_factory=dict)
    path: Path = ()
    grid: str = ""
    household: str = ""


@dataclass(slots=True)
class Line:
    """A line on its way, wherever it comes from: what it says, by which blind indexes somebody is looked for, and
    what becomes of it. `place` (its region and path) and `forms` (the checked values by group) are there once it has
    been prepared as one of somebody new; `decided`: somebody said that this is nobody who is known; `lives`
    are the household and the home of somebody who was entered."""

    number: int
    said: Said
    state: str = TableRow.State.WAITING
    wrong: str = ""
    why: str = ""
    match: int | None = None
    decided: bool = False
    identity: bytes | None = None
    birth: bytes | None = None
    place: tuple[str, Path] = ("", ())
    lives: tuple[int, int] = (0, 0)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    home: dict[str, Any] = field(default_factory=dict)

    def refuse(self, wrong: str, why: str) -> None:
        """It cannot be entered: which field, and the English message of what is wrong with it."""
        self.state, self.wrong, self.why = TableRow.State.BAD, wrong, why


def context(table: int, number: int) -> str:
    """What a line is sealed for."""
    return f"registry.table:{table}:{number}"


def sealed(table: int, number: int, cells: Mapping[str, str]) -> bytes:
    return seal(json.dumps(cells, ensure_ascii=False), context(table, number))


def opened(row: TableRow) -> dict[str, str]:
    """The cells of a line by heading, empty ones left out."""
    found: dict[str, str] = json.loads(open_(row.sealed, context(row.table_id, row.number)))
    return found


def understood(cells: Mapping[str, str], mapping: Mapping[str, str]) -> Said:
    """A line by what its columns stand for."""
    said, parts = Said(), {}
    people = definitions.groups("person")
    for heading, target in mapping.items():
        text = cells.get(heading, "")
        if not text:
            continue
        group, _, key = target.partition(".")
        if group == "address":
            parts[key] = text
        elif target == "place.grid":
            said.grid = text
        elif target == "place.household":
            said.household = text[:40]
        elif group in people:
            found = people[group].field(key)
            assert found is not None
            said.person.setdefault(group, {})[key] = meant(found, text)
        else:
            home = definitions.groups("dwelling")[group].field(key)
            assert home is not None
            said.home[key] = meant(home, text)
    said.path = tuple(
        (kind, addressing.called(kind, parts[kind])) for kind in addressing.kinds() if kind in parts
    )
    return said


def filled(
    said: Said,
    held: Mapping[str, Mapping[str, Any]],
    checked: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, dict[str, Any]]:
    """What the groups a line speaks of hold after it, by key, over what is `held` of the person; a problem names the
    field.

    Of somebody new, what a table need not say is filled in. Groups that are not asked of this kind are left out.
    `checked` are groups that have been filled already.
    """
    checked = checked or {}
    known = definitions.groups("person")
    wanted = dict(said.person)
    if not held:
        wanted["residence"] = DEFAULTS | wanted.get("residence", {})
    found = {
        key: checked.get(key) or forms.filled(known[key], wanted.get(key, {}), held.get(key, {}), key)
        for key in known
        if key in wanted or (not held and key == "identity")
    }
    kind = found.get("residence", held.get("residence", {})).get("kind", "")
    return {key: each for key, each in found.items() if not known[key].kinds or kind in known[key].kinds}


def identify(line: Line) -> None:
    """Blind indexes of the identity number and of name and day of birth; a problem names the field."""
    group = definitions.groups("person")["identity"]
    identity = forms.filled(group, line.said.person.get("identity", {}), {}, "identity")
    line.forms["identity"] = identity
    number, born = identity.get("identity_number"), identity.get("birth_date")
    line.identity = values.index("identity_number", number) if number else None
    line.birth = values.birth_index(identity["name"], born) if born else None


def prepare(line: Line, region: str) -> None:
    """Check all that a line says of somebody new, where it belongs, and what it says of the home; a problem names the
    field. Nothing is read or written."""
    if not line.forms:
        identify(line)
    line.forms = filled(line.said, {}, line.forms)
    line.home = home_of(line.said)
    line.place = (check_place(line.said, region), line.said.path)


def home_of(said: Said) -> dict[str, Any]:
    """What a line says of the home; a problem names the field."""
    return forms.filled(definitions.groups("dwelling")["home"], said.home, {}, "home") if said.home else {}


def check_place(said: Said, region: str) -> str:
    """The region a line lies in; a problem names `address` or `place.grid`."""
    if not said.path or not addressing.kinds()[said.path[-1][0]].home:
        raise invalid(address=N_("The address does not lead to a home"))
    names = [name for _, name in said.path]
    # Beside the names stands that of the county.
    if max(map(len, names)) > LONGEST or sum(map(len, names)) > LONGEST_TEXT - COUNTY:
        raise invalid(address=N_("This is too long"))
    grid = said.grid or region
    if not grid.startswith(region) or len(grid) not in (12, 15) or not grid.isdigit():
        raise invalid(**{"place.grid": N_("This is not a grid of the region the table is for")})
    return grid


def fault(problem: Problem) -> tuple[str, str]:
    """The first field of a problem, and the English message of what is wrong with it."""
    return next(iter(problem.fields.items()), ("", problem.kind.title))
