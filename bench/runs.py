"""`./wangge bench NAME`: what it runs, prints and keeps."""

import json as as_json
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.table import Table

from bench import growth, machine, peer, place, report, store
from bench.outcome import Ask
from bench.table import BY_NAME, TABLE, Benchmark

ALL, REPORT, GROWTH = "all", "report", "growth"
NAMES = (*BY_NAME, GROWTH, ALL, REPORT)
ROUNDS, SECONDS = 5, 4
# Many benchmarks in one go: some twenty minutes.
ALL_ROUNDS, ALL_SECONDS = 3, 2
GROWTH_ROUNDS, GROWTH_SECONDS = 2, 1
console = Console()


def run(
    name: str,
    *,
    size: int | None = None,
    sizes: list[int] | None = None,
    rounds: int | None = None,
    seconds: int | None = None,
    json: bool = False,
    **_: Any,
) -> None:
    """Run what is named, keep what it measured, and print it."""
    if name == ALL:
        everything(size, sizes or there(), rounds or ALL_ROUNDS, seconds or ALL_SECONDS)
    if name in {ALL, REPORT}:
        console.print(f"written: {report.write(settings.ROOT / 'docs')}")
        return
    if name == GROWTH:
        said = growth.measure(sizes or there(), rounds or GROWTH_ROUNDS, seconds or GROWTH_SECONDS, tell)
    else:
        said = measure(BY_NAME[name], size, rounds or ROUNDS, seconds or SECONDS)
    store.keep(name, said)
    if json:
        print(as_json.dumps(said, ensure_ascii=False))
    else:
        show_growth(said) if name == GROWTH else show(said)


def measure(benchmark: Benchmark, size: int | None, rounds: int, seconds: int, **how: Any) -> dict[str, Any]:
    """Run a benchmark; what it says as JSON knows it."""
    ask = Ask(benchmark.size(size), rounds, seconds, **how)
    rows = import_module(benchmark.module).run(ask)
    return {
        "name": benchmark.name,
        "measures": benchmark.measures,
        "size": ask.size if benchmark.sized else None,
        "unit": "people" if benchmark.people else "events",
        "rounds": rounds,
        "seconds": seconds,
        "rows": [row.as_dict() for row in rows],
    }


def everything(size: int | None, sizes: list[int], rounds: int, seconds: int) -> None:
    """Every benchmark, the reads again at the peer's size, and how they grow. One that fails is named in the page,
    and the others go on. With `size` all of them work on a city of that size, to try them out."""
    store.keep(store.MACHINE, {"facts": machine.facts()})
    plan = [(benchmark, size, benchmark.name) for benchmark in TABLE]
    plan += [
        (BY_NAME[work.benchmark], size or peer.SIZE, store.at_peers_size(work.benchmark))
        for work in peer.WORKS
        if BY_NAME[work.benchmark].reads
    ]
    for number, (benchmark, wanted, kept_as) in enumerate(plan, 1):
        tell(f"{number} of {len(plan) + 1}: {kept_as}")
        began = time.monotonic()
        try:
            said = measure(benchmark, wanted, rounds, seconds, compared=kept_as == benchmark.name)
        except Exception as error:  # whatever it is, it must not cost the others
            said = {"name": benchmark.name, "error": f"{type(error).__name__}: {error}"[:500]}
            tell(f"failed: {said['error']}")
        else:
            show(said)
        store.keep(kept_as, said)
        tell(f"took {time.monotonic() - began:.0f} s")
    tell(f"{len(plan) + 1} of {len(plan) + 1}: growth")
    grown = growth.measure(sizes, GROWTH_ROUNDS, GROWTH_SECONDS, tell)
    store.keep(store.GROWTH, grown)
    show_growth(grown)


def there() -> list[int]:
    """The sizes growth is drawn over, as far as databases of them are kept: filling the largest takes very long."""
    return [size for size in growth.SIZES if size in place.kept()] or growth.SIZES[:1]


def tell(line: str) -> None:
    console.print(line, highlight=False, markup=False)


def show(said: dict[str, Any]) -> None:
    """A table for people: the sides of each case, the ratio with its spread, and each line met or missed."""
    of = f" of {said['size']:,} {said['unit']}" if said["size"] else ""
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
        tell(f"{row['case'] or said['name']}: {'; '.join(_lines(row))}")


def show_growth(said: dict[str, Any]) -> None:
    table = Table(
        title=f"growth: one connection, {said['rounds']} rounds of {said['seconds']} s, sizes in turns"
    )
    for heading in (
        "read",
        "case",
        *(f"{size:,}: p50, p95 ms" for size in said["sizes"]),
        "slope p50",
        "slope p95",
    ):
        table.add_column(heading, justify="left" if heading in {"read", "case"} else "right")
    for row in said["rows"]:
        at = [f"{each['p50_ms']}, {each['p95_ms']}" for each in row["at"]]
        table.add_row(row["name"], row["case"], *at, str(row["slope_p50_ms"]), str(row["slope_p95_ms"]))
    console.print(table)


def _rates(side: dict[str, Any]) -> list[object]:
    return [side.get("per_second"), " – ".join(map(str, side["spread"])) if "spread" in side else None]


def _texts(values: Sequence[object]) -> list[str]:
    return ["–" if each is None else str(each) for each in values]


def _lines(row: dict[str, Any]) -> Iterator[str]:
    for key, value in row["values"].items():
        if key not in {"per_second", "p50_ms", "p95_ms"}:
            yield f"{key} {value}"
    if "ratio_spread" in row:
        low, high = row["ratio_spread"]
        yield f"ratio from {low} to {high}"
    for each in row["reach"]:
        word = {True: "met", False: "MISSED", None: "not measured"}[each["met"]]
        yield f"{report.line(each)}: {word}"
