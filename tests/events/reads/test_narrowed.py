"""The to-do list narrowed, counted, and the lists to choose from."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.events.intake.cases import GAS, LAMP_ITEM, body, fields, filed
from tests.personas import COMMUNITY, COUNTY, COUNTY_ELSEWHERE, HOTLINE, PEOPLE, TOWNSHIP
from wangge.core.flow.editions import installed
from wangge.events.labels import DESKS, PHASES
from wangge.events.models import Event

pytestmark = pytest.mark.django_db
TODO, COUNTS, CHOICES = "/api/v1/todo", "/api/v1/todo/counts", "/api/v1/choices"


@pytest.fixture
def several(cast, walk):
    """What lies on the street's desk, told apart by every filter."""
    lamp, hole, taken = (
        walk(text="东大街路灯坏了"),
        walk(text="井盖丢了"),
        walk(text="巷口路灯灭了").accepted(),
    )
    patrolled = walk("worker", text="门口路灯灭了")
    moment = now()

    def due(case, hours, warned):
        Event.objects.filter(case_no=case.case_no).update(
            due_at=moment + timedelta(hours=hours), warn_at=moment + timedelta(hours=hours - warned)
        )

    due(lamp, -1, 2)
    due(hole, 1, 2)
    due(taken, 50, 2)
    Event.objects.filter(case_no=patrolled.case_no).update(
        due_at=None, warn_at=None, opened_at=moment - timedelta(days=3)
    )
    return {name: case.case_no for name, case in
            {"lamp": lamp, "hole": hole, "taken": taken, "patrolled": patrolled}.items()}  # fmt: skip


@pytest.fixture
def narrowed(cast):
    def ask(who="township_op", **query):
        answer = cast.client(who).get(TODO, query)
        assert answer.status_code == 200, answer.content
        return [each["case_no"] for each in answer.json()["items"]]

    return ask


def test_it_works(cast, several):
    row = cast.client("township_op").get(TODO).json()["items"][0]
    assert row["case_no"] == several["lamp"]
    assert (row["due"]["key"], row["step"]["key"], row["channel"]["key"]) == ("overdue", "accept", "resident")
    assert row["item"]["key"] == LAMP_ITEM
    assert row["desk"]["reason"]["key"] == "owner"
    assert row["desk"]["name"] == row["owner_name"] != row["owner"] == TOWNSHIP
    assert row["lead"] is None
    for named in ("kind", "state", "step", "channel", "due"):
        assert row[named]["label"] not in ("", row[named]["key"]), named


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["lamp", "hole", "taken", "patrolled"]),
        ({"state": "accepted"}, ["taken"]),
        ({"state": "suspended"}, []),
        ({"state": "planned"}, []),
        ({"item": LAMP_ITEM}, ["lamp", "taken", "patrolled"]),
        ({"channel": "patrol"}, ["patrolled"]),
        ({"unit": "7"}, []),
        ({"unit": "9" * 30}, []),
        ({"region": COUNTY}, ["lamp", "hole", "taken", "patrolled"]),
        ({"region": COUNTY_ELSEWHERE}, []),
        ({"region": "9" * 200}, []),
        ({"due": "overdue"}, ["lamp"]),
        ({"due": "soon"}, ["hole"]),
        ({"due": "later"}, ["taken"]),
        ({"due": "none"}, ["patrolled"]),
        ({"overdue": "true"}, ["lamp"]),
        ({"overdue": "false"}, ["hole", "taken", "patrolled"]),
        ({"open": "true"}, ["lamp", "hole", "taken", "patrolled"]),
        ({"open": "false"}, []),
        ({"due_before": "2200-01-01T00:00:00Z"}, ["lamp", "hole", "taken"]),
        ({"until": "2200-01-01T00:00:00Z"}, ["lamp", "hole", "taken", "patrolled"]),
        ({"since": "0001-01-01T00:00:00+14:00"}, ["lamp", "hole", "taken", "patrolled"]),
        ({"q": "路灯"}, ["lamp", "taken", "patrolled"]),
        ({"q": "%"}, []),
        ({"q": "'; DROP TABLE events_event; --"}, []),
        ({"q": "路灯", "state": "reported", "due": "overdue"}, ["lamp"]),
    ],
)
def test_every_filter(several, narrowed, query, names):
    assert sorted(narrowed(**query)) == sorted(several[name] for name in names)


def test_a_case_is_found_by_its_number(several, narrowed, cast):
    assert narrowed(q=several["hole"]) == [several["hole"]]
    found = cast.client("township_op").get("/api/v1/events", {"q": several["hole"][4:]}).json()["items"]
    assert [each["case_no"] for each in found] == [several["hole"]]
    assert narrowed(q=several["hole"][-3:]) == []


def test_a_filter_shows_nobody_elses_desk(several, narrowed):
    for who in (each for each in PEOPLE if each != "township_op"):
        assert not set(several.values()) & set(narrowed(who, q="路灯")), who


@pytest.mark.parametrize("due", ["overdue", "soon", "later", "none"])
def test_the_list_of_events_takes_it_too(cast, several, narrowed, due):
    found = cast.client("township_op").get("/api/v1/events", {"due": due}).json()["items"]
    assert [each["case_no"] for each in found] == narrowed(due=due)
    assert {(each["due"] or {"key": "none"})["key"] for each in found} == {due}


def test_narrowed_pages_leave_no_gap(cast, several):
    face, seen, cursor = cast.client("township_op"), [], None
    while True:
        query = {"q": "路灯", "limit": 1, **({"cursor": cursor} if cursor else {})}
        page = face.get(TODO, query).json()
        seen += [each["case_no"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [several["lamp"], several["taken"], several["patrolled"]]


@pytest.mark.parametrize("address", [TODO, COUNTS])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"state": "nonsense"}, "state"),
        ({"channel": "nonsense"}, "channel"),
        ({"due": "yesterday"}, "due"),
        ({"region": "辽阳"}, "region"),
        ({"unit": "x"}, "unit"),
        ({"open": "perhaps"}, "open"),
        ({"since": "2026-01-01T00:00:00"}, "since"),
        ({"q": "灯" * 61}, "q"),
    ],
)
def test_bad_input_names_its_field(cast, address, query, named):
    answer = cast.client("township_op").get(address, query)
    assert (answer.status_code, fields(answer)) == (422, [named]), answer.content


def counted(rows):
    return {each["key"]: each["count"] for each in rows}


def test_counts(cast, several):
    face = cast.client("township_op")
    told = face.get(COUNTS).json()
    assert (told["total"], told["capped"]) == (4, False)
    assert counted(told["states"]) == {"reported": 3, "accepted": 1}
    assert counted(told["due"]) == {"overdue": 1, "soon": 1, "later": 1, "none": 1}
    assert all(each["label"] not in ("", each["key"]) for each in (*told["states"], *told["due"]))
    # Each number says what choosing it would show, so neither is narrowed by itself.
    told = face.get(COUNTS, {"state": "reported", "due": "soon"}).json()
    assert told["total"] == 1
    assert counted(told["states"]) == {"reported": 1, "accepted": 0}
    assert counted(told["due"]) == {"overdue": 1, "soon": 1, "later": 0, "none": 1}
    assert face.get(COUNTS, {"q": "井盖"}).json()["total"] == 1


def test_counts_are_ones_own(cast, several):
    for who in ("stranger", "handler", "community_elsewhere", "sysadmin", HOTLINE):
        assert cast.client(who).get(COUNTS).json()["total"] == 0, who
    assert cast.client().get(COUNTS).status_code == 401


def test_counting_stops_and_says_so(cast, several, monkeypatch):
    monkeypatch.setattr("wangge.events.lists.todo.COUNTED", 3)
    told = cast.client("township_op").get(COUNTS).json()
    assert (told["total"], told["capped"]) == (3, True)


def test_one_query_to_count(cast, several, django_assert_max_num_queries):
    face = cast.client("township_op")
    face.get(COUNTS)
    for _ in range(5):
        filed(cast.client(), body(COMMUNITY, text=GAS))
    with django_assert_max_num_queries(4):
        face.get(COUNTS)
    face.get(CHOICES)
    with django_assert_max_num_queries(4):
        face.get(CHOICES)


def test_every_choice_is_labelled(cast):
    told = cast.client("worker").get(CHOICES).json()
    assert set(told["open_states"]) < {each["key"] for each in told["states"]}
    for name, rows in told.items():
        assert rows, name
        for each in rows if name != "open_states" else ():
            assert each["label"] not in ("", each["key"]), (name, each)
    english = cast.client("worker").get(CHOICES, headers={"accept-language": "en"}).json()
    assert english["grades"] != told["grades"]
    assert english["unit_kinds"] != told["unit_kinds"]


def test_every_state_stands_in_a_step_and_every_desk_has_a_reason():
    ours = [flow for flow in installed() if flow.key in PHASES]
    assert {flow.key for flow in ours} == set(PHASES)
    for flow in ours:
        assert set(PHASES[flow.key]) == set(flow.state_by_key), flow.key
        assert {state.desk for state in flow.states if state.desk} <= set(DESKS), flow.key


def test_the_list_of_a_desk_is_read_in_order_from_its_index(cast, walk):
    """However long a desk's list is, a page of it sorts nothing."""
    from wangge.core import statements
    from wangge.events.lists import todo
    from wangge.events.lists.filters import Filters

    sql, values = todo._union(
        todo.PAGE, cast.actor("township_op"), Filters(), now(), ["-infinity", 0, "", 21]
    )
    statements.run("SET LOCAL enable_seqscan = off", [])
    plan = "\n".join(row[0] for row in statements.run("EXPLAIN " + sql, values))
    for index in ("event_desk_due", "patrol_desk_due", "appeal_desk_due"):
        assert f"using {index}" in plan, plan
    assert plan.count("Sort Key") == 1, plan  # of the joint units' branch
