"""Reports filed a hundred at a time, beside pgbench filing them one by one.

Figure: `POST /api/v1/reports/batch` with a token, 100 reports as of `intake`, 16 connections, counted in reports; all
or none, and each by itself. Yardstick: pgbench as for `intake`, 16 clients.
"""

import itertools
import json
import random
from collections.abc import Callable, Iterator

from bench import again, intake, load, pgbench, place
from bench.outcome import Ask, Reach, Row

REPORTS = 100
MODES = ("all", "each")
PATH = "/api/v1/reports/batch"


def run(ask: Ask) -> list[Row]:
    """Measure in a copy of the database of this size."""
    dice = random.Random(7)
    with place.copied(ask.size) as environment:
        secret = intake.token()
        url = environment["WANGGE_APP_DATABASE_URL"]
        script = again.script(url, intake.statements_of(secret, json.loads(next(intake.bodies(dice)))))
        header = {"Authorization": f"Bearer {secret}"}
        with place.web(environment) as port:
            return [
                _row(ask, mode, _sending(port, header, mode, dice, ask.seconds), url, script)
                for mode in MODES
            ]


def batches(mode: str, dice: random.Random) -> Iterator[bytes]:
    """Batches without end, as JSON."""
    reports = intake.bodies(dice)
    while True:
        hundred = b",".join(itertools.islice(reports, REPORTS))
        yield b'{"mode":"%s","reports":[%s]}' % (mode.encode(), hundred)


def _sending(
    port: int, header: dict[str, str], mode: str, dice: random.Random, seconds: int
) -> Callable[[], tuple[float, list[float]]]:
    requests = (load.post(PATH, header, body) for body in batches(mode, dice))

    def send() -> tuple[float, list[float]]:
        rate, latencies = load.run(port, requests, intake.CONNECTIONS, seconds)
        return rate * REPORTS, latencies

    return send


def _row(ask: Ask, mode: str, send: Callable[[], tuple[float, list[float]]], url: str, script: str) -> Row:
    figure, yardstick = ask.measured(
        (f"POST {PATH}, mode {mode}, {intake.CONNECTIONS} connections, in reports", send),
        (
            f"pgbench, one report at a time, {intake.CONNECTIONS} clients",
            lambda: (pgbench.run(url, script, intake.CONNECTIONS, ask.seconds), []),
        ),
    )
    return Row(mode, figure, yardstick, (Reach("ratio", at_least=0.7),))
