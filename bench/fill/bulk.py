"""Loading by COPY into tables stripped of their indexes and constraints, which are put back afterwards."""

import os
import pickle
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from itertools import count
from multiprocessing import get_context
from typing import Any

import msgspec
import psycopg
from psycopg import sql

from bench.fill import worker
from bench.fill.retold import Retelling
from wangge.core.flow.chain import Record
from wangge.core.flow.models import step_values

CHUNK = 10_000
SEED = 2110
EVENTS, STEPS = "events_event", "events_eventstep"

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid), pg_get_indexdef(conindid)
  FROM pg_constraint
 WHERE (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[])) AND contype IN ('p', 'u', 'f')
"""
INDEXES = """
SELECT indexdef, indexname FROM pg_indexes i
 WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = i.indexname)
"""
COLUMNS = """
SELECT attrelid::regclass::text, string_agg(quote_ident(attname), ', ') FROM pg_attribute
 WHERE attrelid = ANY(%s::regclass[]) AND attnum > 0 AND NOT attisdropped GROUP BY 1
"""
KEYS = {"p": "PRIMARY KEY", "u": "UNIQUE"}
# While a transaction that has written is older than an index, PostgreSQL may not use it, whichever database of the
# server that transaction works in: rows may have changed meanwhile in ways the index does not know of.
OVERTAKEN = "SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::text::xid8"
WHOLE = "2GB"  # holds the keys of words of a million cases at once, which are else merged, stretch by stretch
PATIENCE = 600.0  # seconds until whatever else writes on this server must be done


Told = Callable[[int, int], None]


@contextmanager
def stripped(
    address: str, tables: list[str], told: Told, meanwhile: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """The tables without indexes and keys; on leaving, everything is there again, checked, and of use to the
    planner, who knows the tables by then. `told` hears how many of how many are back; `meanwhile` is done as soon
    as only the indexes over words are missing, which take one core as long as all the others together, and longer.

    Raises TimeoutError where something else writes on this server and comes to no end.
    """
    with closing(_connection(address)) as owner:
        constraints = owner.execute(CONSTRAINTS, [tables, tables]).fetchall()
        indexes = owner.execute(INDEXES, [tables]).fetchall()
        for table, name, *_ in sorted(constraints, key=lambda row: row[2] != "f"):
            owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _, name in indexes:
            owner.execute(f'DROP INDEX "{name}"')
    yield
    put_back(address, constraints, indexes, told, meanwhile)
    with closing(_connection(address)) as owner:
        for table, columns in owner.execute(COLUMNS, [tables]):
            # By name: else the keys of words are made again, for statistics that nobody asks.
            owner.execute(f"ANALYZE {table} ({columns})")
        _until_usable(owner)


def put_back(
    address: str, constraints: list[Any], indexes: list[Any], told: Told, meanwhile: Callable[[], None]
) -> None:
    """Indexes, those over words beside the others; then the keys that some of them stand for, and what refers to
    keys, each of which locks its table."""
    keys = [row for row in constraints if row[2] in KEYS]
    built = [*(definition for definition, _ in indexes), *(index for *_, index in keys)]
    named = [
        f'ALTER TABLE {row[0]} ADD CONSTRAINT "{row[1]}" {KEYS[row[2]]} USING INDEX "{row[1]}"'
        for row in keys
    ]
    checks = [
        f'ALTER TABLE {row[0]} ADD CONSTRAINT "{row[1]}" {row[3]}' for row in constraints if row[2] == "f"
    ]
    done = count(1)
    total = len(built) + len(named) + len(checks)

    def run(statement: str, memory: str = "768MB") -> None:
        with closing(_connection(address)) as owner:
            owner.execute(f"SET maintenance_work_mem = '{memory}'; SET max_parallel_maintenance_workers = 1")
            owner.execute(statement)
        told(next(done), total)

    with ThreadPoolExecutor(1) as beside:
        slow = [beside.submit(run, each, WHOLE) for each in built if " gin " in each]
        for each in built:
            if " gin " not in each:
                run(each)
        meanwhile()
        for each in slow:
            each.result()
    for each in [*named, *checks]:
        run(each)


def _until_usable(owner: psycopg.Connection[Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    ((last,),) = owner.execute("SELECT pg_current_xact_id()::text").fetchall()
    while owner.execute(OVERTAKEN, [last]).fetchall() != [(True,)]:
        if time.monotonic() > deadline:
            raise TimeoutError(
                "the indexes are built, but a transaction older than they are is still going on"
            )
        time.sleep(0.2)


def _connection(address: str) -> psycopg.Connection[Any]:
    return psycopg.connect(address, autocommit=True, connect_timeout=5)


def chunk(address: str, retelling: Retelling, first: int, last: int) -> int:
    """Make and write the cases `first` up to `last` (excluded) in one transaction; the number of steps."""
    dice = random.Random(f"{SEED} {first}")
    cases, steps = [], []
    for number in range(first, last):
        columns, records = retelling.copy(number, dice)
        cases.append({"id": number, **columns})
        steps.extend({"case_id": number, **_as_stored(record)} for record in records)
    with psycopg.connect(address, connect_timeout=5) as owner:
        owner.execute("SET synchronous_commit = off")
        for table, rows in ((EVENTS, cases), (STEPS, steps)):
            names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
            with owner.cursor().copy(statement) as copy:
                for row in rows:
                    copy.write_row(tuple(row.values()))
    return len(steps)


def _as_stored(record: Record) -> dict[str, Any]:
    return step_values(record) | {"data": msgspec.json.encode(record.data).decode()}


def write(address: str, retelling: Retelling, numbers: range, told: Callable[[int], None]) -> int:
    """Write the cases of these numbers with one process per core; `told` hears after each chunk how many more there
    are. Returns the number of steps."""
    bounds = [
        (start, min(start + CHUNK, numbers.stop)) for start in range(numbers.start, numbers.stop, CHUNK)
    ]
    steps = 0
    maker = (address, pickle.dumps(retelling))
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), worker.begin, maker) as pool:
        chunks = {pool.submit(worker.chunk, *each): each[1] - each[0] for each in bounds}
        for done in as_completed(chunks):
            steps += done.result()
            told(chunks[done])
    return steps
