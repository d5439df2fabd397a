"""Lines dealt out to processes, and what they say of them put together."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import Protocol
from zlib import crc32

from wangge.registry.importing import process
from wangge.registry.importing.taking import Left, Taken, Taker
from wangge.registry.models import TableRow
from wangge.registry.tables.comparing import TWICE
from wangge.registry.tables.reading import Row

CHUNK = 2000  # lines a transaction
AHEAD = 3  # chunks that wait before a process: it never does, and the memory stays small
GRID, IDENTITY = "place.grid", "identity.identity_number"


class Hand(Protocol):
    """Somebody who takes lines in."""

    def __call__(self, rows: Sequence[Row]) -> "Future[Taken]": ...


def run(
    headings: Sequence[str], rows: Iterable[Row], mapping: Mapping[str, str], region: str, processes: int
) -> Iterator[Taken]:
    """Take in all rows of a file, telling after each chunk what became of it. With one process, in this one."""
    with _hands(headings, mapping, region, processes) as hands:
        under_way: deque[Future[Taken]] = deque()
        for dealt in _dealt(headings, rows, mapping, len(hands)):
            if isinstance(dealt, Left):
                yield Taken({dealt.state: 1}, [dealt])
                continue
            number, chunk = dealt
            under_way.append(hands[number](chunk))
            if len(under_way) > AHEAD * len(hands):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _dealt(
    headings: Sequence[str], rows: Iterable[Row], mapping: Mapping[str, str], hands: int
) -> Iterator[Left | tuple[int, list[Row]]]:
    """Chunks with the number of the hand they go to: lines of one grid to the same. A line whose identity number
    stands further up goes to none."""
    columns = {target: place for place, heading in enumerate(headings) if (target := mapping.get(heading))}
    # Their hashes, not themselves: a million numbers in memory are a few dozen megabytes, and no personal data.
    seen: set[int] = set()
    gathered: list[list[Row]] = [[] for _ in range(hands)]
    for row in rows:
        identity = "".join(_cell(row, columns.get(IDENTITY)).split()).upper()
        if identity:
            known = hash(identity)
            if known in seen:
                yield Left(row[0], TableRow.State.BAD, IDENTITY, TWICE)
                continue
            seen.add(known)
        number = crc32(_cell(row, columns.get(GRID)).encode()) % hands
        gathered[number].append(row)
        if len(gathered[number]) == CHUNK:
            yield number, gathered[number]
            gathered[number] = []
    yield from ((number, chunk) for number, chunk in enumerate(gathered) if chunk)


def _cell(row: Row, column: int | None) -> str:
    return row[1][column] if column is not None and column < len(row[1]) else ""


@contextmanager
def _hands(
    headings: Sequence[str], mapping: Mapping[str, str], region: str, processes: int
) -> Iterator[list[Hand]]:
    if processes == 1:
        yield [_here(Taker(headings, mapping, region).take)]
        return
    with ExitStack() as stack:
        pools = [
            # Each a pool of its own, because lines of one grid must not go to another.
            stack.enter_context(
                ProcessPoolExecutor(1, get_context("spawn"), process.begin, (headings, dict(mapping), region))
            )
            for _ in range(processes)
        ]
        yield [_there(pool) for pool in pools]


def _here(take: Callable[[Sequence[Row]], Taken]) -> Hand:
    def hand(rows: Sequence[Row]) -> "Future[Taken]":
        done: Future[Taken] = Future()
        done.set_result(take(rows))
        return done

    return hand


def _there(pool: ProcessPoolExecutor) -> Hand:
    return lambda rows: pool.submit(process.take, rows)
