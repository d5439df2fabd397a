"""Returning a case to the centre (domain.md §3): twice, within a working day, with a basis; then designated."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.events.loop import timed
from tests.events.loop.walk import PLAIN, URGENT, dispatched, fed_back, handling, send_out, unit
from wangge.core.problems import Problem

pytestmark = pytest.mark.django_db
WHY = {"reason": "不属本单位职责", "basis": "职责清单第三条"}


def test_it_works(cast):
    walk = dispatched(cast, joint=True)
    first = walk.clock("handle")
    walk.act("handler", "return", **WHY, suggested_unit=unit("power_supply"))
    row = walk.row
    assert (row.state, row.returns, row.lead_unit_id, row.joint_units) == ("returned", 1, None, [])
    assert (row.text, row.item_code, row.item_confirmed) == (walk.row.text, PLAIN, True)  # all data is kept
    assert walk.on_desk_of("township_op", "handler", "head", "joint_handler") == {"township_op"}
    assert walk.clock("handle")["state"] == "stopped"
    assert walk.clock("dispatch")["state"] == "running"
    said = walk.steps()[-1]["data"]
    assert said["from_unit"] == unit()
    assert said["suggested_name"]

    send_out(walk)
    again = walk.clock("handle")
    assert again["started_at"] > first["started_at"]
    assert again["used"] < 60  # the next unit has all its time
    assert walk.holds()


def test_the_unit_that_returned_it_no_longer_sees_it(cast):
    walk = dispatched(cast)
    walk.act("handler", "return", **WHY)
    assert walk.see("handler") == {}
    walk.refused("handler", "sign", 404)


def test_who_receives_it_must_dispatch_again(cast):
    """There is no way from a returned case to a unit's own states."""
    walk = dispatched(cast)
    walk.act("handler", "return", **WHY)
    assert walk.offered("township_op") == {
        "transfer", "correct", "merge", "split", "dispatch", "designate",
    }  # fmt: skip
    walk.refused("township_op", "accept", 409, "flow.not-now", item_code=PLAIN)
    walk.refused("township_op", "feed_back", 403, result="好了")


def test_twice_at_most(cast):
    walk = dispatched(cast)
    for _ in range(2):
        walk.act("handler", "return", **WHY)
        send_out(walk)
    walk.refused("handler", "return", 409, "return.used-up", **WHY)
    assert walk.blocked("handler")["return"] == "return.used-up"
    walk.act("handler", "sign")
    walk.refused("handler", "return", 409, "return.used-up", **WHY)


def test_not_once_the_centre_has_designated_a_unit(cast):
    walk = dispatched(cast)
    walk.act("handler", "return", **WHY)
    assert walk.wrong("township_op", "designate", lead=unit()) == {"basis"}
    walk.act("township_op", "designate", lead=unit(), basis="三定方案")
    assert walk.see("handler")["designated"]
    walk.refused("handler", "return", 409, "return.designated", **WHY)
    assert walk.clock("handle")["state"] == "running"


def test_it_says_why_and_on_what_basis(cast):
    walk = dispatched(cast)
    assert walk.wrong("handler", "return", reason=WHY["reason"]) == {"basis"}
    assert walk.wrong("handler", "return", basis=WHY["basis"]) == {"reason"}
    assert walk.wrong("handler", "return", reason="  ", basis=WHY["basis"]) == {"reason"}
    assert walk.wrong("handler", "return", reason=WHY["reason"], basis=" \u3000 ") == {"basis"}
    assert walk.wrong("handler", "return", reason="\x00\x01", basis="职责清单") == {"data.reason"}


def test_the_unit_it_suggests_is_one_that_serves_the_place(cast):
    walk = dispatched(cast)
    for number in (0, -1, 2**40, 2**70, unit("urban_management", "211005")):
        assert walk.wrong("handler", "return", **WHY, suggested_unit=number) == {"suggested_unit"}, number


def test_others_may_not(cast):
    walk = dispatched(cast)
    walk.refused("township_op", "return", 403, **WHY)
    walk.refused("worker", "return", 403, **WHY)
    walk.refused("handler_elsewhere", "return", 404, **WHY)
    stale = walk.send("handler", "return", WHY, version=1)
    assert (stale.status_code, stale.json()["code"]) == (409, "version.stale")


# Friday 18 September 2026, ten in the morning; the Sunday after it is a working day (swapped for the holiday).
FRIDAY = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
MONDAY = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "started", "after", "holds"),
    [
        (PLAIN, MONDAY, timedelta(hours=24), True),
        (PLAIN, MONDAY, timedelta(hours=24, minutes=1), False),
        (PLAIN, FRIDAY, timedelta(days=1, hours=12), True),  # a Saturday does not count
        (PLAIN, FRIDAY, timedelta(days=2, hours=10, minutes=1), False),  # the swapped Sunday does
        (URGENT, MONDAY, timedelta(hours=1), True),
        (URGENT, MONDAY, timedelta(hours=1, minutes=1), False),
    ],
)
def test_in_time(cast, item, started, after, holds):
    walk = timed.dispatched(cast, started, item)
    if holds:
        walk.take("handler", "return", started + after, **WHY)
        assert walk.state == "returned"
    else:
        with pytest.raises(Problem) as refused:
            walk.take("handler", "return", started + after, **WHY)
        assert refused.value.kind.code == "return.too-late"


def test_signing_late_gives_no_more_time(cast):
    walk = timed.dispatched(cast, MONDAY)
    walk.take("handler", "sign", MONDAY + timedelta(hours=23))
    with pytest.raises(Problem) as refused:
        walk.take("handler", "return", MONDAY + timedelta(hours=25), **WHY)
    assert refused.value.kind.code == "return.too-late"


def test_rework_gives_no_second_chance(cast):
    """A unit that has fed back and must do it again cannot send the case away: the day is that of dispatch."""
    walk = timed.dispatched(cast, MONDAY)
    walk.take("handler", "sign", MONDAY + timedelta(hours=1))
    walk.take("handler", "feed_back", MONDAY + timedelta(hours=30), result="已修")
    walk.take("worker", "rework", MONDAY + timedelta(hours=31), method="on_site", reason="没修好")
    with pytest.raises(Problem) as refused:
        walk.take("handler", "return", MONDAY + timedelta(hours=32), **WHY)
    assert refused.value.kind.code == "return.too-late"


def test_only_before_feeding_back(cast):
    walk = fed_back(cast)
    walk.refused("handler", "return", 409, "flow.not-now", **WHY)
    walk = handling(cast)
    walk.act("handler", "return", **WHY)
    assert walk.state == "returned"
