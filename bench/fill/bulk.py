"""Loading by COPY into tables stripped of their indexes and constraints, which are put back afterwards."""

import os
import pickle
import random
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
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint
 WHERE (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[])) AND contype IN ('p', 'u', 'f')
"""
INDEXES = """
SELECT indexdef, indexname FROM pg_indexes i
 WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = i.indexname)
"""


Told = Callable[[int, int], None]


@contextmanager
def stripped(address: str, tables: list[str], told: Told) -> Iterator[None]:
    """The tables without indexes and keys; on leaving, everything is there again and checked. `told` hears how
    many of how many are back."""
    with closing(_connection(address)) as owner:
        constraints = owner.execute(CONSTRAINTS, [tables, tables]).fetchall()
        indexes = owner.execute(INDEXES, [tables]).fetchall()
        for table, name, _, _ in sorted(constraints, key=lambda row: row[3] != "f"):
            owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _, name in indexes:
            owner.execute(f'DROP INDEX "{name}"')
    yield
    put_back(address, constraints, indexes, told)


def put_back(address: str, constraints: list[Any], indexes: list[Any], told: Told) -> None:
    """Keys first, each of which locks its table; then the indexes, two at a time, the slow ones over words first;
    then what refers to keys."""
    keys, checks = (
        [
            f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
            for table, name, definition, kind in sorted(constraints, key=lambda row: "puf".index(row[3]))
            if (kind == "f") is foreign
        ]
        for foreign in (False, True)
    )
    plain = sorted((definition for definition, _ in indexes), key=lambda each: " gin " not in each)
    done = count(1)
    total = len(keys) + len(plain) + len(checks)

    def run(statement: str) -> None:
        with closing(_connection(address)) as owner:
            owner.execute("SET maintenance_work_mem = '768MB'; SET max_parallel_maintenance_workers = 1")
            owner.execute(statement)
        told(next(done), total)

    for statements, at_once in ((keys, 1), (plain, 2), (checks, 1)):
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(run, statements))


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


def write(address: str, retelling: Retelling, first: int, count: int, told: Callable[[int], None]) -> int:
    """Write `count` cases from number `first` on with one process per core; `told` hears after each chunk how many
    more there are. Returns the number of steps."""
    bounds = [(start, min(start + CHUNK, first + count)) for start in range(first, first + count, CHUNK)]
    steps = 0
    maker = (address, pickle.dumps(retelling))
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), worker.begin, maker) as pool:
        chunks = {pool.submit(worker.chunk, *each): each[1] - each[0] for each in bounds}
        for done in as_completed(chunks):
            steps += done.result()
            told(chunks[done])
    return steps
