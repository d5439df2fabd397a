"""Report, accept, dispatch, sign, feed back, verify, close, evaluate: who has it, who may, which clock runs."""

import pytest

from tests.events.loop.walk import CLOSING, PLAIN, TEXT, closed, reported, unit
from tests.personas import PEOPLE, TOWNSHIP

pytestmark = pytest.mark.django_db
# Those of the cast whose work has to do with cases, wherever they are.
AROUND = (
    "worker", "worker_elsewhere", "community_op", "community_elsewhere", "township_op", "county_op", "city_op",
    "call_back_clerk", "handler", "head", "joint_handler", "handler_elsewhere", "supervisor",
)  # fmt: skip


def running(walk):
    return {each["name"] for each in walk.see("township_op")["clocks"] if each["state"] == "running"}


def test_it_works(cast):
    walk = reported(cast)
    assert (walk.state, walk.row.owner) == ("reported", TOWNSHIP)
    assert walk.on_desk_of(*AROUND) == {"township_op"}
    assert running(walk) == {"total", "accept"}

    walk.act("township_op", "accept", item_code=PLAIN)
    assert walk.on_desk_of(*AROUND) == {"township_op"}
    assert running(walk) == {"total", "dispatch"}

    walk.act("township_op", "dispatch", lead=unit(), joint=[])
    assert walk.on_desk_of(*AROUND) == {"handler", "head"}
    assert running(walk) == {"total", "handle"}  # from dispatch, not from sign-for
    handle = walk.clock("handle")
    assert (handle["kind"], handle["amount"]) == ("working_days", 4)

    walk.act("handler", "sign")
    assert walk.on_desk_of(*AROUND) == {"handler", "head"}
    assert walk.clock("handle")["started_at"] == handle["started_at"]

    walk.act("handler", "feed_back", result="箱门已更换")
    assert walk.on_desk_of(*AROUND) == {"worker"}
    assert running(walk) == {"total", "verify"}

    walk.act("worker", "pass", method="on_site", note="已锁好")
    assert walk.on_desk_of(*AROUND) == {"township_op"}
    assert running(walk) == {"total"}

    walk.act("township_op", "close", **CLOSING)
    assert walk.on_desk_of(*AROUND) == set()
    assert running(walk) == set()
    seen = walk.see("township_op")
    assert seen["closed_at"]
    assert seen["due_at"] is None

    walk.act("reporter", "rate", rating="5", comment="很快")
    walk.act("county_op", "call_back", reached=True, contacted_in_time=True, solved=True, satisfied="5")
    walk.act("supervisor", "appraise", unit=5, area=4, post=5)
    seen = walk.see("township_op")
    assert (seen["rating"], seen["reached"], seen["solved"]) == (5, True, True)
    assert [step["action"]["key"] for step in walk.steps()] == [
        "report", "accept", "dispatch", "sign", "feed_back", "pass", "close", "rate", "call_back", "appraise",
    ]  # fmt: skip
    assert [step["step"]["key"] for step in walk.steps()] == [
        "report", "accept", "dispatch", "handle", "feedback", "verify", "close", *["evaluate"] * 3,
    ]  # fmt: skip
    assert walk.holds()


@pytest.mark.parametrize(
    ("stop_at", "offers"),
    [
        ("reported", {
            "township_op": {"accept", "refuse", "look_first", "refer", "transfer", "merge", "attach"},
            "community_op": {"transfer"},
            "county_op": {"transfer", "order", "remind"},
            "supervisor": {"order", "remind"},
        }),
        ("accepted", {
            "township_op": {"refer", "transfer", "correct", "merge", "split", "dispatch", "attach"},
            "community_op": {"transfer"},
            "county_op": {"transfer", "order", "remind"},
            "supervisor": {"order", "remind"},
        }),
        ("dispatched", {
            "handler": {"sign", "return", "progress"},
            "head": {"sign", "return", "progress"},
            "county_op": {"order", "remind"},
            "supervisor": {"order", "remind"},
        }),
        ("handling", {
            "handler": {"return", "progress", "ask_extension", "ask_suspension", "feed_back"},
            "head": {"return", "progress", "ask_extension", "ask_suspension", "feed_back"},
            "county_op": {"order", "remind"},
            "supervisor": {"order", "remind"},
        }),
        ("fed_back", {
            "worker": {"pass", "rework"},
            "township_op": {"pass", "rework"},
            "county_op": {"order", "remind"},
            "supervisor": {"order", "remind"},
        }),
        ("verified", {
            "township_op": {"close"},
            "county_op": {"order", "remind"},
            "supervisor": {"order", "remind"},
        }),
        ("closed", {
            "community_op": {"reopen", "call_back"},
            "township_op": {"reopen", "call_back"},
            "county_op": {"reopen", "call_back"},
            "city_op": {"reopen", "call_back"},
            "call_back_clerk": {"call_back"},
            "supervisor": {"appraise"},
        }),
    ],
)  # fmt: skip
def test_what_is_offered_to_whom(cast, stop_at, offers):
    """Exactly this, to everyone of the cast; nobody else is offered anything."""
    from tests.events.loop import walk as walks

    walk = getattr(walks, stop_at)(cast)
    offers = {name: keys - {"attach"} for name, keys in offers.items()} | (
        {} if stop_at == "closed" else {"city_op": offers["county_op"]}
    )
    # Whoever walks the grid may add what was seen there, at any time.
    offers["worker"] = offers.get("worker", set()) | {"add_information"}
    if stop_at in ("reported",):
        offers["community_op"] = {"transfer"}
    found = {name: keys for name in PEOPLE if (keys := walk.offered(name))}
    assert found == offers


def test_the_etag_is_the_version(cast):
    walk = reported(cast)
    answer = walk.face("township_op").get(walk.path())
    assert answer["ETag"] == '"1"'
    body = {"data": {"item_code": PLAIN}}
    path = walk.path("/actions/accept")
    assert walk.face("township_op").send("POST", path, body).status_code == 428
    accepted = walk.face("township_op").send("POST", path, body, if_match='"1"')
    assert (accepted.status_code, accepted["ETag"]) == (200, '"2"')


def test_a_stale_version_changes_nothing(cast):
    walk = reported(cast)
    walk.act("township_op", "accept", item_code=PLAIN)
    answer = walk.send("township_op", "dispatch", {"lead": unit()}, version=1)
    assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (409, "version.stale", 2)
    assert walk.state == "accepted"


def test_the_same_key_gives_the_first_result_again(cast):
    walk = reported(cast)
    sent = {"data": {"item_code": PLAIN}, "version": 1}
    path = walk.path("/actions/accept")
    first, second = (
        walk.face("township_op").send("POST", path, sent, idempotency_key="one-two-three") for _ in range(2)
    )
    assert first.json() | {"replayed": True} == second.json()
    assert walk.row.version == 2
    other = {"data": {"item_code": "C0127"}, "version": 2}
    reused = walk.face("township_op").send("POST", path, other, idempotency_key="one-two-three")
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency.reused")


def test_others_see_nothing_of_it(cast):
    walk = closed(cast)
    seeing = {name for name in PEOPLE if walk.see(name)}
    # The unit that did it still sees it; the other units, grids, areas and the administrators do not.
    assert seeing == {
        "worker", "community_op", "township_op", "county_op", "city_op", "call_back_clerk", "handler", "head",
        "supervisor",
    }  # fmt: skip
    for name in ("worker_elsewhere", "community_elsewhere", "handler_elsewhere", "stranger", "sysadmin"):
        walk.refused(name, "rate", 404, rating="5")


def test_the_wrong_role_is_told_so(cast):
    walk = reported(cast)
    walk.refused("worker", "accept", 403, "auth.forbidden", item_code=PLAIN)
    walk.refused("county_op", "accept", 403, "auth.forbidden", item_code=PLAIN)  # not the centre it is at
    walk.refused("supervisor", "close", 403, "auth.forbidden", **CLOSING)
    walk.refused("township_op", "mark_overdue", 403, clock="accept", number=1, due_at="2026-01-01T00:00:00Z")


def test_the_wrong_moment_too(cast):
    walk = reported(cast)
    walk.refused("township_op", "close", 409, "flow.not-now", **CLOSING)
    walk.refused("township_op", "fly", 404, "flow.unknown-action")


def test_a_form_that_does_not_fit_names_its_field(cast):
    walk = reported(cast)
    assert walk.wrong("township_op", "accept") == {"item_code"}
    assert walk.wrong("township_op", "accept", item_code="X9999") == {"item_code"}
    assert walk.wrong("township_op", "accept", item_code=PLAIN, grade="V") == {"grade"}
    assert walk.wrong("township_op", "accept", item_code=PLAIN, nonsense=1) == {"nonsense"}
    walk.act("township_op", "accept", item_code=PLAIN)
    for lead in (0, -1, 2**40, 2**70, "1", None):
        assert walk.wrong("township_op", "dispatch", lead=lead) == {"lead"}, lead
    assert walk.wrong("township_op", "dispatch", lead=unit("urban_management", "211005")) == {"lead"}
    assert walk.wrong("township_op", "dispatch", lead=unit(), joint=[unit()]) == {"joint"}
    assert walk.wrong("township_op", "dispatch", lead=unit(), joint=[2**70]) == {"joint.0"}


def test_evidence_must_be_of_this_case(cast):
    from tests.events.loop.walk import handling

    walk = handling(cast)
    for numbers in ([1], [2**40], [2**70]):
        assert walk.wrong("handler", "feed_back", result="好了", evidence=numbers) == {"evidence"}, numbers


def test_a_case_is_rated_once(cast):
    walk = closed(cast)
    assert walk.wrong("reporter", "rate", rating="6") == {"rating"}
    walk.act("reporter", "rate", rating="2")
    walk.refused("reporter", "rate", 409, "rate.done", rating="5")
    walk.refused("township_op", "rate", 403, rating="5")


def test_what_was_said_with_the_rating_can_be_deleted(cast):
    """The step keeps a hash of the words, not the words (domain.md §6: deletion)."""
    walk = closed(cast)
    walk.act("reporter", "rate", rating="4", comment="联系人是我家对门的")
    last = walk.steps()[-1]["data"]
    assert "comment" not in last
    assert len(last["comment_sha256"]) == 64
    assert TEXT not in str(walk.steps())


def test_a_case_is_closed_on_its_condition(cast):
    from tests.events.loop.walk import verified

    walk = verified(cast)
    assert walk.wrong("township_op", "close") == {"closing_condition_met"}
    assert walk.wrong("township_op", "close", closing_condition_met=False) == {"closing_condition_met"}
    walk.refused("worker", "close", 403, **CLOSING)
