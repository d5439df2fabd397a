"""Verification (domain.md §3): by the nearest grid worker or by call-back, never by whoever handled it; then closure
and, within ten days, reopening."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.events.loop import timed
from tests.events.loop.walk import CLOSING, PLAIN, Walk, closed, fed_back, handling, reported, send_out, unit
from tests.personas import COMMUNITY, SINCE, TOWNSHIP
from wangge.accounts import actors
from wangge.accounts.models import Person
from wangge.core.actors import job
from wangge.core.problems import Problem
from wangge.events.loop import actions
from wangge.network import actions as network
from wangge.network import queries

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ON_SITE = {"method": "on_site"}


@pytest.fixture
def neighbour(cast):
    """A worker of another grid of the same community; the client and the grid."""
    grid = queries.grids(COMMUNITY).values_list("code", flat=True).order_by("code")[1]
    person = Person.objects.create(username="neighbour", name="neighbour")
    network.post_person(person.pk, "grid_worker", from_day=SINCE, actor=job("tests"), grid=grid)
    return person, grid


def also_handles(cast):
    """The worker acting from a second post, as a handler of the unit."""
    posting = network.post_person(
        cast["worker"].pk, "unit_handler", from_day=SINCE, actor=job("tests"), unit=unit()
    )
    found = actors.from_person(cast["worker"].pk, posting)
    assert found is not None
    return found[1]


def test_it_works(cast):
    walk = fed_back(cast)
    assert walk.row.verifier_grid == cast.actor("worker").grid
    assert walk.wrong("worker", "pass", method="by_guess") == {"method"}
    walk.act("worker", "pass", **ON_SITE, note="已锁好")
    assert walk.state == "verified"
    assert walk.clock("verify")["state"] == "stopped"


def test_others_may_not(cast, neighbour):
    walk = fed_back(cast)
    walk.refused("worker_elsewhere", "pass", 404, **ON_SITE)
    walk.refused("supervisor", "pass", 403, **ON_SITE)
    walk.refused("handler", "pass", 403, **ON_SITE)
    walk.refused("community_op", "pass", 403, method="call_back")
    walk.refused("call_back_clerk", "pass", 403, method="call_back")  # the county's, and the street owns it


def test_the_owner_may_call_back_instead(cast):
    walk = fed_back(cast)
    walk.act("township_op", "pass", method="call_back", note="报告人确认")
    assert walk.steps()[-1]["data"]["method"] == "call_back"


def test_whoever_handled_it_does_not_verify_it(cast, neighbour):
    """The worker handled it from another post: the nearest other grid's worker looks, and nobody else sees why."""
    _, grid = neighbour
    walk = handling(cast)
    actions.act(walk.case_no, "feed_back", also_handles(cast), {"result": "已修好"}, walk.row.version)
    assert walk.row.verifier_grid == grid
    walk.faces["neighbour"] = cast.client()
    walk.faces["neighbour"].force_login(Person.objects.get(username="neighbour"))
    assert walk.on_desk_of("worker", "neighbour") == {"neighbour"}
    walk.refused("worker", "pass", 403, **ON_SITE)
    walk.act("neighbour", "pass", **ON_SITE)
    assert walk.state == "verified"


def test_nor_does_he_by_working_the_nearest_grid_as_well(cast, neighbour):
    _, grid = neighbour
    walk = handling(cast)
    actions.act(walk.case_no, "feed_back", also_handles(cast), {"result": "已修好"}, walk.row.version)
    second = network.post_person(
        cast["worker"].pk, "grid_worker", from_day=SINCE, actor=job("tests"), grid=grid
    )
    there = actors.from_person(cast["worker"].pk, second)
    assert there is not None
    with pytest.raises(Problem) as refused:
        actions.act(walk.case_no, "pass", there[1], ON_SITE, walk.row.version)
    assert refused.value.kind.code == "verify.same-person"


def test_a_grid_without_a_worker_is_looked_at_from_the_next(cast, neighbour):
    """A report from the neighbouring grid's neighbour, which nobody works."""
    bare = queries.grids(COMMUNITY).values_list("code", flat=True).order_by("code")[2]
    middle = queries.grid_centre(bare)
    assert middle is not None
    walk = reported(cast, lng=middle[0], lat=middle[1])
    assert walk.row.region_code == bare
    walk.act("township_op", "accept", item_code=PLAIN)
    send_out(walk)
    walk.act("handler", "sign")
    walk.act("handler", "feed_back", result="已修好")
    assert walk.row.verifier_grid == queries.worker_grid_nearest(bare)
    assert walk.row.verifier_grid in {cast.actor("worker").grid, neighbour[1]}


def test_without_a_point_the_owner_calls_back(cast):
    walk = reported(cast)
    place = queries.names([TOWNSHIP])[TOWNSHIP]
    answer = cast.client().send(
        "POST", "/api/v1/reports", {"text": "箱门坏了", "place": place, "item_code": PLAIN}
    )
    assert answer.status_code == 201, answer.content
    told = answer.json()
    walk = Walk(cast, told["case_no"], told["secret"])
    assert walk.row.region_code == TOWNSHIP
    walk.act("township_op", "accept", item_code=PLAIN)
    send_out(walk)
    walk.act("handler", "sign")
    walk.act("handler", "feed_back", result="已修好")
    assert walk.row.verifier_grid == ""
    assert walk.on_desk_of("worker", "township_op") == {"township_op"}
    walk.act("township_op", "pass", method="call_back")
    assert walk.state == "verified"


def test_rework(cast):
    walk = fed_back(cast)
    assert walk.wrong("worker", "rework", method="on_site") == {"reason"}
    walk.act("worker", "rework", **ON_SITE, reason="箱门仍然打不开")
    assert (walk.state, walk.row.reworks) == ("handling", 1)
    assert walk.on_desk_of("worker", "handler", "township_op") == {"handler"}
    clocks = [each for each in walk.see("handler")["clocks"] if each["name"] == "handle"]
    assert [each["state"] for each in clocks] == ["stopped", "running"]
    walk.act("handler", "feed_back", result="重新更换")
    walk.act("worker", "pass", **ON_SITE)
    assert walk.holds()


def test_reopened_by_the_reporter(cast):
    walk = closed(cast)
    walk.act("reporter", "rate", rating="1")
    walk.act("reporter", "reopen", reason="第二天又坏了")
    row = walk.row
    assert (row.state, row.closed_at, row.lead_unit_id, row.rating) == ("accepted", None, None, None)
    assert (row.reopenings, row.desk) == (1, f"centre:{TOWNSHIP}")
    assert {"total", "dispatch"} == {
        each["name"] for each in walk.see("township_op")["clocks"] if each["state"] == "running"
    }
    send_out(walk)  # and the loop begins again
    assert walk.holds()


def test_reopened_by_an_operator(cast):
    walk = closed(cast)
    walk.refused("worker", "reopen", 403, reason="又坏了")
    walk.refused("handler", "reopen", 403, reason="又坏了")
    walk.refused("community_elsewhere", "reopen", 404, reason="又坏了")
    assert walk.wrong("township_op", "reopen") == {"reason"}
    walk.act("community_op", "reopen", reason="居民反映又坏了")
    assert walk.state == "accepted"


def test_with_a_wrong_secret_there_is_no_such_case(cast):
    walk = closed(cast)
    walk.secret = "AAAA-AAAA-AAAA"
    walk.refused("reporter", "reopen", 404, reason="又坏了")


@pytest.mark.parametrize("who", ["reporter", "township_op"])
def test_within_ten_days(cast, who):
    done = MONDAY + timedelta(days=1)
    walk = timed.closed(cast, MONDAY, done)
    with pytest.raises(Problem) as refused:
        walk.take(who, "reopen", done + timedelta(days=10, seconds=1), reason="又坏了")
    assert refused.value.kind.code == "reopen.too-late"
    walk.take(who, "reopen", done + timedelta(days=10), reason="又坏了")
    assert walk.state == "accepted"


def test_a_reopened_case_is_closed_on_its_own_day(cast):
    done = MONDAY + timedelta(days=1)
    walk = timed.closed(cast, MONDAY, done)
    again = done + timedelta(days=9)
    walk.take("reporter", "reopen", again, reason="又坏了")
    walk.take("township_op", "dispatch", again, lead=unit(), joint=[])
    walk.take("handler", "sign", again)
    walk.take("handler", "feed_back", again, result="已换新")
    walk.take("worker", "pass", again, **ON_SITE)
    walk.take("township_op", "close", again, **CLOSING)
    assert walk.row.closed_at == again
