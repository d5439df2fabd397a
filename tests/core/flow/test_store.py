"""The door on real tables: one transaction, one statement for what changes, and nothing at all on refusal."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import psycopg
import pytest
from django.db import (
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.test.utils import CaptureQueriesContext

from tests.core.flow.small import LOST, MORNING, Centre, after, asker, clerk, powerless
from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks import clock as clocks
from wangge.core.flow import chain
from wangge.core.flow.editions import flow_at, publish
from wangge.core.flow.store import open_case, perform
from wangge.core.flow.writing import step_model
from wangge.core.outbox import Outbox
from wangge.core.problems import Problem

WORLD = Centre()
pytestmark = pytest.mark.usefixtures("lost")


@pytest.fixture
def Case(lost):
    return lost[0]


@pytest.fixture
def Step(lost):
    return lost[1]


@pytest.fixture
def opened(Case):
    case = Case(case_no="LP1", region_code="211002001001", moved_at=MORNING)
    open_case("lost", case, "ask", asker, {"what": "Umbrella"}, WORLD, key="k0", now=MORNING)
    return case


@pytest.fixture
def do(Case, opened):
    def act(action, actor, data, version, *, hour=1.0, key=None, cases=None):
        return perform(
            "lost",
            Case.objects.all() if cases is None else cases,
            "LP1",
            action,
            actor,
            data,
            version,
            WORLD,
            key=key,
            now=after(hour),
        )

    return act


def stored(Case):
    """Everything there is: cases, steps and messages."""
    return (
        list(Case.objects.order_by("id").values()),
        list(step_model(Case).objects.order_by("id").values()),
        list(Outbox.objects.order_by("id").values()),
    )


def fault(Case):
    case = Case.objects.get()
    records = [step.record(case.case_no) for step in case.steps.order_by("seq")]
    return chain.verify(case.case_no, case.version, case.head, records)


def statements(captured):
    return [query["sql"] for query in captured if query["sql"] not in ("BEGIN", "COMMIT")]


def test_it_works(Case, Step, do):
    do("search", clerk, {}, 1)
    result = do("hand_over", clerk, {"receipt": True}, 2, hour=2, key="k2")
    case = Case.objects.get()
    assert not result.replayed
    assert (case.state, case.version, case.closed_at) == ("handed_over", 3, after(2))
    assert [step.action for step in Step.objects.order_by("seq")] == ["ask", "search", "hand_over"]
    assert Step.objects.get(seq=3).data == {"receipt": True, "by": "Clerk"}
    assert Step.objects.get(seq=3).record("LP1") == result.record
    (message,) = Outbox.objects.all()
    assert (message.topic, message.at, message.done_at) == ("lost.handed_over", after(2), None)
    assert message.payload == {"case_no": "LP1", "region": "211002001001"}
    assert fault(Case) is None


def test_opening_is_one_statement_and_acting_two_or_three(Case, do):
    with CaptureQueriesContext(connection) as opening:
        open_case("lost", Case(case_no="LP2", region_code="2110"), "ask", asker, {"what": "Hat"}, WORLD)
    assert len(statements(opening)) == 1
    with CaptureQueriesContext(connection) as acting:
        do("search", clerk, {}, 1)
    assert len(statements(acting)) == 2
    with CaptureQueriesContext(connection) as keyed:
        do("photograph", clerk, {}, 2, key="k")
    assert len(statements(keyed)) == 3


def test_what_is_returned_is_what_is_stored(Case, do):
    result = do("search", clerk, {}, 1)
    seen = Case.objects.get()
    for field in Case._meta.concrete_fields:
        assert getattr(result.case, field.attname) == getattr(seen, field.attname), field.attname


def test_clocks_survive_the_column(Case, do):
    do("search", clerk, {}, 1)
    do("wait", clerk, {"until": after(99).isoformat()}, 2, hour=3.5)
    do("go_on", clerk, {}, 3, hour=7)
    result = do("more_time", clerk, {}, 4, hour=8)
    case = Case.objects.get()
    assert case.clocks == result.case.clocks
    assert all(isinstance(clock, clocks.Clock) for clock in case.clocks)
    search = case.clocks[-1]
    assert (len(search.runs), len(search.extended)) == (2, 1)
    assert clocks.due(search, WORLD.calendar) == case.due_at == result.case.due_at
    case.save()
    case.refresh_from_db()
    assert case.clocks == result.case.clocks


def test_clocks_are_asked_by_name_in_the_database(Case, opened):
    assert Case.objects.filter(clocks__contains=[{"name": "answer", "stopped": False}]).exists()
    assert not Case.objects.filter(clocks__contains=[{"name": "search"}]).exists()


def test_a_new_case_has_no_clocks(Case):
    case = Case.objects.create(case_no="LP3", region_code="2110")
    assert Case.objects.get(pk=case.pk).clocks == []


def test_the_same_key_again_returns_the_first_result(Case, do):
    first = do("search", clerk, {}, 1, key="k1")
    before = stored(Case)
    again = do("search", clerk, {}, 1, key="k1", hour=9)
    assert again.replayed
    assert again.record == first.record
    assert stored(Case) == before


def test_the_same_key_for_something_else_is_refused(Case, do):
    do("search", clerk, {}, 1, key="k1")
    before = stored(Case)
    for action, data in [("give_up", {}), ("search", {"x": 1})]:
        with pytest.raises(Problem) as caught:
            do(action, clerk, data, 2, key="k1")
        assert caught.value.kind.code == "idempotency.reused"
    assert stored(Case) == before


def test_a_stale_version_is_refused_with_the_current_one(Case, do):
    do("search", clerk, {}, 1)
    before = stored(Case)
    with pytest.raises(Problem) as caught:
        do("give_up", asker, {}, 1)
    assert caught.value.kind.code == "version.stale"
    assert caught.value.extra == {"version": 2}
    assert stored(Case) == before


def test_the_platform_acts_on_whatever_it_finds(do):
    do("search", clerk, {}, None)
    assert do("photograph", clerk, {}, None).record.seq == 3


def test_what_lies_outside_what_the_actor_may_see_is_404(Case, do):
    before = stored(Case)
    with pytest.raises(Problem) as caught:
        do("search", clerk, {}, 1, cases=Case.objects.filter(region_code__startswith="211003"))
    assert caught.value.kind.status == 404
    assert stored(Case) == before


@pytest.mark.parametrize(
    ("action", "actor", "data", "status"),
    [
        ("burn", clerk, {}, 404),
        ("search", powerless, {}, 403),
        ("hand_over", clerk, {"receipt": True}, 409),
        ("remark", asker, {"text": ""}, 422),
        ("remark", asker, {"text": "\x00"}, 422),
        ("remark", asker, {"text": "\ud800"}, 422),
    ],
)
def test_a_refusal_writes_nothing(Case, do, action, actor, data, status):
    before = stored(Case)
    with pytest.raises(Problem) as caught:
        do(action, actor, data, 1, key="k1")
    assert caught.value.kind.status == status
    assert stored(Case) == before


def opening(Case, number, source_digest="same", source_key="phone:17"):
    case = Case(case_no=number, region_code="2110", source_key=source_key, source_digest=source_digest)
    return open_case("lost", case, "ask", asker, {"what": "Hat"}, WORLD, now=MORNING)


def test_the_same_opening_again_returns_the_first(Case):
    first = opening(Case, "LP7")
    before = stored(Case)
    again = opening(Case, "LP8")
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.case.pk, again.case.case_no, again.record) == (first.case.pk, "LP7", first.record)
    assert stored(Case) == before


def test_another_opening_under_the_same_key_is_refused_and_names_the_case(Case):
    opening(Case, "LP7")
    with pytest.raises(Problem) as caught:
        opening(Case, "LP8", source_digest="other")
    assert caught.value.kind.code == "idempotency.reused"
    assert caught.value.extra == {"case_no": "LP7"}
    assert Case.objects.count() == 1


def test_a_repeated_opening_spoils_nothing_of_the_transaction_it_is_in(Case):
    opening(Case, "LP7")
    with transaction.atomic():
        assert opening(Case, "LP8").replayed
        assert not opening(Case, "LP9", source_key="phone:18").replayed
    assert {case.case_no for case in Case.objects.all()} == {"LP7", "LP9"}


@pytest.mark.parametrize("source_key", ["phone:18", None])
def test_a_number_that_is_taken_is_an_error_of_ours(Case, source_key):
    opening(Case, "LP7")
    with pytest.raises(IntegrityError):
        opening(Case, "LP7", source_key=source_key)
    assert Case.objects.count() == 1


def test_two_who_open_the_same_at_once_get_the_same_case(Case, threads):
    barrier = Barrier(2)

    def act(number):
        barrier.wait(5)
        result = opening(Case, number)
        return result.replayed, result.case.case_no

    said = sorted(begun.result(10) for begun in [threads(act, "LP7"), threads(act, "LP8")])
    assert [replayed for replayed, _ in said] == [False, True]
    assert said[0][1] == said[1][1] == Case.objects.get().case_no


def test_a_refused_opening_writes_nothing(Case):
    with pytest.raises(Problem):
        open_case("lost", Case(case_no="LP1", region_code="2110"), "ask", asker, {"what": ""}, WORLD)
    assert not Case.objects.exists()


def test_a_text_too_long_for_its_column_is_never_cut(Case):
    with pytest.raises(DataError):
        open_case(
            "lost", Case(case_no="LP" + "1" * 30, region_code="2110"), "ask", asker, {"what": "Hat"}, WORLD
        )
    assert not Case.objects.exists()


def test_columns_of_any_type_are_written_as_they_are(Case):
    case = Case(case_no="LP4", region_code="2110", marks=["red", "old"], worth=Decimal("12.50"))
    open_case("lost", case, "ask", asker, {"what": "Hat"}, WORLD)
    seen = Case.objects.get()
    assert (seen.marks, seen.worth) == (["red", "old"], Decimal("12.50"))


def test_case_step_and_message_come_or_go_together(Case, do):
    do("search", clerk, {}, 1)
    before = stored(Case)

    def act_and_fail():
        with transaction.atomic():
            do("hand_over", clerk, {"receipt": True}, 2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_and_fail()
    assert stored(Case) == before


@pytest.mark.parametrize("keys", [("a", "b"), (None, None)])
def test_of_two_at_once_one_is_stale(Case, Step, do, threads, keys):
    barrier = Barrier(2)

    def act(key):
        barrier.wait(5)
        try:
            return do("search", clerk, {}, 1, key=key).record.seq
        except Problem as problem:
            return problem.kind.code

    said = {begun.result(10) for begun in [threads(act, key) for key in keys]}
    assert said == {2, "version.stale"}
    assert Step.objects.count() == 2
    assert fault(Case) is None


def test_the_same_request_twice_at_once_is_done_once(Case, Step, do, threads):
    barrier = Barrier(2)

    def act():
        barrier.wait(5)
        result = do("search", clerk, {}, 1, key="same")
        return result.replayed, result.record.hash

    first, second = sorted(begun.result(10) for begun in [threads(act), threads(act)])
    assert (first[0], second[0]) == (False, True)
    assert first[1] == second[1]
    assert Step.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE loop_loststep SET action = 'give_up'",
        "DELETE FROM loop_loststep",
        "TRUNCATE loop_loststep",
        "TRUNCATE loop_lostcase CASCADE",
        "ALTER TABLE loop_loststep DROP COLUMN hash",
        "DROP TABLE loop_loststep",
    ],
)
def test_the_application_cannot_touch_a_step(Case, opened, statement):
    before = stored(Case)
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert stored(Case) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE loop_loststep SET data = '{}' WHERE seq = 1", (1, "altered")),
        ("UPDATE loop_loststep SET actor_label = 'X' WHERE seq = 2", (2, "altered")),
        ("UPDATE loop_loststep SET at = at + interval '1 microsecond' WHERE seq = 2", (2, "altered")),
        ("DELETE FROM loop_loststep WHERE seq = 2", (2, "missing")),
        ("DELETE FROM loop_loststep WHERE seq = 3", (3, "missing")),
        ("UPDATE loop_lostcase SET version = 2, head = ''", (3, "surplus")),
        ("UPDATE loop_lostcase SET head = repeat('0', 64)", (0, "head")),
        ("UPDATE loop_lostcase SET case_no = 'LP7'", (1, "altered")),
    ],
)
def test_a_change_by_somebody_with_every_right_is_named(Case, do, change, told):
    do("search", clerk, {}, 1)
    do("hand_over", clerk, {"receipt": True}, 2)
    assert fault(Case) is None
    with connections["owner"].cursor() as cursor:
        cursor.execute(change)
    found = fault(Case)
    assert (found.seq, found.why) == told


@pytest.mark.parametrize(
    "worth", [12.5, -0.0, 0.1, 1e-7, 1e16, 1.5e16, 1e22, -3e200, 1.7976931348623157e308, 5e-324]
)
def test_a_number_written_any_way_still_verifies(Case, worth):
    case = Case(case_no="LP5", region_code="2110")
    open_case("lost", case, "ask", asker, {"what": "Ring", "worth": worth}, WORLD)
    assert fault(Case) is None
    assert float(Case.objects.get().steps.get().data["worth"]) == worth


def test_a_case_keeps_the_edition_it_opened_under(Case, opened, do):
    admin = Actor(ActorKind.PERSON, "Administrator", powers=frozenset({"flow.publish"}))
    do("search", clerk, {}, 1)
    publish("lost", {"off": ["photograph"]}, "no photographs", admin)
    assert do("photograph", clerk, {}, 2).record.seq == 3
    young = Case(case_no="LP6", region_code="211002001001", flow_version=1)
    open_case("lost", young, "ask", asker, {"what": "Hat"}, WORLD)
    perform("lost", Case.objects.all(), "LP6", "search", clerk, {}, 1, WORLD)
    with pytest.raises(Problem) as caught:
        perform("lost", Case.objects.all(), "LP6", "photograph", clerk, {}, 2, WORLD)
    assert caught.value.kind.status == 404


def test_the_limit_of_a_paused_case_is_kept_over_a_year(Case, do):
    do("search", clerk, {}, 1)
    do("wait", clerk, {"until": after(9000).isoformat()}, 2, hour=2)
    result = do("go_on", clerk, {}, 3, hour=24 * 365)
    assert Case.objects.get().due_at == result.case.due_at
    assert result.case.due_at > after(24 * 365) + timedelta(days=4)


def test_a_lost_connection_is_an_error_and_no_half_a_case(Case, do, threads):
    """The server ends the connection in the middle: nothing of the action is left."""
    before = stored(Case)

    def act():
        with transaction.atomic():
            do("search", clerk, {}, 1)
            pid = connection.connection.info.backend_pid
            with psycopg.connect(**_owner(), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
            Case.objects.count()

    with pytest.raises(OperationalError):
        threads(act).result(10)
    assert stored(Case) == before


def _owner():
    owner = connections["owner"].settings_dict
    return {
        "host": owner["HOST"],
        "port": owner["PORT"],
        "user": owner["USER"],
        "password": owner["PASSWORD"],
        "dbname": owner["NAME"],
    }


def test_the_loop_is_the_one_of_the_other_tests():
    assert flow_at("lost", 0) is LOST
