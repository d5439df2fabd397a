"""Two sides measured in turns, and what their rounds say: medians, spread, latencies.

The machine may be small and noisy, so the sides are interleaved and only their ratio is a claim.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

# Runs a side once: how much it did per second, and the latency of each piece in milliseconds where known.
Round = Callable[[], tuple[float, list[float]]]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a benchmark: per-second rates of its rounds, and the latencies of all rounds in milliseconds."""

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


def interleaved(sides: list[tuple[str, Round]], rounds: int) -> list[Side]:
    """Run the sides in turns, the first to go alternating; a warm-up of each is thrown away. In their order."""
    measured = [Side(name, [], []) for name, _ in sides]
    for _, run in sides:
        run()
    for number in range(rounds):
        order = list(zip(measured, sides, strict=True))
        for side, (_, run) in order if number % 2 == 0 else reversed(order):
            rate, latencies = run()
            side.rates.append(rate)
            side.latencies.extend(latencies)
    return measured


def ratios(figure: Side, yardstick: Side) -> list[float]:
    """How the figure stands to the yardstick, round by round."""
    return [one / other for one, other in zip(figure.rates, yardstick.rates, strict=True)]
