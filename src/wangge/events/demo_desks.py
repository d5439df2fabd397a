"""What lies on the desks of the demonstration's people: `data/demo_desks.yaml`, walked through the one door.

Each case is known by its key, so loading again files nothing twice; patrols and visits are planned once a day.
"""

import io
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.utils.timezone import localtime
from PIL import Image, ImageDraw

from wangge.accounts import actors, demo
from wangge.accounts.models import Person
from wangge.core import problems
from wangge.core.actors import Actor, ActorKind
from wangge.core.problems import Problem
from wangge.core.words import N_
from wangge.events.files import attachments
from wangge.events.intake.reports import ContactDetails, Report, file
from wangge.events.loop.actions import act
from wangge.events.models import Event
from wangge.events.patrols import actions as patrols
from wangge.events.patrols.actions import Plan
from wangge.network import queries as network

TAIL = "-desk"
SOURCE = Path(__file__).parent / "data" / "demo_desks.yaml"
STEP = tuple[str, str, dict[str, Any], float]


class DemoCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`opened`: `days` ago at the local time `at`, or `hours` ago. `by` reported it, a resident if empty."""

    key: str
    grid: str
    item: str
    text: str
    steps: list[STEP]
    days: int = 0
    at: str = ""
    hours: float = 0
    by: str = ""
    draft: bool = False
    photo: bool = False
    contact: ContactDetails | None = None

    @property
    def channel(self) -> str:
        return "patrol" if self.by else "resident"

    @property
    def outside_id(self) -> str:
        return f"demo-{self.key}{TAIL}"

    def opened(self, now: datetime) -> datetime:
        if not self.at:
            return now - timedelta(hours=self.hours)
        hour, minute = map(int, self.at.split(":"))
        day = localtime(now) - timedelta(days=self.days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


class DemoTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A patrol or visit that `by` plans for a grid; `middle` puts it on the map, in the middle of the grid."""

    key: str
    grid: str
    by: str
    kind: str
    title: str
    checklist: list[str] = []
    place: str = ""
    middle: bool = False


class Desks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cases: list[DemoCase]
    tasks: list[DemoTask]


def source() -> Desks:
    return msgspec.yaml.decode(SOURCE.read_bytes(), type=Desks)


def load(stand_in: Any, now: datetime) -> dict[str, int]:
    """File, work on and plan what is not there yet; how much. `stand_in(event, unit)` is the actor for everybody
    who has no log-in here. Without the demonstration's people there are no desks, and nothing is done."""
    people = _people()
    if not people:
        return {}
    wanted = source()
    there = set(Event.objects.filter(source_key__endswith=TAIL).values_list("source_key", flat=True))
    missing = [case for case in wanted.cases if f"{case.channel}:{case.outside_id}" not in there]
    for case in missing:
        _file(case, people, stand_in, now)
    planned = sum(_plan(task, people, now) for task in wanted.tasks)
    return {"cases on desks": len(missing), "patrols and visits": planned}


def _people() -> dict[str, Actor]:
    """The demonstration's people as actors, by log-in."""
    names = [each.username for each in demo.source().people]
    found = {}
    for person in Person.objects.filter(demo=True, username__in=names):
        known = actors.from_person(person.pk)
        if known is not None:
            found[person.username] = known[1]
    return found


def _file(case: DemoCase, people: dict[str, Actor], stand_in: Any, now: datetime) -> None:
    moment = case.opened(now)
    lng, lat = _near(case.grid, case.key)
    report = Report(
        text=case.text,
        lng=lng,
        lat=lat,
        item_code=case.item,
        seen_at=moment,
        outside_id=case.outside_id,
        contact=case.contact,
        channel=case.channel,
        action="draft" if case.draft else "report",
    )
    event = file(report, people[case.by] if case.by else stand_in(), now=moment).event
    for who, action, data, after in case.steps:
        moment = min(moment + timedelta(hours=after), now)
        actor = stand_in(event, event.lead_unit_id) if who == "demo" else people[who]
        try:
            event = act(event.case_no, action, actor, _meant(data, case), event.version, now=moment).case
        except Problem as error:
            raise ValueError(f"{SOURCE.name}: {case.key}: {who} {action}: {error}") from error
    if case.photo:
        reporter = Actor(kind=ActorKind.REPORTER, label=N_("Reporter"), case_no=event.case_no)
        attachments.attach(event.case_no, _picture(case.key), f"{case.key}.jpg", reporter)


def _meant(data: dict[str, Any], case: DemoCase) -> dict[str, Any]:
    """`$item`, `$unit:KIND` and `$unit:KIND@REGION` as what they stand for here."""

    def meant(value: Any) -> Any:
        match value:
            case list():
                return [meant(each) for each in value]
            case "$item":
                return case.item
            case str() if value.startswith("$unit:"):
                kind, _, region = value.removeprefix("$unit:").partition("@")
                unit = network.route(kind, region or case.grid)
                assert unit is not None, f"{SOURCE.name}: {case.key}: there is no {value}"
                return unit.id
        return value

    return {name: meant(value) for name, value in data.items()}


def _near(grid: str, key: str) -> tuple[float, float]:
    """A point of the grid near its middle, another one for each key, so that cases do not lie on each other."""
    lng, lat = network.grid_centre(grid) or (0.0, 0.0)
    east, north = sum(map(ord, key)) % 7 - 3, sum(map(ord, key)) % 5 - 2
    return lng + east * 2e-5, lat + north * 2e-5


def _plan(task: DemoTask, people: dict[str, Actor], now: datetime) -> int:
    """Once a day: the key names the day. In the evening it is planned for the next."""
    evening = localtime(now).replace(hour=20, minute=0, second=0, microsecond=0)
    if evening - now < timedelta(hours=1):
        evening += timedelta(days=1)
    point = network.grid_centre(task.grid) if task.middle else None
    asked = Plan(
        grid=task.grid,
        title=task.title,
        finish_by=evening,
        kind="visit" if task.kind == "visit" else "patrol",
        checklist=task.checklist,
        place=task.place,
        lng=point[0] if point else None,
        lat=point[1] if point else None,
    )
    try:
        made = patrols.plan(asked, people[task.by], key=f"demo-{task.key}-{evening:%Y%m%d}", now=now)
    except Problem as problem:
        # Planned today already, and the grid has been drawn anew since: its middle is elsewhere.
        if problem.kind is not problems.KEY_REUSED:
            raise
        return 0
    return 0 if made.replayed else 1


@cache
def _drawn(shade: int) -> bytes:
    """A drawn street, as no camera took it: sky, ground, a house, something amiss in front of it."""
    picture = Image.new("RGB", (960, 720), (200 - shade, 215 - shade, 225 - shade))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 960, 720), fill=(128 + shade, 126, 120))
    for floor in range(5):
        draw.rectangle((90, 70 + floor * 80, 560, 140 + floor * 80), fill=(214, 205 - shade, 190))
        for window in range(6):
            left = 110 + window * 75
            draw.rectangle((left, 85 + floor * 80, left + 42, 128 + floor * 80), fill=(96, 120, 138))
    draw.line((700, 150, 700, 520), fill=(70, 74, 78), width=14)
    draw.line((700, 155, 800, 175), fill=(70, 74, 78), width=10)
    draw.ellipse((300, 540 + shade, 560, 640 + shade), fill=(58, 56, 52))
    draw.polygon(((620, 640), (660, 540), (700, 640)), fill=(214, 96, 42))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _picture(key: str) -> io.BytesIO:
    return io.BytesIO(_drawn(sum(map(ord, key)) % 40))
