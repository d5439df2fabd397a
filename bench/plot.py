"""The growth of reads drawn as SVG: two log-log panels with the same axes (p50, p95), a line for each case.

Written by hand, because it is a few dozen lines of arithmetic, and a library that draws would be the largest
dependency of the project. Colour and dash stand for a read, marks for its cases, and every line is named where
it ends: nothing is told by colour alone.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH, PANEL, TOP, HEIGHT, LEFT, GAP = 1080, 300, 64, 400, 56, 36
LABELS = LEFT + 2 * PANEL + GAP + 22  # where the names begin
LINE = 15.0  # between two names
SLOPES = (WIDTH - 64, WIDTH - 16)  # where the two slopes end
# Of each read, on a light ground and on a dark one.
COLOURS = (
    ("#0b6bcb", "#6cb6ff"),
    ("#b3400e", "#ff9d6b"),
    ("#0f7b4f", "#5fd39b"),
    ("#8a3ffc", "#c6a2ff"),
    ("#8d6a00", "#e6c34d"),
)
DASHES = ("", "7 3", "2 3", "9 3 2 3", "14 4")
# Circle, square, triangle, diamond, triangle on its head, drawn from the middle: filled, then hollow.
MARKS = (
    "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z",
    "m-3 -3h6v6h-6z",
    "m0 -4l4 7h-8z",
    "m0 -4.4l4.4 4.4l-4.4 4.4l-4.4 -4.4z",
    "m0 4l4 -7h-8z",
)
PANELS = (("p50_ms", "half of the answers within"), ("p95_ms", "95 of 100 answers within"))

STYLE = """
svg { background: #fff; font: 12px system-ui, sans-serif; }
text { fill: #1f2328; } .small { font-size: 11px; } .title { font-size: 15px; font-weight: 600; }
.grid { stroke: #d0d7de; } .lead { stroke: #8c959f; stroke-width: .7; fill: none; }
.line { fill: none; stroke-width: 1.8; } .mark { stroke-width: 1.3; } .hollow { fill: #fff; }
"""


def svg(rows: list[dict[str, Any]], about: str) -> str:
    """The picture; `rows` as `growth.measure` gives them, `about` says what was measured on, below the title."""
    rows = sorted(rows, key=lambda row: -row["at"][-1]["p95_ms"])
    axes = Axes(rows)
    title = "Time of an answer as the number of events grows"
    said = "; ".join(
        f"{_name(row)} slope {row['slope_p50_ms']:.2f} (p95 {row['slope_p95_ms']:.2f})" for row in rows
    )
    height = max(TOP + HEIGHT + 62, int(TOP + LINE * len(rows) + 40))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{title}</title>',
        f'<desc id="d">Milliseconds against events, both logarithmic, one connection. {escape(said)}.</desc>',
        f"<style>{STYLE}{_colours()}</style>",
        f'<text class="title" x="{LEFT}" y="20">{title}</text>',
        f'<text class="small" x="{LEFT}" y="36">{escape(about)}</text>',
        *(part for number in range(2) for part in _panel(number, axes, rows)),
        *_names(axes, rows),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class Axes:
    """Where sizes and milliseconds lie; both panels share them."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.sizes = sorted({each["size"] for row in rows for each in row["at"]})
        values = [each[key] for row in rows for each in row["at"] for key, _ in PANELS]
        steps = [factor * 10.0**power for power in range(-3, 7) for factor in (1, 2, 5)]
        low = max((each for each in steps if each <= min(values)), default=steps[0])
        high = min((each for each in steps if each >= max(values) and each > low), default=steps[-1])
        self.marks = [each for each in steps if low <= each <= high]

    def x(self, panel: int, size: float) -> float:
        first, last = math.log10(self.sizes[0]), math.log10(self.sizes[-1])
        share = (math.log10(size) - first) / (last - first) if last > first else 0.5
        return LEFT + panel * (PANEL + GAP) + 14 + share * (PANEL - 28)

    def y(self, value: float) -> float:
        low, high = math.log10(self.marks[0]), math.log10(self.marks[-1])
        return TOP + HEIGHT * (1 - (math.log10(value) - low) / (high - low))


def _panel(number: int, axes: Axes, rows: list[dict[str, Any]]) -> Iterator[str]:
    key, heading = PANELS[number]
    left = LEFT + number * (PANEL + GAP)
    yield f'<text x="{left}" y="{TOP - 8}">{heading} ({key.removesuffix("_ms")})</text>'
    for value in axes.marks:
        at = axes.y(value)
        yield f'<path class="grid" d="M{left} {at:.1f}h{PANEL}"/>'
        if number == 0:
            label = f"{value:g} ms"
            yield f'<text class="small" x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{label}</text>'
    for size in axes.sizes:
        at = axes.x(number, size)
        yield f'<path class="grid" d="M{at:.1f} {TOP}v{HEIGHT}"/>'
        yield f'<text class="small" x="{at:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{_count(size)}</text>'
    yield f'<text class="small" x="{left + PANEL / 2}" y="{TOP + HEIGHT + 36}" text-anchor="middle">events</text>'
    for row, look in zip(rows, looks(rows), strict=True):
        points = [(axes.x(number, each["size"]), axes.y(each[key])) for each in row["at"]]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        yield f'<path class="line s{look.colour}" d="{path}"{look.dash}/>'
        yield from (look.marked(x, y) for x, y in points)


def _names(axes: Axes, rows: list[dict[str, Any]]) -> Iterator[str]:
    """The name and slopes of each line, beside its end in the right panel; pushed apart where they would overlap."""
    edge = axes.x(1, axes.sizes[-1])
    at = TOP - LINE
    for end, heading in zip(SLOPES, ("p50", "p95"), strict=True):
        yield f'<text class="small" x="{end}" y="{TOP - 8}" text-anchor="end">{heading}</text>'
    yield f'<text class="small" x="{LABELS + 26}" y="{TOP - 8}">slope (0: as fast at any size)</text>'
    for place, (row, look) in enumerate(zip(rows, looks(rows), strict=True)):
        end = axes.y(row["at"][-1]["p95_ms"])
        at = max(at + LINE, min(end, TOP + HEIGHT - LINE * (len(rows) - 1 - place)))
        yield f'<path class="lead" d="M{edge + 6:.1f} {end:.1f}L{LABELS - 2} {at:.1f}"/>'
        yield f'<path class="line s{look.colour}" d="M{LABELS} {at:.1f}h20"{look.dash}/>'
        yield look.marked(LABELS + 10, at)
        yield f'<text class="small" x="{LABELS + 26}" y="{at + 4:.1f}">{escape(_name(row))}</text>'
        for column, (key, _) in zip(SLOPES, PANELS, strict=True):
            slope = f"{row[f'slope_{key}']:.2f}"
            yield f'<text class="small" x="{column}" y="{at + 4:.1f}" text-anchor="end">{slope}</text>'


@dataclass(frozen=True, slots=True)
class Look:
    """How one line is drawn: the number of its colour, its dash as an attribute, the shape at its points."""

    colour: int
    dash: str
    mark: str
    hollow: bool

    def marked(self, x: float, y: float) -> str:
        filling = "hollow" if self.hollow else f"m{self.colour}"
        return f'<path class="mark s{self.colour} {filling}" d="M{x:.1f} {y:.1f}{self.mark}"/>'


def looks(rows: list[dict[str, Any]]) -> list[Look]:
    """A look for each row: no two cases of a read have the same, up to ten."""
    reads = sorted({row["name"] for row in rows})
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        case, read = seen[row["name"]], reads.index(row["name"])
        seen[row["name"]] += 1
        dash = DASHES[read % len(DASHES)]
        hollow = case // len(MARKS) % 2 == 1
        attribute = f' stroke-dasharray="{dash}"' if dash else ""
        found.append(Look(read % len(COLOURS), attribute, MARKS[case % len(MARKS)], hollow))
    return found


def _colours() -> str:
    def rules(ground: int) -> str:
        each = enumerate(colours[ground] for colours in COLOURS)
        return "".join(f".s{place}{{stroke:{colour}}}.m{place}{{fill:{colour}}}" for place, colour in each)

    dark = "svg{background:#0d1117}text{fill:#e6edf3}.grid{stroke:#30363d}.lead{stroke:#6e7681}.hollow{fill:#0d1117}"
    return f"{rules(0)}@media (prefers-color-scheme: dark){{{dark}{rules(1)}}}"


def _name(row: dict[str, Any]) -> str:
    return f"{row['name']}, {row['case']}" if row["case"] else str(row["name"])


def _count(size: int) -> str:
    if size % 1_000_000 == 0:
        return f"{size // 1_000_000} M"
    return f"{size // 1000} k" if size % 1000 == 0 else str(size)
