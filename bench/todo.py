"""The first page of 20 of a handler's to-do list.

Figure: `GET /api/v1/todo` by the demo's unit handlers in turn. Yardstick: pgbench asking for the same pages with the
statement that gives such a page. Beside the smallest city of the benchmarks it must be hardly slower.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import load, people, pgbench, place, recorded
from bench.outcome import Ask, Reach, Row
from bench.table import LEAST

PATH = "/api/v1/todo?limit=20"
RATIO = 0.12
GROWTH = 1.2  # times the p95 of the smallest size
Run = tuple[float, list[float]]


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers of one city at work: pages over HTTP, the bare pages, statements a request asks."""

    pages: Callable[[], Run]
    bare: Callable[[], Run]
    queries: int


def run(ask: Ask) -> list[Row]:
    name = f"GET {PATH}, {ask.connections} connections"
    with _handlers(ask.size, ask) as here:
        figure, yardstick = ask.measured(
            (name, here.pages), (f"pgbench, the bare query, {ask.connections} clients", here.bare)
        )
        rows = [Row("", figure, yardstick, (Reach("ratio", at_least=RATIO),), {"queries": here.queries})]
        if ask.compared and ask.size > LEAST:
            with _handlers(LEAST, ask) as there:
                figure, small = ask.measured(
                    (name, here.pages), (f"the same of {LEAST:,} events", there.pages)
                )
            grown = (figure.latency(0.95) or 0) / ((small and small.latency(0.95)) or 1)
            key = "p95_growth"
            rows.append(Row(f"beside {LEAST:,}", figure, small, (Reach(key, at_most=GROWTH),), {key: grown}))
    return rows


@contextmanager
def _handlers(size: int, ask: Ask) -> Iterator[Handlers]:
    with place.sized(size) as environment, people.logged_in(people.holding("unit_handler")) as logins:
        url = environment["WANGGE_APP_DATABASE_URL"]
        asked = [recorded.asked_by(login, PATH) for login in logins]
        # The list's own statement is the last; before it, who asks.
        bare = recorded.script(url, [each[-1] for each in asked])
        requests = itertools.cycle([load.get(PATH, login.headers) for login in logins])
        with place.web(environment) as port:
            yield Handlers(
                lambda: load.run(port, requests, ask.connections, ask.seconds),
                lambda: (len(logins) * pgbench.run(url, bare, ask.connections, ask.seconds), []),
                max(len(each) for each in asked),
            )
