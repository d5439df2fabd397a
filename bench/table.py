"""The benchmarks there are: name, module, what each measures, and the size it is measured at by itself."""

from dataclasses import dataclass

from bench import place, registered

WRITES = 200_000
READS = 10_000_000
LEAST = 100_000


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One row. `reads`: measured at the largest size there is up to ten million, and drawn as it grows with size;
    `people`: its size is that of a register, the largest there is. `sized` is False where the number of events is of
    no matter, and the smallest database there is does."""

    name: str
    module: str
    measures: str
    reads: bool = False
    sized: bool = True
    people: bool = False

    def size(self, asked: int | None) -> int:
        """Events in the database: as asked, else what suits."""
        if asked:
            return asked
        if self.people:
            return max(registered.sizes(), default=LEAST)
        if not self.sized:
            return min(place.kept(), default=LEAST)
        if not self.reads:
            return WRITES
        return max((each for each in place.kept() if each <= READS), default=LEAST)


TABLE = (
    Benchmark("intake", "bench.intake", "a report filed over HTTP; 16 connections"),
    Benchmark("batch", "bench.batch", "reports filed a hundred at a time"),
    Benchmark("todo", "bench.todo", "first page of a handler's to-do list", reads=True),
    Benchmark("detail", "bench.detail", "a case with steps, attachments, actions", reads=True),
    Benchmark("list", "bench.listing", "50 rows by area, state and item, newest first", reads=True),
    Benchmark("search", "bench.search", "Chinese words within an area", reads=True),
    Benchmark("map", "bench.mapping", "clusters and heat of a viewport", reads=True),
    Benchmark("transition", "bench.transition", "dispatch, sign, feed back, close"),
    Benchmark("registry", "bench.registry", "people imported, and found; 8 connections", people=True),
    Benchmark("locate", "bench.locate", "which grid a point lies in", sized=False),
    Benchmark("stream", "bench.stream", "phones that listen, while reports come in"),
    Benchmark("start", "bench.start", "`./wangge up` on a prepared machine", sized=False),
)
BY_NAME = {each.name: each for each in TABLE}
