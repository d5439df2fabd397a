"""One case with everything that belongs to it, its steps, and what may be the same matter."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.events.files.samples import MP3, PDF
from tests.events.intake.cases import EVENTS, LAMP, LAMP_ITEM, fields
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE
from wangge.core.flow.audit import faults
from wangge.events.models import Event

pytestmark = pytest.mark.django_db
NOBODY = ("handler", "worker_elsewhere", "community_elsewhere", "handler_elsewhere", "stranger", "sysadmin",
          "secadmin", "auditadmin")  # fmt: skip


def test_it_works(cast, walk):
    mine = walk(place="三号楼楼下", contact={"name": "王小明", "phone": "13912345678"})
    answer = cast.client("township_op").get(mine.address)
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    told = answer.json()
    assert (told["text"], told["place"], told["region_code"][:12]) == (LAMP, "三号楼楼下", COMMUNITY)
    assert told["item"]["key"] == LAMP_ITEM
    assert told["filing_condition"]
    assert told["closing_condition"]
    assert [(each["kind"]["key"], each["amount"]["key"]) for each in told["evidence"]] == [("photo", "one")]
    assert not told["item_confirmed"]
    assert told["suggestions"][0]["reasons"]
    assert told["owner"] == COMMUNITY[:9]
    assert told["owner_name"] not in ("", told["owner"])
    clocks = {each["name"]: each for each in told["clocks"]}
    assert set(clocks) == {"total", "accept"}
    assert clocks["accept"]["state"] == "running"
    assert datetime.fromisoformat(clocks["accept"]["due_at"]) == datetime.fromisoformat(told["due_at"])
    actions = {each["key"]: each for each in told["actions"]}
    assert {"accept", "refuse", "look_first", "merge", "transfer"} <= set(actions)
    assert "attach" not in actions
    assert actions["accept"]["form"]["properties"]["item_code"]["x-options"] == "/api/v1/items"


def test_each_sees_what_each_may_do(cast, walk):
    mine = walk().dispatched()

    def offered(who):
        told = cast.client(who).get(mine.address).json()["actions"]
        return {each["key"] for each in told if each["blocked"] is None}

    assert offered("handler") == {"sign", "return", "progress"}
    told = cast.client("handler").get(mine.address).json()["actions"]
    (blocked,) = [each for each in told if each["blocked"]]
    assert (blocked["key"], blocked["blocked"]["key"]) == ("answer_order", "order.none")
    assert "remind" in offered("county_op")
    assert offered("community_op") == set()
    for action in sorted(offered("handler") | offered("supervisor") | offered("township_op")):
        status = mine.send("worker", action, note="x").status_code
        assert status in (403, 404), action


def test_what_the_case_waits_for_stands_out(cast, walk):
    def awaited(who, case):
        told = cast.client(who).get(case.address).json()["actions"]
        return [each["key"] for each in told if each["primary"]]

    fresh, sent = walk(), walk().dispatched()
    assert awaited("township_op", fresh) == ["accept"]
    assert awaited("handler", sent) == ["sign"]
    assert awaited("county_op", sent) == [], "one may remind, but nobody waits for it"


def test_who_may_add_a_file(cast, walk):
    mine = walk().dispatched()
    may = {
        who: cast.client(who).get(mine.address).json()["may_attach"] for who in ("handler", "community_op")
    }
    assert may == {"handler": True, "community_op": False}


@pytest.mark.parametrize("rest", ["", "/steps", "/duplicates"])
def test_strangers_get_404(cast, walk, rest):
    mine = walk()
    for who in NOBODY:
        assert cast.client(who).get(mine.address + rest).status_code == 404, who
    assert cast.client().get(mine.address + rest).status_code == 401
    for number in ("2026010100000018", "0", "x" * 300, "２０２６"):
        assert cast.client("city_op").get(f"{EVENTS}/{number}{rest}").status_code == 404


def test_a_whole_and_its_parts_and_what_was_merged(cast, walk):
    whole = walk().accepted()
    other = walk()
    other.act("township_op", "merge", into=whole.case_no, reason="同一盏灯")
    parts = [{"item_code": LAMP_ITEM, "text": "换灯"}, {"item_code": "C0123", "text": "补井盖"}]
    whole.act("township_op", "split", parts=parts, reason="是两件事")
    face = cast.client("township_op")
    told = face.get(whole.address).json()
    assert told["merged"] == [other.case_no]
    assert len(told["parts"]) == 2
    assert face.get(other.address).json()["merged_into"] == whole.case_no
    part = face.get(f"{EVENTS}/{told['parts'][0]}").json()
    assert (part["parent"], part["text"], part["state"]["key"]) == (whole.case_no, "换灯", "accepted")
    assert list(faults(Event)) == [None] * 4


def test_the_steps_tell_the_whole_story(cast, walk):
    mine = walk().closed()
    steps = cast.client("county_op").get(f"{mine.address}/steps").json()["items"]
    assert [each["seq"] for each in steps] == list(range(1, len(steps) + 1))
    assert [each["action"]["key"] for each in steps] == [
        "report", "accept", "dispatch", "sign", "feed_back", "pass", "close",
    ]  # fmt: skip
    assert [each["step"]["key"] for each in steps] == [
        "report", "accept", "dispatch", "handle", "feedback", "verify", "close",
    ]  # fmt: skip
    assert [each["prev"] for each in steps[1:]] == [each["hash"] for each in steps[:-1]]
    assert (steps[0]["source"], steps[-1]["target"]["key"]) == (None, "closed")
    assert [each["by"] for each in steps[1:]] == [
        "township_op", "township_op", "handler", "handler", "worker", "township_op",
    ]  # fmt: skip
    assert "text" not in steps[0]["data"]  # the words are on the case, their hash in the chain
    assert len(steps[0]["data"]["text_sha256"]) == 64
    for each in steps:
        assert each["action"]["label"] != each["action"]["key"]


def test_what_may_be_the_same_matter(cast, walk):
    mine, same = walk(), walk(text="小区大门旁边路灯坏了好几天，黑得很")
    walk(region=COMMUNITY_ELSEWHERE)
    (found,) = cast.client("township_op").get(f"{mine.address}/duplicates").json()["items"]
    assert found["case_no"] == same.case_no
    assert 0.45 <= found["score"] <= 1
    assert found["distance"] == pytest.approx(0, abs=1)
    assert found["reasons"]


def grow(cast, mine, rounds):
    """More steps, files and words on a case that is being handled."""
    for _ in range(rounds):
        number = mine.version
        mine.act("handler", "progress", reason=f"第{number}天，在等配件")
        for content in (PDF, MP3):
            upload = SimpleUploadedFile("a", content + str(number).encode())
            assert (
                cast.client("handler").post(f"{mine.address}/attachments", {"file": upload}).status_code
                == 201
            )
        mine.version += 2
        told = mine.as_reporter("POST", "/actions/add_information", {"text": f"第{number}天还是不亮"})
        assert told.status_code == 200, told.content


def test_as_many_queries_however_long_the_story(cast, walk, uploads, django_assert_max_num_queries):
    mine = walk(contact={"phone": "13912345678"}).dispatched("joint_handler")
    face = cast.client("county_op")
    face.get(mine.address)
    for rounds in (0, 1, 6):
        grow(cast, mine, rounds)
        # Who asks; the row guard, set and taken back; the case. A test's own transaction makes the taking back.
        with django_assert_max_num_queries(4):
            told = face.get(mine.address).json()
        # Who asks; the case; its steps; the names in them.
        with django_assert_max_num_queries(4):
            steps = face.get(f"{mine.address}/steps").json()["items"]
        with django_assert_max_num_queries(6):
            face.get(f"{mine.address}/duplicates")
        assert len(steps) == mine.version == told["version"]
    assert (len(told["attachments"]), len(told["additions"])) == (14, 7)
    assert told["additions"][0]["text"] == "第3天还是不亮"


def test_the_steps_come_along_where_they_are_asked_for(cast, walk, django_assert_max_num_queries):
    mine = walk().dispatched("joint_handler")
    face = cast.client("county_op")
    alone = face.get(mine.address).json()
    assert "steps" not in alone
    assert "steps" not in face.get(mine.address, {"steps": "false"}).json()
    # As without the steps, with two more for them.
    with django_assert_max_num_queries(6):
        whole = face.get(mine.address, {"steps": "true"}).json()
    assert whole.pop("steps") == face.get(f"{mine.address}/steps").json()["items"]
    for each in (whole, alone):
        each.pop("clocks")  # they go on running
    assert whole == alone


def test_the_steps_are_asked_for_by_yes_or_no(cast, walk):
    mine = walk().dispatched()
    answer = cast.client("county_op").get(mine.address, {"steps": "perhaps"})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["steps"]


@pytest.mark.parametrize("who", ["handler_elsewhere", "stranger"])
def test_nobody_else_sees_the_steps_either(cast, walk, who):
    mine = walk().dispatched()
    assert cast.client(who).get(mine.address, {"steps": "true"}).status_code == 404


def test_one_more_query_where_units_are_to_be_chosen(cast, walk, django_assert_max_num_queries):
    mine = walk(item_code=LAMP_ITEM).accepted()
    face = cast.client("county_op")
    face.get(mine.address)
    with django_assert_max_num_queries(5):
        assert face.get(mine.address).json()["routing"]["lead"]


def test_words_added_later_stand_beside_the_chain(cast, walk):
    mine = walk()
    mine.as_reporter("POST", "/actions/add_information", {"text": "是三号楼东边那盏"})
    told = cast.client("worker").get(mine.address).json()
    assert [each["text"] for each in told["additions"]] == ["是三号楼东边那盏"]
    steps = cast.client("worker").get(f"{mine.address}/steps").json()["items"]
    assert "三号楼" not in str(steps)
    assert steps[-1]["data"].keys() == {"text_sha256"}
    assert fields(cast.client("worker").get(f"{mine.address}/steps")) == []
