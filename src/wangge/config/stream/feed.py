"""What has changed, read from the steps of every kind of case over one connection.

Every change of a case is a step, written in the same statement as the case, so the tables of steps are the
complete journal, and a hot write pays nothing for being heard of: no message, no NOTIFY (which takes a lock on
the whole database at commit). The journal is looked at five times a second by primary key.

Numbers are given out before a transaction commits, so a lower number may become visible after a higher one.
A number that is missing is asked for again until whoever may hold it has surely ended.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from wangge.core.flow.audit import case_models
from wangge.core.flow.store import step_model
from wangge.core.scope import Scope
from wangge.network.scope import declared

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
MOST = 1000  # changes of a kind in one look; more follow at once
PATIENCE_SECONDS = 10.0  # a look that takes longer is given up, and the connection with it
LONGEST_WAIT_SECONDS = 5.0
# Steps before the newest one that may not have been visible yet when the process began.
LOOK_BACK = 200
# A number is taken a moment before its transaction shows up among those that run.
GRACE_SECONDS = 5.0
MOST_GAPS = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: its tables, and what decides who may see it."""

    name: str
    table: str
    steps: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Change:
    """A case as it is after a step at `at`; `facts` hold the columns its scope names."""

    kind: Kind
    case_no: str
    version: int
    state: str
    region_code: str
    at: datetime
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Mark:
    """How far a journal has been read: the last number seen, and those below it that were missing, each with the
    first transaction that began after that was noticed, and when."""

    last: int = 0
    gaps: dict[int, tuple[int, float]] = field(default_factory=dict)

    def advance(self, seen: list[int], oldest: int, newest: int, now: float) -> None:
        """Take in the numbers of a look; `oldest` and `newest` bound the transactions that ran during it."""
        for number in seen:
            self.gaps.pop(number, None)
        fresh = sorted(number for number in seen if number > self.last)
        if fresh:
            missing = set(range(max(self.last + 1, fresh[-1] - MOST_GAPS), fresh[-1])).difference(fresh)
            self.gaps.update(dict.fromkeys(missing, (newest, now)))
            self.last = fresh[-1]
        given_up = [
            number
            for number, (began, since) in self.gaps.items()
            if oldest >= began and now - since >= GRACE_SECONDS
        ]
        for number in given_up:
            del self.gaps[number]


def kinds() -> tuple[Kind, ...]:
    """Every kind of case there is; one without a scope of its own could not be listed either (TypeError)."""
    return tuple(
        Kind(
            str(model._meta.model_name),
            model._meta.db_table,
            step_model(model)._meta.db_table,
            cast(Scope, declared(model)),
        )
        for model in case_models()
    )


def look_sql(each: tuple[Kind, ...]) -> str:
    """One statement for all journals: what is new, what was missing, and which transactions run."""
    parts = []
    for kind in each:
        facts = ", ".join(f"'{column}', c.{column}" for column in kind.scope.columns)
        columns = (
            f"SELECT '{kind.name}' AS kind, s.id, s.at, c.case_no, c.version, c.state, c.region_code,"  # noqa: S608
            f" jsonb_build_object({facts}) AS facts FROM {kind.steps} s JOIN {kind.table} c ON c.id = s.case_id"
        )
        parts.append(f"({columns} WHERE s.id > %s ORDER BY s.id LIMIT {MOST})")
        parts.append(f"({columns} WHERE s.id = ANY(%s))")
    running = (
        "(SELECT '', 0, now(), '', 0, '', '', jsonb_build_object("
        "'oldest', pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
        " 'newest', pg_snapshot_xmax(pg_current_snapshot())::text::bigint))"
    )
    return " UNION ALL ".join([*parts, running])


class Feed:
    """Reads the journals for ever and hands over what has changed, in order for every case."""

    def __init__(
        self, publish: Callable[[list[Change]], None], restarted: Callable[[], None] = lambda: None
    ) -> None:
        """`restarted` is called when the journals turn out to be others than before (a database restored)."""
        self.publish = publish
        self.restarted = restarted
        self.kinds = kinds()
        self.by_name = {kind.name: kind for kind in self.kinds}
        self.sql = look_sql(self.kinds).encode()
        self.marks: dict[str, Mark] = {}
        self.alive = False

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for; what happened meanwhile is read then."""
        wait = LOOK_SECONDS
        while True:
            try:
                async with await connect() as connection:
                    await within(self._begin(connection))
                    self.alive, wait = True, LOOK_SECONDS
                    while True:
                        if not await within(self._look(connection)):
                            await asyncio.sleep(LOOK_SECONDS)
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("the database does not answer: %s", str(error).partition("\n")[0])
            finally:
                self.alive = False
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _begin(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Find where to read on: where it broke off, or a little before the end at the first time."""
        first = not self.marks
        for kind in self.kinds:
            cursor = await connection.execute(f"SELECT coalesce(max(id), 0) FROM {kind.steps}".encode())  # noqa: S608
            ((newest,),) = await cursor.fetchall()
            if first or newest < self.marks[kind.name].last:
                self.marks[kind.name] = Mark(max(newest - LOOK_BACK, 0))
                if not first:
                    self.restarted()
        if first:
            while await self._look(connection, quiet=True):
                pass

    async def _look(self, connection: psycopg.AsyncConnection[Any], *, quiet: bool = False) -> bool:
        """One look at all journals; whether there is surely more."""
        parameters: list[Any] = []
        for kind in self.kinds:
            mark = self.marks[kind.name]
            parameters += [mark.last, list(mark.gaps)]
        cursor = await connection.execute(self.sql, parameters, prepare=True)
        *rows, running = await cursor.fetchall()
        now = time.monotonic()
        seen: dict[str, list[int]] = {kind.name: [] for kind in self.kinds}
        changes: dict[tuple[str, str], Change] = {}
        for name, number, at, case_no, version, state, region_code, facts in rows:
            seen[name].append(number)
            # Several steps of one case at once are one change: the case is read as it is now.
            changes[name, case_no] = Change(
                self.by_name[name], case_no, version, state, region_code, at, facts
            )
        for name, numbers in seen.items():
            self.marks[name].advance(numbers, running[7]["oldest"], running[7]["newest"], now)
        if changes and not quiet:
            self.publish(list(changes.values()))
        return any(len(numbers) >= MOST for numbers in seen.values())


async def within(work: Awaitable[Any]) -> Any:
    return await asyncio.wait_for(work, PATIENCE_SECONDS)


async def connect() -> psycopg.AsyncConnection[Any]:
    """The application's own database door, under a name an operator recognises."""
    parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
    for ours in ("cursor_factory", "context"):
        parameters.pop(ours, None)
    parameters |= {"application_name": "wangge stream"}
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
