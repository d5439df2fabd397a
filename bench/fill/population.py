"""A made-up population of any size (`bench/data/people.yaml`), the same for the same size, as lines of a table.

A household of one to four lives in each home; homes are rooms of buildings of estates, so many in every grid as
there are people for.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
from stdnum.cn import ric

SEED = 2110
DATA = Path(__file__).parents[1] / "data" / "people.yaml"
ROOMS, UNITS, BUILDINGS = 12, 3, 8  # of a unit, a building, an estate
YOUNGEST, DAYS = date(2024, 12, 31), 90 * 365


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people, estates and columns are called."""

    headings: dict[str, str]
    mark: str
    area: str
    phone: str
    surnames: str
    given: str
    estates: list[str]
    estate: str
    parts: str
    kinds: list[str]
    relations: list[str]
    lives: list[str]
    uses: list[str]


@cache
def words() -> Words:
    return msgspec.yaml.decode(DATA.read_bytes(), type=Words)


def headings() -> list[str]:
    return list(words().headings.values())


def lines(people: int, grids: Sequence[str]) -> Iterator[list[str]]:
    """So many people in these grids, as cells in the order of `headings`."""
    for place in range(len(grids)):
        for _, cells in in_grid(people, grids, place):
            yield cells


def in_grid(people: int, grids: Sequence[str], place: int) -> Iterator[tuple[int, list[str]]]:
    """Those of them who live in one grid, with the number of the home in it, from 0."""
    dice = random.Random(f"{SEED} {place}")
    share = most_in_grid(people, grids)
    number, end, home = place * share, min(people, (place + 1) * share), 0
    while number < end:
        together = min(dice.choice((1, 2, 3, 3, 4)), end - number)
        address = _address(place, home)
        kind, use = dice.choice(words().kinds), dice.choice(words().uses)
        for relation in words().relations[:together]:
            yield (
                home,
                _person(number, dice, kind, relation, use, grids[place], address, f"{grids[place]}-{home}"),
            )
            number += 1
        home += 1


def most_in_grid(people: int, grids: Sequence[str]) -> int:
    return -(-people // len(grids))


def write(path: Path, people: int, grids: Sequence[str]) -> None:
    """The same as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(headings())
        out.writerows(lines(people, grids))


def identity_number(number: int) -> str:
    """The identity number of somebody: another for each up to some thirty million."""
    born = YOUNGEST - timedelta(days=number % DAYS)
    digits = f"{words().area}{born:%Y%m%d}{number // DAYS:03d}"
    return digits + ric.calc_check_digit(digits + "0")


def phone(number: int) -> str:
    return f"{words().phone}{number:08d}"


def _person(
    number: int,
    dice: random.Random,
    kind: str,
    relation: str,
    use: str,
    grid: str,
    address: list[str],
    home: str,
) -> list[str]:
    said, lives = words(), dice.choice(words().lives)
    name = (
        said.mark
        + _drawn(said.surnames, dice)
        + "".join(_drawn(said.given, dice) for _ in range(dice.choice((1, 2, 2, 2))))
    )
    # Children and some of the old give no number of their own.
    reached = phone(number) if dice.random() < 0.7 else ""
    return [name, identity_number(number), reached, kind, relation, lives, use, grid, *address, home]


def _address(place: int, home: int) -> list[str]:
    """Estate, building, unit and room of a home of a grid."""
    parts, kinds = words().parts, words().estates
    rest, room = divmod(home, ROOMS)
    rest, unit = divmod(rest, UNITS)
    estate, building = divmod(rest, BUILDINGS)
    which = place * 7 + estate
    name = words().estate.format(
        first=parts[which % len(parts)],
        second=parts[which // len(parts) % len(parts)],
        kind=kinds[which % len(kinds)],
    )
    return [name, str(building + 1), str(unit + 1), f"{room // 2 + 1}0{room % 2 + 1}"]


def _drawn(signs: str, dice: random.Random) -> str:
    """One of them, the first some ten times as often as the last."""
    return signs[int(len(signs) * dice.random() ** 2)]
