"""The peer: Signalen, Amsterdam's platform for reports from residents (Django and DRF), beside the same work here.

Its figures were measured on a machine of the size of this project's (two cores), with two uWSGI processes and
200,000 reports. They are constants: Signalen is not run again here.
"""

from dataclasses import dataclass

SIZE = 200_000
SOURCE = (
    "Signalen on two cores with two uWSGI processes and 200,000 reports: measured once, on a machine of this size, "
    "and not run again here."
)


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of work: what Signalen does a second, by how many queries, and the benchmark here that does the same.
    `times` is the line to reach, in multiples."""

    says: str
    per_second: float
    benchmark: str
    queries: int | None = None
    times: float | None = None


WORKS = (
    Work("reports filed", 12, "intake", queries=47, times=40),
    Work("list pages of 50", 3, "list", queries=389, times=100),
    Work("details of a case", 17, "detail"),
    Work("aggregates (here: the map's clusters and heat)", 0.9, "map"),
)
