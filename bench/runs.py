"""`./wangge bench NAME`: what it runs, prints and keeps."""

import json as as_json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.outcome import Ask
from bench.table import BY_NAME, Benchmark

NAMES = tuple(BY_NAME)
ROUNDS, SECONDS = 5, 4
console = Console()


def run(
    name: str,
    *,
    size: int | None = None,
    rounds: int | None = None,
    seconds: int | None = None,
    json: bool = False,
    **_: Any,
) -> None:
    """Run one benchmark and print what it measured."""
    said = measure(BY_NAME[name], size, rounds or ROUNDS, seconds or SECONDS)
    if json:
        print(as_json.dumps(said, ensure_ascii=False))
    else:
        show(said)


def measure(benchmark: Benchmark, size: int | None, rounds: int, seconds: int) -> dict[str, Any]:
    """Run a benchmark; what it says as JSON knows it."""
    ask = Ask(benchmark.size(size), rounds, seconds)
    rows = import_module(benchmark.module).run(ask)
    return {
        "name": benchmark.name,
        "measures": benchmark.measures,
        "size": ask.size if benchmark.sized else None,
        "rounds": rounds,
        "seconds": seconds,
        "rows": [row.as_dict() for row in rows],
    }


def show(said: dict[str, Any]) -> None:
    """A table for people: the sides of each case, the ratio with its spread, and each line met or missed."""
    of = f" of {said['size']} events" if said["size"] else ""
    table = Table(title=f"{said['name']}{of}: {said['rounds']} rounds of {said['seconds']} s, in turns")
    for heading in ("case", "side", "per second (median)", "low – high", "p50 ms", "p95 ms"):
        table.add_column(heading, justify="left" if heading in {"case", "side"} else "right")
    for row in said["rows"]:
        values = row["values"]
        for side in (row["figure"], row.get("yardstick")):
            if side:
                own = [values.get("p50_ms"), values.get("p95_ms")] if side is row["figure"] else [None, None]
                table.add_row(row["case"], side["name"], *_texts(_rates(side)), *_texts(own))
    console.print(table)
    for row in said["rows"]:
        console.print(f"{row['case'] or said['name']}: {'; '.join(_lines(row))}", highlight=False)


def _rates(side: dict[str, Any]) -> list[object]:
    return [side.get("per_second"), " – ".join(map(str, side["spread"])) if "spread" in side else None]


def _texts(values: Sequence[object]) -> list[str]:
    return ["–" if each is None else str(each) for each in values]


def _lines(row: dict[str, Any]) -> list[str]:
    values = row["values"]
    told = [
        f"{key} {value}" for key, value in values.items() if key not in {"per_second", "p50_ms", "p95_ms"}
    ]
    if "ratio_spread" in row:
        low, high = row["ratio_spread"]
        told.append(f"ratio from {low} to {high}")
    for each in row["reach"]:
        bound = f"≥ {each['at_least']}" if each["at_least"] is not None else f"≤ {each['at_most']}"
        word = {True: "met", False: "MISSED", None: "not measured"}[each["met"]]
        told.append(f"{each['key']} {bound} {word}")
    return told
