"""docs/performance.md and docs/performance/growth.svg, written from what was kept; nothing is measured here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import peer, plot, store
from bench.table import TABLE

INTRODUCTION = """# Performance

Written by `./wangge bench all`; change the benchmarks in `bench/` or the words in [notes](performance/notes.md),
not this page.

Every figure stands beside a yardstick measured in the same run, in turns, on the same machine: rates are medians of
the rounds with their lowest and highest, a ratio is the median of the ratios round by round. Load, platform and
database share the cores, so a rate is what all of them do together. What was missed says so, and the notes say
where the time goes.
"""
GROWTH = """Each read at every size by one connection, the sizes in turns. The slope is the power of the number of
events that fits best: 0 is as fast at any size, 1 is twice as long for twice the events.
"""
HEADINGS = ("work", "events", "a second", "yardstick", "ratio", "p50 ms", "p95 ms", "also", "to reach", "")
WORDS = {True: "met", False: "**missed**", None: "not measured"}


def write(docs: Path) -> Path:
    """The page, from everything that is known."""
    folder = docs / "performance"
    folder.mkdir(exist_ok=True)
    grown = store.known(store.GROWTH)
    parts = [INTRODUCTION, *_machine(), *_figures(), *_peer()]
    if grown:
        parts += _growth(grown)
        if grown["rows"]:
            (folder / "growth.svg").write_text(plot.svg(grown["rows"], _measured_on(grown)))
    notes = folder / "notes.md"
    if notes.exists():
        parts.append(notes.read_text().rstrip() + "\n")
    page = docs / "performance.md"
    page.write_text("\n".join(parts))
    return page


# -- the machine -------------------------------------------------------------------------------------------


def _machine() -> Iterator[str]:
    known = store.known(store.MACHINE)
    if known:
        yield "## Measured on\n"
        yield _table(("", ""), [[name, value] for name, value in known["facts"].items()])


def _measured_on(said: dict[str, Any]) -> str:
    known = store.known(store.MACHINE)
    processor = f", {known['facts']['processor']}" if known else ""
    return f"one connection{processor}; {said['at'][:10]}, commit {said['commit']}"


# -- figures and lines to reach ----------------------------------------------------------------------------


def _figures() -> Iterator[str]:
    yield "## Figures\n"
    rows, sides = [], []
    for benchmark in TABLE:
        said = store.known(benchmark.name)
        if said is None:
            rows.append([benchmark.name, *[""] * 8, "not measured yet"])
        elif "error" in said:
            rows.append([benchmark.name, *[""] * 8, f"**failed**: {said['error']}"])
        else:
            rows += [_figure(said, row) for row in said["rows"]]
            sides.append(_sides(said))
    yield _table(HEADINGS, rows)
    if sides:
        yield "What the sides are, and when they were measured:\n"
        yield "\n".join(sides) + "\n"


def _figure(said: dict[str, Any], row: dict[str, Any]) -> list[str]:
    values = row["values"]
    also = [f"{key} {_number(value)}" for key, value in values.items() if key not in _SHOWN]
    return [
        _named(row | {"name": said["name"]}),
        _size(said["size"]) + (" people" if said.get("unit") == "people" else ""),
        _rate(row["figure"]),
        _rate(row.get("yardstick")),
        _ratio(values, row.get("ratio_spread")),
        _number(values.get("p50_ms")),
        _number(values.get("p95_ms")),
        ", ".join(also),
        ", ".join(line(each) for each in row["reach"]),
        ", ".join(WORDS[each["met"]] for each in row["reach"]),
    ]


_SHOWN = {"per_second", "ratio", "p50_ms", "p95_ms"}
_LABELS = {"p50_ms": "p50", "p95_ms": "p95", "per_second": "a second"}


def line(reach: dict[str, Any]) -> str:
    """A line to reach, in words: "ratio ≥ 0.25"."""
    least, most = reach["at_least"], reach["at_most"]
    bounds = ([f"≥ {_number(least)}"] if least is not None else []) + (
        [f"≤ {_number(most)}"] if most is not None else []
    )
    unit = " ms" if reach["key"].endswith("_ms") else ""
    return f"{_LABELS.get(reach['key'], reach['key'])} {' and '.join(bounds)}{unit}"


def _sides(said: dict[str, Any]) -> str:
    row = said["rows"][0]
    yardstick = f"; beside {row['yardstick']['name']}" if "yardstick" in row else ""
    how = f"{said['rounds']} rounds of {said['seconds']} s, {said['at'][:10]}, commit {said['commit']}"
    return f"- **{said['name']}** ({said['measures']}): {row['figure']['name']}{yardstick}; {how}."


# -- the peer ----------------------------------------------------------------------------------------------


def _peer() -> Iterator[str]:
    yield "## Beside Signalen\n"
    yield f"{peer.SOURCE} Where a benchmark has several cases, the slowest one is shown.\n"
    rows = []
    for work in peer.WORKS:
        said = store.known(store.at_peers_size(work.benchmark)) or store.known(work.benchmark)
        slowest = None
        if said and "error" not in said and said["size"] == peer.SIZE:
            slowest = min(said["rows"], key=lambda row: row["values"]["per_second"])
        here = slowest["values"]["per_second"] if slowest else None
        times = here / work.per_second if here else None
        rows.append(
            [
                work.says,
                _number(work.per_second) + (f" ({work.queries} queries)" if work.queries else ""),
                _number(here)
                + _queries(slowest)
                + (f", {slowest['case']}" if slowest and slowest["case"] else ""),
                f"{times:.0f} ×" if times else "",
                f"≥ {work.times:.0f} ×" if work.times else "",
                "" if not work.times else WORDS[times >= work.times if times else None],
            ]
        )
    yield _table(("work, a second", "Signalen", "here", "", "to reach", ""), rows)


def _queries(row: dict[str, Any] | None) -> str:
    queries = row["values"].get("queries") if row else None
    return f" ({_number(queries)} queries)" if queries else ""


# -- growth ------------------------------------------------------------------------------------------------


def _growth(said: dict[str, Any]) -> Iterator[str]:
    yield "## How cost grows\n"
    if said["rows"]:
        yield GROWTH
        yield "![Time of an answer against the number of events, both logarithmic](performance/growth.svg)\n"
        yield _grown(said)
    for name, error in said["failed"].items():
        yield f"**{name} failed**: {error}\n"


def _grown(said: dict[str, Any]) -> str:
    sizes = [f"{_size(size)}: p50, p95 ms" for size in said["sizes"]]
    rows = [
        [
            _named(row),
            *(f"{_number(each['p50_ms'])}, {_number(each['p95_ms'])}" for each in row["at"]),
            f"{row['slope_p50_ms']:.2f}",
            f"{row['slope_p95_ms']:.2f}",
            f"{_number(row['grown_p95_ms'])} ×",
        ]
        for row in said["rows"]
    ]
    return _table(["read", *sizes, "slope p50", "slope p95", "p95, last to first"], rows)


# -- pieces ------------------------------------------------------------------------------------------------


def _named(row: dict[str, Any]) -> str:
    return f"{row['name']}, {row['case']}" if row["case"] else str(row["name"])


def _table(headings: tuple[str, ...] | list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(each) for each in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _rate(side: dict[str, Any] | None) -> str:
    if not side or "per_second" not in side:
        return ""
    low, high = side["spread"]
    return f"{_number(side['per_second'])} ({_number(low)} – {_number(high)})"


def _ratio(values: dict[str, float], spread: list[float] | None) -> str:
    if "ratio" not in values or spread is None:
        return ""
    return f"{_number(values['ratio'])} ({_number(spread[0])} – {_number(spread[1])})"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.10g}"


def _size(size: int | None) -> str:
    return "" if size is None else f"{size:,}"
