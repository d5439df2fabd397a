"""Chinese words of two and of four characters within an area: what somebody types who looks for a case.

Words are cut at random out of texts that were reported, areas are those of other cases, of every level below the
city: so there are words that every second case holds, words of one case alone, and words the area has never heard.
All are asked once before anything is measured: a city that works has its index in memory. How long that took is told
beside the figure, and is a matter of the disk where the machine has just been started.
"""

import itertools
import random
import re
from urllib.parse import urlencode

from bench import load, people, place, recorded
from bench.measure import Side
from bench.outcome import Ask, Reach, Row
from bench.people import Login
from wangge.core.codes import LENGTHS, Level
from wangge.events.models import Event

SEED = 2110
ASKED = 200  # different searches of each length
WARMING = 120.0  # seconds at most until all were asked once
AREAS = [length for level, length in LENGTHS.items() if level is not Level.CITY]
WITHIN = Reach("p95_ms", at_most=150)
CASES = {
    "two characters": (2, AREAS),
    "four characters": (4, AREAS),
    "two characters, city": (2, [LENGTHS[Level.CITY]]),
}


def run(ask: Ask) -> list[Row]:
    with (
        place.sized(ask.size) as environment,
        people.logged_in(people.holding("city_operator")[:1]) as (login,),
        place.web(environment) as port,
    ):
        return [_row(ask, port, login, case, *asked) for case, asked in CASES.items()]


def _row(ask: Ask, port: int, login: Login, case: str, characters: int, lengths: list[int]) -> Row:
    paths = [
        f"/api/v1/events?{urlencode({'q': words, 'region': region, 'limit': 50})}"
        for words, region in searches(characters, lengths)
    ]
    asking = [load.get(path, login.headers) for path in paths]
    rate, latencies = load.run(port, iter(asking), ask.connections, WARMING)
    first = Side("asked for the first time", [rate], latencies).latency(0.95) or 0
    requests = itertools.cycle(asking)
    figure, _ = ask.measured(
        (
            f"GET /api/v1/events?q=…, {ask.connections} connections",
            lambda: load.run(port, requests, ask.connections, ask.seconds),
        )
    )
    asked = max(len(recorded.asked_by(login, path)) for path in paths[:20])
    return Row(case, figure, None, (WITHIN,), {"queries": asked, "p95 ms when first asked": first})


def searches(characters: int, lengths: list[int]) -> list[tuple[str, str]]:
    """Words of so many characters, each with an area, the same each time."""
    dice = random.Random(f"{SEED} {characters}")
    last = Event.objects.latest("id").pk
    drawn = [dice.randint(1, last) for _ in range(ASKED * 3)]
    cases = list(Event.objects.filter(pk__in=drawn).order_by("id").values_list("text", "region_code"))
    places = [code for _, code in cases]
    dice.shuffle(places)
    found = []
    for (text, _), code in zip(cases, places, strict=True):
        runs = [each for each in re.findall(r"[\u4e00-\u9fff]+", text) if len(each) >= characters]
        if runs:
            words = dice.choice(runs)
            start = dice.randrange(len(words) - characters + 1)
            found.append((words[start : start + characters], code[: dice.choice(lengths)]))
    return found[:ASKED]
