"""`./wangge bench data --people N`: a database of its own with the whole city and a register of N made-up people.

It is filled by the import itself, so how long that took is the figure of a whole city's import at its full size. It
is kept, because that takes minutes.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg

from bench import place
from bench.fill import population
from wangge.accounts.loading import load_demo as accounts_demo
from wangge.network import queries as network
from wangge.network.loading import load_demo as network_demo

PEOPLE = 1_600_000  # of a city like this one
CITY = "2110"
PER_GRID = 483  # of such a city; smaller registers fill fewer grids, as densely
TABLES = ("address", "dwelling", "household", "person", "fact", "history")
NAMED = re.compile(rf"{place.NAME}_people_(\d+)")
MARK = re.compile(r"(\d+) made-up people, imported in (\d+(?:\.\d+)?) s")


def name_of(people: int) -> str:
    return f"{place.NAME}_people_{people}"


def fill(people: int) -> dict[str, float]:
    """Make the database of this size unless it is there; how many people, and the seconds their import took."""
    name = name_of(people)
    took = _took(people)
    if took is not None:
        place.wangge(place.environment_of(name), "migrate", "--database", "owner", "--verbosity", "0")
        return {"people": people, "seconds": took}
    with place.made(name) as environment:
        network_demo()
        accounts_demo()
        seconds = imported(environment, people)
        with closing(_owner(environment)) as owner:
            for table in TABLES:
                owner.execute(f"VACUUM ANALYZE registry_{table}")
    place.say_of(name, f"{people} made-up people, imported in {seconds} s")
    return {"people": people, "seconds": seconds}


@contextmanager
def kept(people: int) -> Iterator[dict[str, str]]:
    """The kept database with so many people, made or brought up to the code first; yields its environment."""
    _ready(people)
    with place.pointed_at(name_of(people)):
        yield place.environment_of(name_of(people))


def imported(environment: dict[str, str], people: int) -> float:
    """The seconds in which the command takes so many people into this database, its start included; RuntimeError if
    it leaves one of them out. This process points at the database."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        population.write(file, people, grids(people))
        began = time.monotonic()
        place.wangge(environment, "import", "people", str(file), "--region", CITY)
        seconds = round(time.monotonic() - began, 1)
        if len(list(file.parent.iterdir())) > 1:
            raise RuntimeError("the import left people out, and wrote them beside the file")
    return seconds


def grids(people: int) -> list[str]:
    """The grids so many people live in: all of a city's, or as many as they fill, from all over the city."""
    every = list(network.grids(CITY).values_list("code", flat=True).order_by("code"))
    wanted = min(len(every), -(-people // PER_GRID))
    return [every[place * len(every) // wanted] for place in range(wanted)]


def sizes() -> list[int]:
    """The sizes of the registers that are kept, ascending."""
    return sorted(int(found[1]) for name in place.names() if (found := NAMED.fullmatch(name)))


@cache
def _ready(people: int) -> None:
    with place.waiting(name_of(people)):
        fill(people)


def _took(people: int) -> float | None:
    said = MARK.fullmatch(place.said_of(name_of(people)) or "")
    return float(said[2]) if said else None


def _owner(environment: dict[str, str]) -> psycopg.Connection:
    return psycopg.connect(environment["WANGGE_OWNER_DATABASE_URL"], autocommit=True, connect_timeout=5)
