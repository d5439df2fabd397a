"""How the cost of each read grows with the number of events: one connection, every size in turns.

One connection, because then a latency is the work itself and not the waiting for others.
"""

import math
from collections.abc import Callable
from importlib import import_module
from typing import Any

from bench.measure import Side
from bench.outcome import Ask, rounded
from bench.table import TABLE

SIZES = [100_000, 1_000_000, 10_000_000]


def measure(
    sizes: list[int], rounds: int, seconds: float, told: Callable[[str], None], names: list[str] | None = None
) -> dict[str, Any]:
    """All reads (or those named) at all sizes; a row for each case of each. A read that fails is named, and the
    others go on."""
    rows: list[dict[str, Any]] = []
    failed: dict[str, str] = {}
    for benchmark in TABLE:
        if benchmark.reads and benchmark.name in (names or [benchmark.name]):
            try:
                rows += _read(benchmark.name, benchmark.module, sizes, rounds, seconds, told)
            except Exception as error:  # whatever it is, it must not cost what was measured so far
                failed[benchmark.name] = f"{type(error).__name__}: {error}"[:500]
                told(f"{benchmark.name} failed: {failed[benchmark.name]}")
    return {"sizes": sizes, "rounds": rounds, "seconds": seconds, "rows": rows, "failed": failed}


def _read(
    name: str, module: str, sizes: list[int], rounds: int, seconds: float, told: Callable[[str], None]
) -> list[dict[str, Any]]:
    sides: dict[str, dict[int, Side]] = {}
    run = import_module(module).run
    for number in range(rounds):
        for size in sizes if number % 2 == 0 else reversed(sizes):
            told(f"growth: {name} at {size:,} events, round {number + 1} of {rounds}")
            for row in run(Ask(size, 1, seconds, connections=1, compared=False)):
                side = sides.setdefault(row.case, {}).setdefault(size, Side("", [], []))
                side.rates.extend(row.figure.rates)
                side.latencies.extend(row.figure.latencies)
    return [_row(name, case, found) for case, found in sides.items() if len(found) == len(sizes)]


def _row(name: str, case: str, found: dict[int, Side]) -> dict[str, Any]:
    """The figures of one case at each size, and how they grow: `slope` is the power of the size that fits best."""
    points = {
        size: {"p50_ms": side.latency(0.5), "p95_ms": side.latency(0.95), "per_second": side.rate}
        for size, side in sorted(found.items())
    }
    row: dict[str, Any] = {
        "name": name,
        "case": case,
        "at": [
            {"size": size} | {key: rounded(value) for key, value in each.items() if value is not None}
            for size, each in points.items()
        ],
    }
    for key in ("p50_ms", "p95_ms"):
        values = [each[key] for each in row["at"]]
        row[f"slope_{key}"] = round(slope(list(points), values), 3)
        row[f"grown_{key}"] = rounded(values[-1] / values[0])
    return row


def slope(sizes: list[int], values: list[float]) -> float:
    """The exponent k of the power law size^k nearest to the values, by least squares of the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((each - x) ** 2 for each in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread if spread else 0.0
