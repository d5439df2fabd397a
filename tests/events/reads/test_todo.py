"""The to-do list: what lies on my desk, of every kind, soonest first, page by page."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import GAS, LAMP_ITEM, Walk, body, fields, filed, first_grid
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE, TOWNSHIP
from wangge.events.loop import overlay
from wangge.events.models import Event

pytestmark = pytest.mark.django_db
TODO = "/api/v1/todo"


@pytest.fixture
def todo(cast):
    def ask(who, **query):
        answer = cast.client(who).get(TODO, query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def numbers(page):
    return [each["case_no"] for each in page["items"]]


def test_it_works(todo, walk):
    mine = walk()
    (row,) = todo("township_op")["items"]
    assert (row["case_no"], row["kind"]["key"], row["state"]["key"], row["version"]) == (
        mine.case_no, "event", "reported", 1,
    )  # fmt: skip
    assert row["item"]["key"] == LAMP_ITEM
    assert row["region_code"] == first_grid(COMMUNITY)
    assert row["region"] != row["region_code"]
    assert row["due"]["key"] == "later"
    assert todo("township_op")["next"] is None


def test_it_wanders_from_desk_to_desk(todo, walk):
    mine = walk()

    def desks():
        found = []
        for who in ("worker", "community_op", "township_op", "county_op", "handler", "joint_handler"):
            rows = [each["kind"]["key"] for each in todo(who)["items"] if each["case_no"] == mine.case_no]
            found += [(who, *rows)] if rows else []
        return found

    assert desks() == [("township_op", "event")]
    mine.dispatched("joint_handler")
    assert desks() == [("handler", "event"), ("joint_handler", "joint")]
    mine.act("handler", "sign")
    mine.act("joint_handler", "contribute", result="我们这边清完了")
    assert desks() == [("handler", "event")]
    mine.act("handler", "feed_back", result="换了灯泡")
    assert desks() == [("worker", "event")]
    mine.act("worker", "pass", method="on_site")
    assert desks() == [("township_op", "event")]
    mine.act("township_op", "close", closing_condition_met=True)
    assert desks() == []


def test_drafts_and_patrols_and_appeals_are_on_it(cast, todo, walk):
    draft = filed(cast.client("worker"), body(COMMUNITY, action="draft"))
    plan = {
        "grid": first_grid(COMMUNITY),
        "title": "汛期看看低洼处",
        "finish_by": (now() + timedelta(days=1)).isoformat(),
    }
    planned = cast.client("community_op").send("POST", "/api/v1/patrols", plan)
    assert planned.status_code == 201, planned.content
    rows = todo("worker")["items"]
    assert {(each["kind"]["key"], each["case_no"]) for each in rows} == {
        ("event", draft["case_no"]),
        ("patrol", planned.json()["case_no"]),
    }
    assert [each["kind"]["key"] for each in rows] == [
        "patrol",
        "event",
    ]  # a draft has no due time: it comes last
    mine = walk()
    mine.dispatched()
    overlay.mark(now() + timedelta(days=30))
    mine.version = Event.objects.get(case_no=mine.case_no).version
    mine.act("handler", "sign")
    mine.act("handler", "feed_back", result="换了灯泡")
    mine.act("worker", "pass", method="on_site")
    mine.act("township_op", "close", closing_condition_met=True)
    appealed = cast.client("head").send(
        "POST", f"{mine.address}/appeal", {"reason": "停电三天", "basis": "供电公告"}
    )
    assert appealed.status_code == 201, appealed.content
    (row,) = todo("county_op")["items"] or todo("township_op")["items"]
    assert (row["kind"]["key"], row["case_no"]) == ("appeal", appealed.json()["case_no"])


def test_nobody_elses(cast, todo, walk):
    walk().dispatched("joint_handler")
    for who in ("worker_elsewhere", "community_elsewhere", "handler_elsewhere", "stranger", "sysadmin", "secadmin",
                "auditadmin", "supervisor", "hotline"):  # fmt: skip
        assert todo(who) == {"items": [], "next": None}, who
    assert cast.client().get(TODO).status_code == 401


@pytest.fixture
def crowded(cast):
    """A desk with 23 cases: due at five different times, some at the very same one, some at none."""
    face = cast.client()
    made = [filed(face, body(COMMUNITY, text=f"路灯坏了 第{number}盏"))["case_no"] for number in range(23)]
    begin = now().replace(microsecond=123456)
    for number, case_no in enumerate(made):
        due = None if number % 6 == 5 else begin + timedelta(hours=number % 6, microseconds=number % 2)
        Event.objects.filter(case_no=case_no).update(due_at=due)
    return made


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 22, 23, 24, 100])
def test_pages_leave_no_gap_and_repeat_nothing(todo, crowded, limit):
    seen, cursor, pages = [], None, 0
    while True:
        page = todo("township_op", limit=limit, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) <= limit
        seen += page["items"]
        cursor, pages = page["next"], pages + 1
        if cursor is None:
            break
    assert pages == -(-23 // limit)
    assert len(seen) == len({each["case_no"] for each in seen}) == 23
    assert {each["case_no"] for each in seen} == set(crowded)
    due = [each["due_at"] or "infinity" for each in seen]
    assert due == sorted(due)


def test_what_is_done_between_two_pages_is_not_missed_elsewhere(cast, todo, crowded):
    first = todo("township_op", limit=10)
    done = first["items"][0]
    Walk(cast, {"case_no": done["case_no"], "secret": "", "version": done["version"]}).act(
        "township_op", "refuse", reason="unfounded", explanation="现场没有这盏灯"
    )
    rest = numbers(todo("township_op", limit=100, cursor=first["next"]))
    assert set(numbers(first)) | set(rest) == set(crowded)
    assert not set(numbers(first)) & set(rest)


def test_the_urgent_one_is_first(todo, walk):
    walk()
    gas = walk(text=GAS, item_code="E0502")
    assert Event.objects.get(case_no=gas.case_no).owner == COMMUNITY[:6]
    other = walk(text="井盖丢了，路中间一个大洞")
    assert numbers(todo("township_op"))[0] == other.case_no
    assert numbers(todo("county_op")) == [gas.case_no]


@pytest.mark.parametrize(("hours", "word"), [(-1, "overdue"), (1, "soon"), (50, "later")])
def test_how_near_it_is(todo, walk, hours, word):
    mine = walk()
    moment = now()
    Event.objects.filter(case_no=mine.case_no).update(
        due_at=moment + timedelta(hours=hours), warn_at=moment + timedelta(hours=hours - 2)
    )
    assert todo("township_op")["items"][0]["due"]["key"] == word


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"cursor": "made-up"}, "cursor"),
        ({"cursor": "WyIyMDI2Il0:1abc:xyz"}, "cursor"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "9" * 30}, "limit"),
        ({"limit": "１０"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_names_its_field(cast, query, named):
    answer = cast.client("township_op").get(TODO, query)
    assert (answer.status_code, fields(answer)) == (422, [named]), answer.content


def test_a_cursor_of_another_list_is_refused(cast, crowded):
    face = cast.client("township_op")
    events = face.get("/api/v1/events", {"limit": 5}).json()["next"]
    tasks = face.get(TODO, {"limit": 5}).json()["next"]
    assert fields(face.get(TODO, {"cursor": events})) == ["cursor"]
    assert fields(face.get("/api/v1/events", {"cursor": tasks})) == ["cursor"]


def test_two_queries_whatever_there_is(cast, walk, django_assert_max_num_queries):
    """Who asks; the list with the names in it."""
    face = cast.client("township_op")
    face.get(TODO)
    for wanted in (0, 1, 40):
        while Event.objects.count() < wanted:
            walk(region=COMMUNITY)
        with django_assert_max_num_queries(2):
            assert len(face.get(TODO, {"limit": 100}).json()["items"]) == wanted
    assert TOWNSHIP == COMMUNITY[:9] != COMMUNITY_ELSEWHERE[:9]
