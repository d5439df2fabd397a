"""Reports filed per second over HTTP, beside pgbench running the same statements.

Figure: `POST /api/v1/reports` with a token, some 400 bytes of Chinese and a point: located, an item suggested,
case, first step and outbox written; 16 connections. Yardstick: pgbench with 16 clients and the very statements
that filing executes (token look-up, numbers, one insert of case, step and outbox), captured from one report.
"""

import itertools
import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils.timezone import now

from bench import again, load, pgbench, place, recorded
from bench.outcome import Ask, Reach, Row
from wangge.accounts.actions import tokens
from wangge.accounts.models import Person
from wangge.core.actors import Actor, ActorKind

CONNECTIONS = 16
# Points well inside the city, and sentences of the kind residents write; varied so that no two reports are one.
POINTS = [(123.172, 41.268), (123.236, 41.274), (123.181, 41.245), (123.16, 41.28), (123.19, 41.26)]
TEXTS = [
    "小区门口的井盖缺了一块，晚上看不清，昨天有位老人差点踩空，麻烦尽快派人来看看，先放个警示牌也行，旁边就是幼儿园接送孩子的地方。",
    "楼下路灯连着三天不亮，这条胡同一到晚上就黑漆漆的，下夜班回家心里发毛，物业说不归他们管，请问应该找谁来修，能给个准信吗。",
    "单元门前的垃圾桶满了两天没人清运，招苍蝇，味道特别大，一楼的住户不敢开窗，天气虽然冷了还是请环卫的师傅抓紧处理一下，谢谢。",
    "菜市场北门占道摆摊的越来越多，早高峰车根本过不去，公交车堵在路口按喇叭，学生上学都得从车缝里钻，希望执法的同志早上来管一管。",
]


def bodies(dice: random.Random) -> Iterator[bytes]:
    """Reports without end, each with its own number, place and time of day in the text."""
    for number in itertools.count():
        lng, lat = dice.choice(POINTS)
        report = {
            "text": f"{dice.choice(TEXTS)}{dice.choice(TEXTS)}（第{number}号反映）",
            "lng": round(lng + dice.uniform(-0.008, 0.008), 6),
            "lat": round(lat + dice.uniform(-0.008, 0.008), 6),
        }
        yield json.dumps(report, ensure_ascii=False).encode()


def run(ask: Ask) -> list[Row]:
    """Measure in a copy of the database of this size."""
    dice = random.Random(7)
    with place.copied(ask.size) as environment:
        secret = token()
        asked = statements_of(secret, json.loads(next(bodies(dice))))
        url = environment["WANGGE_APP_DATABASE_URL"]
        script = again.script(url, asked)
        header = {"Authorization": f"Bearer {secret}"}
        requests = (load.post("/api/v1/reports", header, body) for body in bodies(dice))
        with place.web(environment) as port:
            figure, yardstick = ask.measured(
                (
                    f"POST /api/v1/reports, {CONNECTIONS} connections",
                    lambda: load.run(port, requests, CONNECTIONS, ask.seconds),
                ),
                (
                    f"pgbench, the same statements, {CONNECTIONS} clients",
                    lambda: (pgbench.run(url, script, CONNECTIONS, ask.seconds), []),
                ),
            )
    reach = (Reach("ratio", at_least=0.25), Reach("p95_ms", at_most=60))
    return [Row("", figure, yardstick, reach, {"queries": len(asked)})]


def token() -> str:
    """A token as the hotline has one, issued through the platform's own action."""
    issuer = Person.objects.create(username="bench", name="bench", password="!")
    actor = Actor(
        ActorKind.PERSON, "bench", powers=frozenset({"token.issue"}), region="2110", person=issuer.pk
    )
    _, secret = tokens.issue(
        actor,
        name="bench",
        powers=["event.report"],
        region="2110",
        channel="hotline_12345",
        expires_at=now() + timedelta(days=1),
    )
    return secret


def statements_of(secret: str, report: dict[str, Any]) -> list[recorded.Statement]:
    """What filing one report over HTTP asks of the database, with a number drawn anew each time it is asked again.

    Two reports are filed unrecorded: what a process reads once (outlines, catalogue), and what is written once a day
    (that the token was used), is no part of the work.
    """
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def filed() -> str:
        answer = client.post("/api/v1/reports", report, content_type="application/json")
        assert answer.status_code == 201, answer.content
        return str(answer.json()["case_no"])

    filed()
    filed()
    with recorded.recorded() as executed:
        number = filed()
    return again.renumbered(executed, number)
