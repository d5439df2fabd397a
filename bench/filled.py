"""`./wangge bench data --events N`: a database of its own with the whole city and N events over three years.

It is kept, because filling it takes minutes: the benchmarks of a size use the one there is. `--drop` removes it.
"""

import time
from contextlib import closing
from typing import Any

import psycopg
from django.db.migrations.loader import MigrationLoader
from django.utils.timezone import now
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

from bench import place
from bench.fill import bulk
from bench.fill.retold import Retelling
from bench.fill.stories import stories
from bench.fill.targets import Targets

# What is on people's desks does not grow with the years behind: some six weeks' worth at the most.
MOST_OPEN = 40_000


def name_of(events: int) -> str:
    return f"wangge_bench_{events}"


def fill(events: int) -> dict[str, float]:
    """Make the database of this size unless it is there; what was written, and the seconds it took."""
    name = name_of(events)
    if place.said_of(name) == mark(events):
        return {"events": events, "steps": 0, "seconds": 0.0}
    began = time.monotonic()
    with place.made(name) as environment:
        place.wangge(environment, "load", "demo")
        retelling = Retelling(stories(), Targets(bulk.SEED), now(), min(0.15, MOST_OPEN / events))
        address = environment["WANGGE_OWNER_DATABASE_URL"]
        with closing(psycopg.connect(address, autocommit=True, connect_timeout=5)) as owner:
            last, there = owner.execute("SELECT coalesce(max(id), 0), count(*) FROM events_event").fetchall()[
                0
            ]
            with bulk.stripped(owner, [bulk.EVENTS, bulk.STEPS]), progress() as bar:
                task = bar.add_task("", total=events - there)
                steps = bulk.write(
                    address, retelling, last + 1, events - there, lambda more: bar.advance(task, more)
                )
            _settle(owner, last + events)
    place.say_of(name, mark(events))
    return {"events": events, "steps": steps, "seconds": round(time.monotonic() - began, 1)}


def mark(events: int) -> str:
    """What the comment on a database of this size says: another layout of tables needs another filling."""
    leaves = MigrationLoader(None).graph.leaf_nodes()
    return f"{events} events for benchmarks; {', '.join(f'{app} {name}' for app, name in leaves)}"


def progress() -> Progress:
    return Progress("events", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())


def _settle(owner: psycopg.Connection[Any], following: int) -> None:
    """Numbers go on behind what was written, and the planner knows the tables."""
    owner.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [bulk.EVENTS, following])
    owner.execute("SELECT setval('core_case_number', %s)", [following])
    for table in (bulk.EVENTS, bulk.STEPS):
        owner.execute(f"VACUUM ANALYZE {table}")
