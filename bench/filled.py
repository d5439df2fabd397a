"""`./wangge bench data --events N`: a database of its own with the whole city and N events over three years.

It is kept, because filling it takes minutes: the benchmarks of a size use the one there is, brought to the tables
of today by the same migrations that bring a city to them.
"""

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from math import inf
from pathlib import Path
from typing import Any

import psycopg
from django.utils.timezone import now
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bench import place
from bench.fill import bulk
from bench.fill.retold import Retelling
from bench.fill.stories import stories
from bench.fill.targets import Targets
from wangge.events.lists import openwords
from wangge.insight.actions import count_days

TABLES = [bulk.EVENTS, bulk.STEPS]
# What is on people's desks does not grow with the years behind: some six weeks' worth at the most.
MOST_OPEN = 40_000
# Raised when copies are told differently, so that a database filled the old way is filled anew.
TELLING = 2
WORDS = Path(__file__).parent / "data" / "reports_500.csv"


def name_of(events: int) -> str:
    return f"wangge_bench_{events}"


def fill(events: int) -> dict[str, float]:
    """Make the database of this size unless it is there; what was written, and the seconds it took."""
    name = name_of(events)
    if place.said_of(name) == mark(events):
        place.wangge(place.environment_of(name), "migrate", "--database", "owner", "--verbosity", "0")
        with place.pointed_at(name):
            count_days(inf)
            openwords.keep()
        return {"events": events, "steps": 0, "seconds": 0.0}
    began = time.monotonic()
    with progress() as bar, place.made(name) as environment:
        with _phase(bar, "demo city"):
            place.wangge(environment, "load", "demo")
            told = stories()
        address = environment["WANGGE_OWNER_DATABASE_URL"]
        with closing(psycopg.connect(address, autocommit=True, connect_timeout=5)) as owner:
            last, there = owner.execute("SELECT coalesce(max(id), 0), count(*) FROM events_event").fetchall()[
                0
            ]
            numbers = range(last + 1, last + 1 + events - there)
            retelling = Retelling(
                told, _words(), Targets(bulk.SEED), now(), numbers, min(0.15, MOST_OPEN / events)
            )
            task = bar.add_task("events", total=len(numbers))
            indexes = bar.add_task("indexes", total=None, visible=False)
            with bulk.stripped(address, TABLES, _telling(bar, indexes), lambda: _read(bar)):
                steps = bulk.write(address, retelling, numbers, lambda more: bar.advance(task, more))
            with _phase(bar, "rows known as seen by all"):
                _settle(owner, last + events)
    place.say_of(name, mark(events))
    return {"events": events, "steps": steps, "seconds": round(time.monotonic() - began, 1)}


def mark(events: int) -> str:
    """What the comment on a database of this size says when its filling was finished."""
    return f"{events} events for benchmarks, telling {TELLING}"


def progress() -> Progress:
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    return Progress("{task.description}", *columns)


@contextmanager
def _phase(bar: Progress, name: str) -> Iterator[None]:
    task = bar.add_task(name, total=1)
    yield
    bar.advance(task)


def _telling(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    return lambda done, total: bar.update(task, completed=done, total=total, visible=True)


def _words() -> list[str]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def _read(bar: Progress) -> None:
    """What the platform's own jobs make of the cases."""
    with _phase(bar, "days of the map"):
        count_days(inf)
    with _phase(bar, "words of open cases"):
        openwords.keep()


def _settle(owner: psycopg.Connection[Any], following: int) -> None:
    """Numbers go on behind what was written, and nobody need look at a row to know that it is there for all."""
    owner.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [bulk.EVENTS, following])
    owner.execute("SELECT setval('core_case_number', %s)", [following])
    for table in TABLES:
        owner.execute(f"VACUUM {table}")
