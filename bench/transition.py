"""Cases moved on over HTTP by the people whose turn it is, beside pgbench executing the same statements.

Figure: accept, dispatch, sign for, feed back, verify and close, by sessions of a dispatcher, a handler and a grid
worker; 16 connections, counted in actions. Yardstick: pgbench with 16 clients and the statements of these six actions
(who asks, the case, what the action looks up, what it writes), on cases of its own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.test import Client

from bench import again, intake, load, people, pgbench, place, recorded
from bench.outcome import Ask, Reach, Row
from bench.people import Login
from wangge.events.intake.batch import RawBatch, file_batch
from wangge.events.intake.reports import Filed
from wangge.events.models import Event
from wangge.network import queries as network

CONNECTIONS = 16
GRID = "211002016001001"
ITEM = "C0137"  # of the grade that a township's centre coordinates
POOL = 1000  # cases that pgbench moves
FASTEST = 1500  # actions a second that there are cases for


@dataclass(frozen=True, slots=True)
class Step:
    """One action of the way: whose turn it is and what they say."""

    action: str
    login: Login
    data: dict[str, Any]

    def request(self, case_no: str, version: int) -> tuple[str, dict[str, Any]]:
        return f"/api/v1/events/{case_no}/actions/{self.action}", {"data": self.data, "version": version}


def run(ask: Ask) -> list[Row]:
    """Measure in a copy of the database of this size."""
    with place.copied(ask.size) as environment, people.logged_in(_cast()) as logins:
        way = _way(*logins)
        url = environment["WANGGE_APP_DATABASE_URL"]
        pool = cases(way, POOL)
        _walk(way, pool.pop())  # what a process reads once is no part of the work
        case = pool.pop()
        with recorded.recorded() as asked:
            _walk(way, case)
        first, last = (Event.objects.get(case_no=each).pk for each in (pool[0], pool[-1]))
        moved = again.moved(asked, Event.objects.get(case_no=case), len(way) + 1)
        script = again.moving(url, moved, first, last)
        enough = iter(cases(way, ceil(FASTEST * ask.seconds * (ask.rounds + 1) / len(way))))
        waiting = [requests(way, enough) for _ in range(CONNECTIONS)]
        with place.web(environment) as port:
            figure, yardstick = ask.measured(
                (
                    f"POST /api/v1/events/…/actions/…, {CONNECTIONS} connections",
                    lambda: load.run(port, waiting, CONNECTIONS, ask.seconds),
                ),
                (
                    f"pgbench, the same statements, {CONNECTIONS} clients, in actions",
                    lambda: (len(way) * pgbench.run(url, script, CONNECTIONS, ask.seconds), []),
                ),
            )
    extra = {"queries": len(asked) / len(way)}
    return [Row("", figure, yardstick, (Reach("ratio", at_least=0.2),), extra)]


def _cast() -> list[Any]:
    """Who deals with a street lamp in this grid: the centre's dispatcher, the unit's handler, the grid's worker."""
    return [
        next(iter(people.holding("township_operator", GRID[:9]))),
        next(iter(people.holding("unit_handler", GRID[:6]))),
        next(iter(people.holding("grid_worker", GRID))),
    ]


def _way(centre: Login, handler: Login, worker: Login) -> tuple[Step, ...]:
    return (
        Step("accept", centre, {"item_code": ITEM}),
        Step("dispatch", centre, {"lead": handler.actor.unit}),
        Step("sign", handler, {}),
        Step("feed_back", handler, {"result": "换了灯泡，晚上已经亮了，请居民再看看"}),
        Step("pass", worker, {"method": "on_site"}),
        Step("close", centre, {"closing_condition_met": True}),
    )


def cases(way: tuple[Step, ...], count: int) -> list[str]:
    """So many cases of this grid that wait for acceptance, by number, in the order of their ids."""
    centre = network.grid_centre(GRID)
    assert centre is not None, "the grid of the demonstration is there"
    numbers: list[str] = []
    while len(numbers) < count:
        reports = [
            {"text": intake.TEXTS[1], "lng": centre[0], "lat": centre[1]}
            for _ in range(min(100, count - len(numbers)))
        ]
        filed = file_batch(RawBatch(reports=reports), way[0].login.actor)
        numbers += [each.event.case_no for each in filed if isinstance(each, Filed)]
    return numbers


def requests(way: tuple[Step, ...], numbers: Iterator[str]) -> Iterator[bytes]:
    """Every step of one case, then those of the next that no other connection has taken."""
    for number in numbers:
        for version, step in enumerate(way, start=1):
            path, body = step.request(number, version)
            yield load.post(path, step.login.headers, json.dumps(body, ensure_ascii=False).encode())


def _walk(way: tuple[Step, ...], case_no: str) -> None:
    for version, step in enumerate(way, start=1):
        path, body = step.request(case_no, version)
        client = Client(headers=step.login.headers)
        answer = client.post(path, body, content_type="application/json")
        assert answer.status_code == 200, answer.content
