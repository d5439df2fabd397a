"""Extension and suspension (domain.md §3): two approvals by two other persons, and what the clock does."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.events.loop import timed
from tests.events.loop.walk import SMALL, handling
from tests.personas import SINCE
from wangge.accounts import actors
from wangge.core.actors import job
from wangge.core.problems import Problem
from wangge.events.loop import actions, overlay
from wangge.network import actions as network

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # five working days ahead of it, and no holiday near
REASON = {"reason": "需采购配件"}


def extended(walk):
    walk.act("handler", "ask_extension", **REASON)
    walk.act("head", "endorse_extension")
    walk.act("township_op", "grant_extension")


def suspension(days=30):
    return {"reason": "冬季不能施工", "until": (MONDAY + timedelta(days=days)).isoformat()}


def code(refused):
    return refused.value.kind.code


def test_it_works(cast):
    walk = handling(cast)
    due = walk.see("handler")["due_at"]
    walk.act("handler", "ask_extension", **REASON)
    assert walk.on_desk_of("handler", "head", "township_op") == {"handler", "head"}
    walk.act("head", "endorse_extension")
    assert walk.on_desk_of("handler", "head", "township_op", "county_op") == {"township_op"}
    assert walk.clock("handle")["state"] == "running"
    assert walk.see("handler")["due_at"] == due  # asking alone gives no time
    walk.act("township_op", "grant_extension")
    clock = walk.clock("handle")
    assert (walk.state, clock["extended"], clock["amount"]) == ("handling", 1, 4)
    assert walk.see("handler")["due_at"] > due
    assert walk.holds()


def test_one_original_limit_more(cast):
    walk = timed.handling(cast, MONDAY)
    assert walk.row.due_at == MONDAY + timedelta(days=4)
    for times in (1, 2):
        walk.take("handler", "ask_extension", MONDAY + timedelta(hours=times), **REASON)
        walk.take("head", "endorse_extension", MONDAY + timedelta(hours=times))
        walk.take("township_op", "grant_extension", MONDAY + timedelta(hours=times))
        # four working days more each time; weekends do not count
        assert walk.row.due_at == MONDAY + timedelta(days={1: 10, 2: 16}[times])


def test_twice_at_most(cast):
    walk = handling(cast)
    extended(walk)
    extended(walk)
    walk.refused("handler", "ask_extension", 409, "extension.used-up", **REASON)


def test_a_refusal_does_not_count(cast):
    walk = handling(cast)
    for who, endorse in (("head", False), ("township_op", True)):
        walk.act("handler", "ask_extension", **REASON)
        if endorse:
            walk.act("head", "endorse_extension")
        assert walk.wrong(who, "refuse_request", reason="") == {"reason"}
        walk.act(who, "refuse_request", reason="理由不足")
        assert (walk.state, walk.row.extensions, walk.row.asked_by) == ("handling", 0, None)
    extended(walk)
    extended(walk)
    assert walk.row.extensions == 2


def test_before_it_is_due(cast):
    walk = timed.handling(cast, MONDAY)
    due = walk.row.due_at
    with pytest.raises(Problem) as refused:
        walk.take("handler", "ask_extension", due + timedelta(seconds=1), **REASON)
    assert code(refused) == "extension.overdue"
    walk.take("handler", "ask_extension", due, **REASON)
    # Asked for in time and granted late is granted all the same.
    walk.take("head", "endorse_extension", due + timedelta(hours=2))
    walk.take("township_op", "grant_extension", due + timedelta(hours=3))
    assert walk.row.due_at > due + timedelta(days=3)


def test_two_other_persons(cast):
    walk = handling(cast)
    walk.act("head", "ask_extension", **REASON)
    walk.refused("head", "endorse_extension", 409, "approval.same-person")
    walk.refused("handler", "endorse_extension", 403)
    walk.refused("township_op", "endorse_extension", 403)
    walk.refused("township_op", "grant_extension", 409, "flow.not-now")


def test_one_person_in_two_posts_is_one_person(cast):
    """The head of the unit who also serves at the street's centre may not give both approvals."""
    posting = network.post_person(
        cast["head"].pk, "township_operator", from_day=SINCE, actor=job("tests"),
        unit=cast.actor("township_op").unit,
    )  # fmt: skip
    found = actors.from_person(cast["head"].pk, posting)
    assert found is not None
    walk = handling(cast)
    walk.act("handler", "ask_extension", **REASON)
    walk.act("head", "endorse_extension")
    with pytest.raises(Problem) as refused:
        actions.act(walk.case_no, "grant_extension", found[1], {}, walk.row.version)
    assert code(refused) == "approval.same-person"


def test_a_communitys_case_is_approved_by_the_street(cast):
    """A community's centre may not approve finally: what waits for that lies where somebody can give it."""
    walk = handling(cast, SMALL)
    for asked, endorse in (("ask_extension", "endorse_extension"), ("ask_suspension", "endorse_suspension")):
        until = {"until": (walk.row.moved_at + timedelta(days=9)).isoformat()} if "susp" in asked else {}
        walk.act("handler", asked, **REASON, **until)
        walk.act("head", endorse)
        assert walk.on_desk_of("community_op", "township_op", "county_op") == {"township_op"}
        walk.act("township_op", "refuse_request", reason="理由不足")


def test_feeding_back_lets_the_request_lapse(cast):
    walk = handling(cast)
    walk.act("handler", "ask_extension", **REASON)
    walk.act("handler", "feed_back", result="已修好")
    assert (walk.state, walk.row.asked_by, walk.row.extensions) == ("fed_back", None, 0)


def test_others_may_not_ask(cast):
    walk = handling(cast, joint=True)
    walk.refused("joint_handler", "ask_extension", 403, **REASON)
    walk.refused("handler_elsewhere", "ask_extension", 404, **REASON)
    assert walk.wrong("handler", "ask_extension") == {"reason"}


def test_a_suspension_pauses_the_clock_and_ends_by_itself(cast):
    walk = timed.handling(cast, MONDAY)
    asked = MONDAY + timedelta(days=1)
    walk.take("handler", "ask_suspension", asked, **suspension())
    walk.take("head", "endorse_suspension", asked)
    assert walk.row.due_at == MONDAY + timedelta(days=4)
    walk.take("township_op", "suspend", asked)
    row = walk.row
    assert (row.state, row.due_at, row.desk, row.suspensions) == ("suspended", None, "", 1)
    assert not overlay.mark(asked + timedelta(days=20))
    until = MONDAY + timedelta(days=30)
    assert row.resume_at == until
    assert overlay.mark(until) == 1
    assert overlay.mark(until) == 0
    row = walk.row
    assert (row.state, row.resume_at, row.overdues) == ("handling", None, 0)
    # One of four working days was used, three are left from Wednesday 1 April: over a weekend and Qingming.
    assert row.due_at == datetime(2026, 4, 7, 2, 0, tzinfo=UTC)
    assert walk.steps()[-1]["action"]["key"] == "resume"
    assert walk.holds()


def test_the_unit_may_go_on_earlier(cast):
    walk = timed.handling(cast, MONDAY)
    walk.take("handler", "ask_suspension", MONDAY, **suspension())
    walk.take("head", "endorse_suspension", MONDAY)
    walk.take("township_op", "suspend", MONDAY)
    with pytest.raises(Problem) as refused:
        walk.take("handler", "feed_back", MONDAY, result="已修好")
    assert code(refused) == "flow.not-now"
    walk.take("handler", "resume", MONDAY + timedelta(days=7))
    assert walk.row.due_at == MONDAY + timedelta(days=11)
    with pytest.raises(Problem) as refused:
        walk.take("handler", "ask_suspension", MONDAY + timedelta(days=8), **suspension())
    assert code(refused) == "suspension.used-up"


@pytest.mark.parametrize("days", [-1, 0, 366, 365 * 8000])
def test_a_suspension_ends_within_a_year(cast, days):
    walk = timed.handling(cast, MONDAY)
    until = "9999-12-31T23:59:59-12:00" if days > 9999 else suspension(days)["until"]
    with pytest.raises(Problem) as refused:
        walk.take("handler", "ask_suspension", MONDAY, reason="冬季不能施工", until=until)
    assert refused.value.fields.keys() == {"until"}
    walk.take("handler", "ask_suspension", MONDAY, **suspension(365))


def test_a_suspension_names_its_end_with_a_zone(cast):
    walk = handling(cast)
    for until in ("2026-12-01T00:00:00", "明天", 1, None):
        assert walk.wrong("handler", "ask_suspension", reason="冬季", until=until) == {"until"}


def test_a_suspension_needs_two_approvals_too(cast):
    walk = timed.handling(cast, MONDAY)
    walk.take("head", "ask_suspension", MONDAY, **suspension())
    with pytest.raises(Problem) as refused:
        walk.take("head", "endorse_suspension", MONDAY)
    assert code(refused) == "approval.same-person"
    with pytest.raises(Problem) as refused:
        walk.take("township_op", "suspend", MONDAY)
    assert code(refused) == "flow.not-now"
    walk.take("head", "refuse_request", MONDAY, reason="不需要了")
    assert (walk.state, walk.row.resume_at, walk.row.suspensions) == ("handling", None, 0)
