"""What is asked of the index of words is what the database keeps in it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.core import statements
from wangge.events.lists import searching
from wangge.events.lists.filters import is_number
from wangge.events.models.words import STRETCH, UNSPOKEN

pytestmark = pytest.mark.django_db
FOUND = (
    "SELECT event_words(%s::text, %s::text, %s::text, %s::timestamptz, %s::bigint, %s::bigint[])"
    " @@ %s::text::tsquery"
)
NUMBER, GRID = "2026112300402790", "211002016001003"
AT = datetime(2026, 11, 23, 5, tzinfo=UTC)
SIGNS = "井盖丢了路灯，。！（ 4567ab'\\:&|*%_𠮷\U0001f6a7\u3000" + UNSPOKEN


def found(text: str, query: str, lead: int | None = None, joint: tuple[int, ...] = ()) -> bool:
    """Whether a case is found by a query, while it is open; the same when it has ended, in its stretch."""
    stretch = str(searching.stretch_of(AT))
    ended = statements.run(
        FOUND, [text, NUMBER, GRID, AT, lead, [*joint], query.replace(searching.BEFORE, stretch)]
    )
    opened = statements.run(FOUND, [text, NUMBER, GRID, None, lead, [*joint], searching.anytime(query)])
    assert opened == ended
    return bool(opened[0][0])


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield


@settings(max_examples=300, deadline=None)
@given(text=st.text(SIGNS, min_size=1, max_size=30), data=st.data())
def test_whatever_stands_in_a_text_is_found_by_its_keys(database, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    query = searching.asked(words, "", is_number(words))
    assert not query or found(text, query), (text, words, query)
    assert bool(query) is searching.names_words(words)


def test_any_part_of_a_number_is_found():
    for start in range(13):
        for end in range(start + 4, 17):
            part = NUMBER[start:end]
            assert found("灯", searching.asked(part, "", number=True)), part
    assert not found("灯", searching.asked("0027", "", number=False))
    assert not found("灯", searching.asked("9999", "", number=True))


@pytest.mark.parametrize(
    ("region", "there"),
    [("2110", True), ("211002", True), ("21100201", True), ("211002016", True), (GRID, True),
     ("211003", False), ("211002017", False), ("211002017001", False)],
)  # fmt: skip
def test_places(region, there):
    assert found("路灯坏了", searching.asked("路灯", region, number=False)) is there


def test_units():
    for unit, there in ((12, True), (34, True), (5, False)):
        query = searching.both(searching.asked("路灯", "", number=False), searching.of_unit(unit))
        assert found("路灯坏了", query, 12, (34, 56)) is there


@pytest.mark.parametrize("words", ["灯路", "没有", "路灯坏了吗", "路坏", "路灯不坏"])
def test_other_words_are_not(words):
    """Most of them: what has the pairs in another order is found, and told apart by its text."""
    assert not found("路灯坏了", searching.asked(words, "", number=False))


@pytest.mark.parametrize("away", [timedelta(0), timedelta(seconds=STRETCH), -timedelta(seconds=STRETCH)])
def test_what_has_ended_is_found_in_its_stretch_alone(away):
    query = searching.asked("路灯", GRID, number=False)
    of_another = query.replace(searching.BEFORE, str(searching.stretch_of(AT + away)))
    answer = statements.run(FOUND, ["路灯坏了", NUMBER, GRID, AT, None, [], of_another])
    assert answer == [(not away,)]


@pytest.mark.parametrize("moment", [datetime(1970, 1, 1, tzinfo=UTC), AT, datetime(2026, 2, 27, tzinfo=UTC)])
def test_the_database_counts_stretches_alike(moment):
    for at in (moment, moment + timedelta(seconds=STRETCH - 1), moment + timedelta(seconds=STRETCH)):
        ((keys,),) = statements.run(
            "SELECT tsvector_to_array(event_words('灯', '', '', %s::timestamptz, NULL, '{}'))", [at]
        )
        assert keys == [f"{searching.stretch_of(at)}灯"]


def test_the_planner_knows_that_making_keys_is_dear(database):
    """Else it would make them for every case of a small city, once for each stretch, rather than ask the index. It
    does not see what a call costs that it can replace by the body of the function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procost FROM pg_proc WHERE proname = 'event_words'")
        assert cursor.fetchall() == [(20000,)]
        cursor.execute(
            "EXPLAIN VERBOSE SELECT event_words(text, case_no, region_code, opened_at, lead_unit_id, joint_units)"
            " FROM events_event"
        )
        assert "event_words(" in "".join(row[0] for row in cursor.fetchall())
