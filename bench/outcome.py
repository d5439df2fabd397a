"""What a benchmark is asked, and the rows it answers with."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.measure import Round, Side, interleaved, ratios


@dataclass(frozen=True, slots=True)
class Ask:
    """`size`: events in the database. Reads use `connections` at once, writes what their row of the table says.
    Without `compared` the yardstick does not run."""

    size: int
    rounds: int
    seconds: float
    connections: int = 8
    compared: bool = True

    def measured(
        self, figure: tuple[str, Round], yardstick: tuple[str, Round] | None = None
    ) -> tuple[Side, Side | None]:
        """Both sides, named, in turns, as often as asked; None for a yardstick that is not wanted."""
        sides = [figure, *([yardstick] if yardstick and self.compared else [])]
        first, *rest = interleaved(sides, self.rounds)
        return first, rest[0] if rest else None


@dataclass(frozen=True, slots=True)
class Reach:
    """A line to reach. `key` is a key of `Row.values`."""

    key: str
    at_least: float | None = None
    at_most: float | None = None

    def met(self, values: dict[str, float]) -> bool | None:
        """None where there is no such value, because no yardstick ran."""
        value = values.get(self.key)
        if value is None:
            return None
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One measured case of a benchmark: `case` says what varies inside it ("county", "page 200", "zoom 12"), `extra`
    names other figures by what they count ("queries", "kB a connection")."""

    case: str
    figure: Side
    yardstick: Side | None
    reach: tuple[Reach, ...] = ()
    extra: dict[str, float] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, float]:
        """Everything a line can be drawn on; the ratio is the median of the rounds' ratios."""
        values = {"per_second": self.figure.rate} if self.figure.rates else {}
        for key, fraction in (("p50_ms", 0.5), ("p95_ms", 0.95)):
            latency = self.figure.latency(fraction)
            if latency is not None:
                values[key] = latency
        if self.yardstick:
            values["ratio"] = median(ratios(self.figure, self.yardstick))
        return values | self.extra

    def as_dict(self) -> dict[str, Any]:
        """What is printed and kept: numbers rounded to what they are worth."""
        values = self.values
        told: dict[str, Any] = {
            "case": self.case,
            "figure": _side(self.figure),
            "values": {key: rounded(value) for key, value in values.items()},
            "reach": [
                {"key": each.key, "at_least": each.at_least, "at_most": each.at_most, "met": each.met(values)}
                for each in self.reach
            ],
        }
        if self.yardstick:
            every = ratios(self.figure, self.yardstick)
            told["yardstick"] = _side(self.yardstick)
            told["ratio_spread"] = [rounded(min(every)), rounded(max(every))]
        return told


def _side(side: Side) -> dict[str, Any]:
    told: dict[str, Any] = {"name": side.name}
    if side.rates:
        spread = [rounded(min(side.rates)), rounded(max(side.rates))]
        told |= {"per_second": rounded(side.rate), "spread": spread, "rounds": len(side.rates)}
    return told | ({"measured": len(side.latencies)} if side.latencies else {})


def rounded(value: float) -> float:
    """Three digits that mean something; whole numbers from a hundred on."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")
