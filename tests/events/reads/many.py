"""A few hundred cases at random, the same each time, told apart by everything a list may be narrowed to."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from tests.events.intake.cases import LAMP_ITEM
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY, TOWNSHIP, Cast
from wangge.catalogue import queries as catalogue
from wangge.events.models import Event

GAS_ITEM = "E0112"
OPEN = ("reported", "accepted", "dispatched", "handling", "suspended", "draft")
ENDED = ("closed", "closed", "closed", "refused", "merged", "withdrawn")
ITEMS = (LAMP_ITEM, GAS_ITEM, "")
CHANNELS = ("resident", "patrol", "hotline_12345")
PLACES = (
    *(f"{COMMUNITY}00{number}" for number in (1, 2, 3)),
    *(f"{COMMUNITY_ELSEWHERE}00{number}" for number in (1, 2)),
    *(COMMUNITY, TOWNSHIP, COUNTY, COMMUNITY_ELSEWHERE, "211002017001004"),
)
SAID = (
    "井盖丢了",
    "路灯不亮，路口很黑",
    "垃圾没人清运",
    "楼上漏水到楼下",
    "噪音扰民。半夜施工",
    "灯",
    "电话 4567 打不通",
)


def many(cast: Cast, count: int, seed: int = 2110) -> list[Event]:
    """So many cases of three years, half of them ended; some were opened at the very same moment."""
    dice = random.Random(seed)
    units = [cast.actor(name).unit for name in ("handler", "joint_handler", "handler_elsewhere")]
    reporters = [cast.actor(name).person for name in ("worker", "community_op", "handler")]
    return Event.objects.bulk_create(_case(dice, number, units, reporters, now()) for number in range(count))


def _case(
    dice: random.Random, number: int, units: list[Any], reporters: list[Any], moment: datetime
) -> Event:
    ended = dice.random() < 0.5
    opened = (moment - timedelta(days=dice.choice((1, 10, 40, 400, 1000)))).replace(
        hour=dice.randrange(3), minute=0, second=0, microsecond=0
    )
    due = None if ended or dice.random() < 0.3 else moment + timedelta(hours=dice.randint(-48, 48))
    place = dice.choice(PLACES)
    lead = dice.choice((None, *units))
    return Event(
        case_no=f"{opened:%Y%m%d}{number:08d}",
        flow_version=0,
        state=dice.choice(ENDED if ended else OPEN),
        version=1,
        region_code=place,
        desk=""
        if ended
        else dice.choice(("", f"unit:{units[0]}", f"grid:{COMMUNITY}001", f"centre:{TOWNSHIP}")),
        opened_at=opened,
        seen_at=opened,
        closed_at=opened + timedelta(hours=5) if ended else None,
        due_at=due,
        warn_at=None if due is None else due - timedelta(hours=24),
        text=dice.choice(SAID) + dice.choice(("", "，请处理", "井盖", "4567")),
        channel=dice.choice(CHANNELS),
        item_code=dice.choice(ITEMS),
        catalogue_version=catalogue.current_number(),
        owner=COMMUNITY,
        lead_unit_id=lead,
        joint_units=[unit for unit in units if unit != lead and dice.random() < 0.2],
        reporter_id=dice.choice((None, None, *reporters)),
    )
