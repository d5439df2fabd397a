"""The steps of a case as people read them: who, when, what was said, and the clock."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from tests.events.files.samples import PDF
from tests.events.intake.cases import LAMP_ITEM
from tests.events.loop.timed import reported
from tests.events.loop.walk import URGENT, unit
from wangge.catalogue import queries as catalogue
from wangge.core.clocks.reckon import LOCAL

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b(\d{9,15}|[0-9a-f]{32,}|[a-z]+_[a-z_]+)\b")
ISO = re.compile(r"\d{4}-\d\d-\d\dT")


@pytest.fixture
def told(cast):
    def ask(mine, who="county_op", **query):
        answer = cast.client(who).get(f"{mine.address}/steps", query)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]

    return ask


def lines(step):
    return {each["label"]: each["value"] for each in step["lines"]}


def test_it_works(cast, walk, told):
    mine = walk().dispatched("joint_handler")
    steps = {each["action"]["key"]: each for each in told(mine)}
    unit = cast.client("county_op").get(mine.address).json()["lead"]["name"]
    assert unit in lines(steps["dispatch"]).values()
    assert lines(steps["report"])["事项"] == lines(steps["accept"])["事项"]
    who = steps["accept"]["who"]
    assert (who["name"], bool(who["role"]), bool(who["place"])) == ("township_op", True, True)
    assert "_" not in who["role"]
    assert steps["report"]["who"] == {"name": "上报人", "role": "", "place": ""}


def test_no_code_reaches_a_reader(cast, walk, told, uploads):
    """Every kind of step there is on these cases: no region code, hash, key or ISO time in a line."""
    mine = walk()
    mine.act("township_op", "look_first", note="先去看看")
    mine.act("worker", "looked", found=True)
    mine.act("township_op", "accept", item_code=LAMP_ITEM, grade="III")
    mine.act("township_op", "correct", item_code="C0123", reason="是井盖")
    handler, other = cast.actor("handler").unit, cast.actor("joint_handler").unit
    mine.act("township_op", "dispatch", lead=handler, joint=[other])
    mine.act("handler", "return", reason="不归我们管", basis="权责清单", suggested_unit=other)
    mine.act("township_op", "designate", lead=handler, basis="权责清单第三条")
    mine.act("handler", "sign")
    mine.act("handler", "ask_suspension", reason="等材料", until=(now() + timedelta(days=9)).isoformat())
    upload = SimpleUploadedFile("现场 照片.pdf", PDF)
    made = cast.client("handler").post(f"{mine.address}/attachments", {"file": upload}).json()
    mine.version += 1
    mine.act("handler", "feed_back", result="换好了", evidence=[made["id"]], without_joint="他们没有份")
    mine.act("worker", "pass", method="on_site")
    mine.act("township_op", "close", closing_condition_met=True)
    steps = told(mine)
    assert len(steps) == mine.version
    for step in steps:
        for each in step["lines"]:
            assert not CODE.search(each["value"]), each
            assert not ISO.search(each["value"]), each
            assert not re.search("[A-Za-z]", each["label"]), each
        assert not re.search("[A-Za-z]", step["who"]["role"] + step["who"]["place"])
    by_action = {each["action"]["key"]: lines(each) for each in steps}
    assert by_action["correct"]["原事项"] != by_action["correct"]["事项"]
    assert by_action["feed_back"]["处置依据（附件）"] == "现场 照片.pdf"
    assert by_action["attach"]["文件"] == "现场 照片.pdf"
    assert by_action["pass"]["核查方式"] == "现场核查"
    assert by_action["close"]["已符合结案条件"] == "是"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", by_action["ask_suspension"]["最迟恢复时间"])


def test_only_what_others_did_since(walk, told):
    mine = walk().dispatched()
    assert [each["seq"] for each in told(mine, after=2)] == [3]
    assert told(mine, after=99) == []


def test_each_step_says_what_its_clock_stood_at(cast):
    """Accepted after ten minutes of a working morning, dispatched five later, reminded of in the afternoon."""
    begin = datetime(2026, 3, 4, 9, 0, tzinfo=LOCAL)
    mine = reported(cast, begin, URGENT)
    mine.take("township_op", "accept", begin + timedelta(minutes=10), item_code=URGENT)
    mine.take("township_op", "dispatch", begin + timedelta(minutes=15), lead=unit(), joint=[])
    mine.take("county_op", "remind", begin + timedelta(hours=6))
    steps = cast.client("county_op").get(f"/api/v1/events/{mine.case_no}/steps").json()["items"]
    clocks = [each["clock"] for each in steps]
    assert clocks[0] is None  # it only starts clocks
    assert [(each["name"], each["used_seconds"]) for each in clocks[1:]] == [
        ("accept", 600), ("dispatch", 300), ("handle", 6 * 3600 - 900),
    ]  # fmt: skip
    item = catalogue.item(URGENT)
    for each, limit in zip(
        clocks[1:], (item.limits.accept, item.limits.dispatch, item.limits.handle), strict=True
    ):
        assert each["left_seconds"] == limit.counted().total_seconds() - each["used_seconds"]
        assert each["kind"]["key"] == limit.kind.value
        assert each["kind"]["label"] not in ("", limit.kind.value)
    assert clocks[3]["left_seconds"] < 0


def test_an_extension_changes_no_step_before_it(cast, walk, told):
    mine = walk().dispatched()
    mine.act("handler", "sign")
    mine.act("handler", "ask_extension", reason="等配件")
    before = told(mine)[-1]["clock"]
    mine.act("head", "endorse_extension")
    mine.act("county_op", "grant_extension")
    mine.act("handler", "progress", reason="配件到了")
    steps = told(mine)
    asked, granted, after = steps[-4], steps[-2], steps[-1]
    assert asked["clock"] == before
    assert (granted["clock"]["name"], after["clock"]["name"]) == ("handle", "handle")
    assert after["clock"]["left_seconds"] > asked["clock"]["left_seconds"]


def test_as_many_queries_however_many_steps(cast, walk, django_assert_max_num_queries):
    mine = walk().dispatched("joint_handler")
    face = cast.client("county_op")
    face.get(f"{mine.address}/steps")
    for _ in range(3):
        mine.act("handler", "progress", reason="还在等")
        mine.act("joint_handler", "progress", reason="我们也是")
        with django_assert_max_num_queries(1 + 3):
            told = face.get(f"{mine.address}/steps").json()["items"]
        assert len(told) == mine.version
