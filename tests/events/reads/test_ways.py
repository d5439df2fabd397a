"""The list reads each way by itself, and shows what one condition for all of them says, in order, page by page."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.events.intake.cases import LAMP_ITEM
from tests.events.reads.many import CHANNELS, ENDED, ITEMS, OPEN, many
from tests.personas import CITY, COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY, TOWNSHIP
from wangge.core.actors import Actor, ActorKind
from wangge.events.lists import keys, openwords, queries, reading
from wangge.events.lists.filters import Filters, narrowed
from wangge.events.models import Event
from wangge.network.scope import within

pytestmark = pytest.mark.django_db
WHO = (
    "worker", "community_op", "township_op", "county_op", "city_op", "handler", "joint_handler", "supervisor",
    "worker_elsewhere", "handler_elsewhere", "stranger", "secadmin",
)  # fmt: skip
AREAS = ("", "", CITY, COUNTY, TOWNSHIP, TOWNSHIP[:8], COMMUNITY, f"{COMMUNITY}00", f"{COMMUNITY}002",
         COMMUNITY_ELSEWHERE, "9")  # fmt: skip
WORDS = (
    *("", "", "井盖", "路灯", "半夜施工", "灯", "，", "扰民半", "扰民。半", "4567", "0000", "2026", "了"),
    "没有这样的话",
)


@pytest.fixture
def case_list(cast):
    return many(cast, 400)


def asked(dice: random.Random, unit: int | None) -> Filters:
    """Filters at random, one or two at a time besides the area and the words."""
    moment = now()
    every = {
        "state": dice.choice((*OPEN, *ENDED)),
        "item": dice.choice(ITEMS),
        "channel": dice.choice(CHANNELS),
        "unit": unit,
        "due": dice.choice(("overdue", "soon", "later", "none")),
        "open": dice.choice((True, False)),
        "overdue": dice.choice((True, False)),
        "due_before": moment + timedelta(hours=dice.randint(-40, 40)),
        "since": moment - timedelta(days=dice.choice((5, 30, 500))),
        "until": moment - timedelta(days=dice.choice((5, 30, 500))),
    }
    chosen = dice.sample(sorted(every), dice.choice((0, 0, 1, 1, 2)))
    return Filters(region=dice.choice(AREAS), q=dice.choice(WORDS), **{name: every[name] for name in chosen})


@pytest.mark.parametrize(("looked", "days"), [(3, 0), (60, 30), (2000, None)])
def test_what_is_shown_is_what_one_condition_says(cast, case_list, monkeypatch, looked, days):
    """However many are looked through first, and however far the keys of open cases are written."""
    monkeypatch.setattr(keys, "LOOKED", looked)
    if days is not None:
        monkeypatch.setattr(openwords, "SETTLING", timedelta(days=days))
        assert openwords.keep()["keys of open cases"] > 20
    dice = random.Random(looked)
    shown = 0
    for _ in range(250):
        actor, filters = cast.actor(dice.choice(WHO)), asked(dice, cast.actor("handler").unit)
        wanted = narrowed(within(Event.objects.all(), actor), filters).order_by("-opened_at", "-id")
        expected = list(wanted.values_list("case_no", flat=True))
        limit = dice.choice((7, 20, 100))
        cursor, seen = None, []
        for _ in range(len(expected) // limit + 1):
            page = queries.listed(actor, filters, cursor, limit)
            seen += [row.case_no for row in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert cursor is None, (actor.label, filters)
        assert seen == expected, (actor.label, filters)
        shown += len(seen)
    assert shown > 2000


def test_a_reporter_with_a_secret_sees_the_one_case(case_list):
    case = case_list[17]
    actor = Actor(ActorKind.REPORTER, "someone", case_no=case.case_no)
    assert [row.case_no for row in queries.listed(actor, Filters()).items] == [case.case_no]
    assert queries.listed(Actor(ActorKind.REPORTER, "nobody"), Filters()).items == []


@pytest.mark.parametrize("looked", [3, 2000])
def test_few_queries_whatever_is_asked(cast, case_list, monkeypatch, looked):
    """At the most: the keys, more of them, the rows, the names of their places."""
    monkeypatch.setattr(keys, "LOOKED", looked)
    dice = random.Random(5)
    queries.listed(cast.actor("city_op"), Filters())
    for _ in range(100):
        actor, filters = cast.actor(dice.choice(WHO)), asked(dice, cast.actor("handler").unit)
        with CaptureQueriesContext(
            connection,
        ) as told:
            queries.listed(actor, filters, None, 20)
        assert len(told) <= 4, (actor.label, filters, told.captured_queries)


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(), "event_opened"),
        (Filters(region=COUNTY, state="closed"), "event_opened"),
        (Filters(region=TOWNSHIP, state="closed"), "event_opened"),
        (Filters(region=COUNTY, item=LAMP_ITEM), ""),
        (Filters(region=COMMUNITY), "event_region"),
        (Filters(region=f"{COMMUNITY}001", state="closed"), ""),
        (Filters(state="handling"), "event_open"),
        (Filters(overdue=True), "event_open"),
        (Filters(state="merged"), "event_ended"),
        (Filters(region=COUNTY, open=True), "event_open"),
    ],
)
def test_a_page_is_read_in_the_order_of_an_index(cast, case_list, filters, index):
    """However many cases there are: nothing is sorted but what several codes of an area give. No name: which of two
    it is depends on how many cases there are."""
    listing = keys.Listing(cast.actor("city_op"), filters, None, 51)
    (stream,) = listing.streams
    (part,) = listing._first(stream)
    plan = explained(*part, without=("seqscan", "bitmapscan", "sort"))
    assert f"using {index or 'event'}" in plan, plan
    if filters.region != COMMUNITY:
        assert "Sort" not in plan, plan


def test_words_are_looked_for_by_their_index(cast, case_list):
    keys_sql = "event_words(text, case_no, region_code, opened_at, lead_unit_id, joint_units)"
    listing = keys.Listing(cast.actor("city_op"), Filters(q="半夜施工"), None, 51)
    (stream,) = listing.streams
    ended, opened, young = (
        explained(*part, without=("seqscan",)) for part in listing._by_keys(stream, keys.OLDEST)
    )
    assert keys_sql in reading.BY_KEYS
    assert "Bitmap Index Scan on event_words" in ended, ended
    assert "Bitmap Index Scan on open_words" in opened, opened
    assert "using event_open" in young, young


def explained(sql, values, without):
    """The plan where tables are too large to be read in these ways."""
    with connection.cursor() as cursor:
        for way in without:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("EXPLAIN " + sql, values)
        return "\n".join(row[0] for row in cursor.fetchall())
