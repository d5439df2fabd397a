"""One line of a table as it is understood: what it says of a person, of a home, and where."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wangge.core.crypto import open_, seal
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.registry import addressing, definitions, forms
from wangge.registry.actions.addresses import LONGEST, LONGEST_TEXT
from wangge.registry.definitions import Group
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


def filled(said: Said, held: Mapping[str, Mapping[str, Any]]) -> dict[Group, dict[str, Any]]:
    """What the groups a line speaks of hold after it, over what is `held` of the person; a problem names the field.

    Of somebody new, what a table need not say is filled in. Groups that are not asked of this kind are left out.
    """
    known = definitions.groups("person")
    wanted = dict(said.person)
    if not held:
        wanted["residence"] = DEFAULTS | wanted.get("residence", {})
    found = {
        known[key]: forms.filled(known[key], wanted.get(key, {}), held.get(key, {}), key)
        for key in known
        if key in wanted or (not held and key == "identity")
    }
    residence = known["residence"]
    kind = found.get(residence, held.get("residence", {})).get("kind", "")
    return {group: values for group, values in found.items() if not group.kinds or kind in group.kinds}


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
