"""Two sides measured in turns: figure, yardstick and their ratio, as medians with spread.

The machine may be small and noisy, so the sides are interleaved and only their ratio is a claim.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a benchmark: per-second rates of its rounds, and latencies in milliseconds where known."""

    name: str
    rates: list[float]
    latencies: list[float]

    @property
    def rate(self) -> float:
        return median(self.rates)

    def latency(self, fraction: float) -> float | None:
        """The latency below which this fraction of the requests stayed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))] if ordered else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `bench` prints: the figure, the yardstick, and their ratio round by round."""

    name: str
    figure: Side
    yardstick: Side

    @property
    def ratios(self) -> list[float]:
        return [one / other for one, other in zip(self.figure.rates, self.yardstick.rates, strict=True)]

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "figure": {"name": self.figure.name, "per_second": round(self.figure.rate, 1),
                       "low": round(min(self.figure.rates), 1), "high": round(max(self.figure.rates), 1),
                       "p50_ms": _rounded(self.figure.latency(0.50)),
                       "p95_ms": _rounded(self.figure.latency(0.95))},
            "yardstick": {"name": self.yardstick.name, "per_second": round(self.yardstick.rate, 1),
                          "low": round(min(self.yardstick.rates), 1),
                          "high": round(max(self.yardstick.rates), 1)},
            "ratio": round(median(self.ratios), 3),
            "ratio_low": round(min(self.ratios), 3),
            "ratio_high": round(max(self.ratios), 3),
        }  # fmt: skip


Round = Callable[[], tuple[float, list[float]]]


def interleaved(name: str, figure: tuple[str, Round], yardstick: tuple[str, Round], rounds: int) -> Outcome:
    """Run both sides in turns, the first to go alternating; a warm-up of each is thrown away."""
    sides = {"figure": Side(figure[0], [], []), "yardstick": Side(yardstick[0], [], [])}
    runs = {"figure": figure[1], "yardstick": yardstick[1]}
    for run in runs.values():
        run()
    for number in range(rounds):
        for key in ("figure", "yardstick") if number % 2 == 0 else ("yardstick", "figure"):
            rate, latencies = runs[key]()
            sides[key].rates.append(rate)
            sides[key].latencies.extend(latencies)
    return Outcome(name, sides["figure"], sides["yardstick"])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
