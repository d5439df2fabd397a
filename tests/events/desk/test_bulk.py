"""One action on many cases: what all offer, and each in a transaction of its own."""

import pytest

from tests.events.intake.cases import LAMP_ITEM, body, fields, filed
from tests.personas import COMMUNITY
from wangge.core.flow.audit import faults
from wangge.events.models import Event

pytestmark = pytest.mark.django_db
BULK = "/api/v1/events/bulk"


def asked(*walks, action="dispatch", **data):
    cases = [{"case_no": each.case_no, "version": each.version} for each in walks]
    return {"action": action, "cases": cases, "data": data}


def offered(cast, who, *walks):
    answer = cast.client(who).get(BULK, {"case_no": [each.case_no for each in walks]})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_it_works(cast, walk):
    mine = [walk().accepted() for _ in range(3)]
    told = offered(cast, "township_op", *mine)
    (action,) = [each for each in told["actions"] if each["key"] == "dispatch"]
    assert action["form"]["properties"]["lead"]
    assert told["cases"] == [{"case_no": each.case_no, "version": 2} for each in mine]
    answer = cast.client("township_op").send(
        "POST", BULK, asked(*mine, lead=cast.actor("handler").unit, note="同一条街")
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["results"] == [
        {"case_no": each.case_no, "ok": True, "state": "dispatched", "version": 3, "problem": None}
        for each in mine
    ]
    assert set(Event.objects.values_list("state", flat=True)) == {"dispatched"}
    assert list(faults(Event)) == [None] * 3


def test_only_what_all_of_them_offer(cast, walk):
    accepted, fresh = walk().accepted(), walk()
    keys = {each["key"] for each in offered(cast, "township_op", accepted, fresh)["actions"]}
    assert "dispatch" not in keys
    assert "accept" not in keys
    assert "merge" in keys
    assert offered(cast, "handler", accepted)["actions"] == []


def test_what_i_may_not_see_is_named_and_not_told_of(cast, walk):
    mine, theirs = walk(), walk(region="211005001001")
    told = offered(cast, "township_op", mine, theirs)
    assert told["missing"] == [theirs.case_no]
    assert [each["case_no"] for each in told["cases"]] == [mine.case_no]


def test_one_that_fails_keeps_no_other_back(cast, walk):
    good, stale, taken, hidden = walk(), walk(), walk(), walk(region="211005001001")
    stale.act("township_op", "transfer", centre=COMMUNITY[:6], reason="归区里管")
    stale.version = 1
    taken.accepted()
    answer = (
        cast.client("township_op")
        .send("POST", BULK, asked(stale, good, hidden, taken, action="accept", item_code=LAMP_ITEM))
        .json()["results"]
    )
    assert [each["ok"] for each in answer] == [False, True, False, False]
    codes = [each["problem"]["code"] if each["problem"] else None for each in answer]
    assert codes == ["version.stale", None, "not-found", "flow.not-now"]
    assert all(each["problem"]["title"] for each in answer if not each["ok"])
    assert Event.objects.get(case_no=good.case_no).state == "accepted"
    assert Event.objects.get(case_no=hidden.case_no).state == "reported"


def test_a_bad_form_is_named_for_each(cast, walk):
    mine = [walk(), walk()]
    told = cast.client("township_op").send("POST", BULK, asked(*mine, action="accept", item_code="X")).json()
    for each in told["results"]:
        assert each["problem"]["code"] == "input.invalid"
        assert [error["field"] for error in each["problem"]["errors"]] == ["item_code"]
    assert {each.state for each in Event.objects.all()} == {"reported"}


def test_wrong_role(cast, walk):
    mine = walk()
    told = cast.client("worker").send("POST", BULK, asked(mine, action="accept", item_code=LAMP_ITEM)).json()
    assert told["results"][0]["problem"]["code"] == "auth.forbidden"
    assert cast.client("township_op").send("POST", BULK, asked(mine, action="attach")).status_code == 403
    assert cast.client().send("POST", BULK, asked(mine)).status_code == 401


def test_the_same_key_again_does_nothing_twice(cast, walk):
    mine = [walk(), walk()]
    face, wanted = cast.client("township_op"), asked(*mine, action="accept", item_code=LAMP_ITEM)
    first = face.send("POST", BULK, wanted, idempotency_key="bulk-000001").json()
    again = face.send("POST", BULK, wanted, idempotency_key="bulk-000001").json()
    assert again == first
    assert {each.version for each in Event.objects.all()} == {2}


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"cases": [], "action": "accept"}, ["cases"]),
        ({"cases": [{"case_no": "2026010100000018", "version": 1}] * 2, "action": "accept"}, ["cases"]),
        (
            {"cases": [{"case_no": f"20260101000{each:05}", "version": 1} for each in range(51)],
             "action": "accept"},
            ["cases"],
        ),
        ({"cases": [{"case_no": "2026010100000018"}], "action": "accept"}, ["cases.0.version"]),
        ({"cases": [{"case_no": "1", "version": 1}], "action": "accept"}, ["cases.0.case_no"]),
        ({"action": "accept"}, ["cases"]),
        ({"cases": [], "action": "accept", "colour": "red"}, ["colour"]),
    ],
)  # fmt: skip
def test_bad_input_names_its_field(cast, wanted, named):
    answer = cast.client("township_op").send("POST", BULK, wanted)
    assert (answer.status_code, fields(answer)) == (422, named), answer.content


def test_bad_questions(cast):
    face = cast.client("township_op")
    assert fields(face.get(BULK)) == ["cases"]
    assert fields(face.get(BULK, {"case_no": ["2026010100000018"] * 2})) == ["cases"]


def test_as_many_queries_for_fifty_as_for_two(cast, django_assert_max_num_queries):
    face, numbers = cast.client("township_op"), []
    face.get("/api/v1/session")
    for wanted in (2, 50):
        while len(numbers) < wanted:
            numbers.append(filed(cast.client(), body(COMMUNITY))["case_no"])
        with django_assert_max_num_queries(3 + 2):
            assert len(face.get(BULK, {"case_no": numbers}).json()["cases"]) == wanted
