"""A page of 50 events by area, state and item, newest first, and the 200th page of a list.

Figure: `GET /api/v1/events` by a city operator, each request for another area, with the state and the item of a case
that lies there. Yardstick: pgbench asking for the same pages with the statements that give them.
"""

import itertools
import random
from collections.abc import Iterator
from urllib.parse import urlencode

from bench import load, people, pgbench, place, recorded
from bench.measure import Round
from bench.outcome import Ask, Reach, Row
from bench.people import Login
from wangge.core.codes import LENGTHS
from wangge.events.lists import queries
from wangge.events.lists.filters import Filters
from wangge.events.models import Event

SEED = 2110
ASKED = 40  # different pages of each level
SIZE = 50
DEEP = 200
STATE = "closed"  # of the list that is turned over to page 200
REACHES = (Reach("p95_ms", at_most=80), Reach("queries", at_most=6))
# Page 200 beside page 1 of the same list, in pages a second: no slower but for the noise of the machine.
AS_FAST = Reach("ratio", at_least=0.9)


def run(ask: Ask) -> list[Row]:
    with (
        place.sized(ask.size) as environment,
        people.logged_in(people.holding("city_operator")[:1]) as (login,),
        place.web(environment) as port,
    ):
        url = environment["WANGGE_APP_DATABASE_URL"]
        cases = some_cases()
        rows = [_area(ask, url, port, login, level.value, length, cases) for level, length in LENGTHS.items()]
        return [*rows, _deep(ask, port, login)]


def some_cases() -> list[dict[str, str]]:
    """Cases taken at random, the same each time: their place, state and item."""
    last = Event.objects.latest("id").pk
    dice = random.Random(SEED)
    drawn = [dice.randint(1, last) for _ in range(ASKED * 3)]
    cases = Event.objects.filter(pk__in=drawn).exclude(item_code="").order_by("id")
    return list(cases.values("region_code", "state", "item_code")[:ASKED])


def _area(
    ask: Ask, url: str, port: int, login: Login, level: str, length: int, cases: list[dict[str, str]]
) -> Row:
    paths = [
        _path(region=case["region_code"][:length], state=case["state"], item=case["item_code"])
        for case in cases
        if len(case["region_code"]) >= length
    ]
    asked = [recorded.asked_by(login, path) for path in paths]
    # Behind who asks: the keys of the page and its rows.
    bare = recorded.script(url, [statement for each in asked for statement in each[1:]])
    figure, yardstick = ask.measured(
        (f"GET /api/v1/events, {ask.connections} connections", _pages(ask, port, login, paths)),
        (
            f"pgbench, the bare queries, {ask.connections} clients",
            lambda: (len(paths) * pgbench.run(url, bare, ask.connections, ask.seconds), []),
        ),
    )
    return Row(level, figure, yardstick, REACHES, {"queries": max(len(each) for each in asked)})


def _deep(ask: Ask, port: int, login: Login) -> Row:
    """The last page there is, at most the 200th, of the closed cases of the city."""
    number, cursor = 1, None
    while number < DEEP:
        following = queries.listed(login.actor, Filters(state=STATE), cursor, SIZE).next
        if following is None:
            break
        number, cursor = number + 1, following
    deep = _path(state=STATE, **({"cursor": cursor} if cursor else {}))
    figure, yardstick = ask.measured(
        (f"page {number} of the city's closed cases", _pages(ask, port, login, [deep])),
        ("page 1 of the same", _pages(ask, port, login, [_path(state=STATE)])),
    )
    asked = len(recorded.asked_by(login, deep))
    return Row(f"page {DEEP}", figure, yardstick, (*REACHES, AS_FAST), {"queries": asked, "page": number})


def _path(**filters: str) -> str:
    return f"/api/v1/events?{urlencode(filters | {'limit': SIZE})}"


def _pages(ask: Ask, port: int, login: Login, paths: list[str]) -> Round:
    requests: Iterator[bytes] = itertools.cycle([load.get(path, login.headers) for path in paths])
    return lambda: load.run(port, requests, ask.connections, ask.seconds)
