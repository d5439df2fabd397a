"""One case as the console opens it: with its attachments, what may be done, and its steps.

Figure: `GET /api/v1/events/{case_no}?steps=true` by operators of the city and of a county, of cases drawn from all
years of their area. Yardstick: pgbench asking everything these requests ask, who asks included.
"""

import itertools
import random

from django.db import connection

from bench import load, people, pgbench, place, recorded
from bench.outcome import Ask, Reach, Row
from bench.people import Login

PATH = "/api/v1/events/{}?steps=true"
OPERATORS = ("city_operator", "county_operator")
CASES = 400  # of each operator: more than stay in memory by being asked again
RECORDED = 4  # of them, asked again by pgbench: each of its clients has to plan every statement of every case
LINES = (Reach("queries", at_most=8), Reach("p95_ms", at_most=40))
# Cases with files, which are few, and whatever numbers are drawn that lie in the area and have a history.
_SAMPLE = """
SELECT case_no FROM events_event WHERE region_code LIKE %s AND id IN (SELECT event_id FROM events_attachment LIMIT 50)
 UNION ALL
SELECT case_no FROM events_event WHERE region_code LIKE %s AND version >= 4 AND id = ANY(%s)
"""


def run(ask: Ask) -> list[Row]:
    dice = random.Random(7)
    with place.sized(ask.size) as environment, people.logged_in(_operators()) as logins:
        url = environment["WANGGE_APP_DATABASE_URL"]
        asked = [(login, PATH.format(number)) for login in logins for number in _drawn(login, ask.size, dice)]
        dice.shuffle(asked)
        told = [recorded.asked_by(login, path) for login, path in asked[:RECORDED]]
        script = recorded.script(url, [statement for each in told for statement in each])
        requests = itertools.cycle([load.get(path, login.headers) for login, path in asked])
        with place.web(environment) as port:
            figure, yardstick = ask.measured(
                (
                    f"GET {PATH}, {ask.connections} connections",
                    lambda: load.run(port, requests, ask.connections, ask.seconds),
                ),
                (
                    f"pgbench, its queries, {ask.connections} clients",
                    lambda: (len(told) * pgbench.run(url, script, ask.connections, ask.seconds), []),
                ),
            )
    return [Row("", figure, yardstick, LINES, {"queries": max(len(each) for each in told)})]


def _operators() -> list[people.Person]:
    return [person for role in OPERATORS for person in people.holding(role)[:1]]


def _drawn(login: Login, size: int, dice: random.Random) -> list[str]:
    """Numbers of cases in the operator's area, from first to last of the database."""
    area = login.actor.region + "%"
    # A county is a seventh of the city, and one case in two was settled on the spot.
    numbers = dice.sample(range(1, size + 1), min(size, CASES * 20))
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLE, [area, area, numbers])
        return [row[0] for row in cursor.fetchmany(CASES)]
