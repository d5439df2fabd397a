"""Following a case without an account: its number and a secret."""

import re
from datetime import timedelta

import pytest

from tests.events.intake.cases import LAMP, body, fields, filed, written
from tests.personas import COMMUNITY
from wangge.core import numbers
from wangge.core.text import digest_of
from wangge.events.loop import limits
from wangge.events.models import Addition, Event, EventStep

pytestmark = pytest.mark.django_db
STAFF = ("township_op", "handler", "worker", "joint_handler", "county_op")


def test_it_works(walk):
    mine = walk()
    answer = mine.as_reporter()
    assert (answer.status_code, answer["ETag"], answer["Cache-Control"]) == (200, '"1"', "no-store")
    told = answer.json()
    assert (told["case_no"], told["text"], told["state"]["key"]) == (mine.case_no, LAMP, "reported")
    assert told["item"] is None  # nobody has confirmed it yet
    assert [each["step"]["key"] for each in told["progress"]] == ["report"]
    assert {each["key"] for each in told["actions"]} == {"withdraw", "remind", "add_information"}


def test_number_and_secret_can_be_read_out(cast):
    for _ in range(20):
        told = filed(cast.client(), body(COMMUNITY))
        assert re.fullmatch(r"\d{16}", told["case_no"])
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", told["secret"]), told["secret"]


def test_a_digit_heard_wrong_is_noticed(cast):
    number = filed(cast.client(), body(COMMUNITY))["case_no"]
    assert numbers.plausible(number)
    for place in range(16):
        for digit in "0123456789":
            heard = number[:place] + digit + number[place + 1 :]
            assert numbers.plausible(heard) == (heard == number)


def test_however_it_is_typed(walk):
    mine = walk()
    secret = mine.secret
    for typed in (secret.lower(), secret.replace("-", ""), secret.replace("-", " "), f" {secret} "):
        assert mine.as_reporter(x_case_secret=typed).status_code == 200, typed


def test_a_wrong_secret_is_404_and_none_401(cast, walk, settings):
    settings.RATES = "follow.case=100/900 follow.address=100/900"
    mine, other = walk(), walk()
    for wrong in (other.secret, mine.secret[:-1], mine.secret + "A", "x", "é", "%00", "A" * 5000):
        assert mine.as_reporter(x_case_secret=wrong).status_code == 404, wrong
        for path in ("/actions/remind", "/actions/withdraw"):
            assert mine.as_reporter("POST", path, x_case_secret=wrong).status_code == 404
    assert cast.client().get(mine.follow).status_code == 401
    assert cast.client().send("POST", f"{mine.follow}/actions/remind").status_code == 401
    nowhere = mine.follow.replace(mine.case_no, "2026010100000018")
    secret = {"x-case-secret": mine.secret}
    assert cast.client().get(nowhere, headers=secret).status_code == 404
    # Neither a session nor a token opens what the secret opens.
    assert cast.client("township_op").get(mine.follow).status_code == 401
    assert EventStep.objects.count() == 2


def test_the_secret_opens_nothing_else(cast, walk):
    mine = walk()
    secret = {"x-case-secret": mine.secret}
    for path in ("", "/steps", "/duplicates", "/attachments/1"):
        assert cast.client().get(mine.address + path, headers=secret).status_code == 401
    for action in (
        "accept",
        "refuse",
        "close",
        "attach",
        "mark_overdue",
        "report_controlled",
        "part",
        "settle",
    ):
        assert mine.as_reporter("POST", f"/actions/{action}").status_code == 403, action
    assert mine.as_reporter("POST", "/actions/fly").status_code == 404


def test_what_was_done_is_told_and_not_by_whom(cast, walk):
    mine = walk().dispatched("joint_handler")
    mine.act("handler", "sign")
    mine.act("handler", "progress", reason="内部：备件没到，跟老李说一声")
    mine.act("joint_handler", "contribute", result="内部：我们清完了")
    mine.act("county_op", "remind", note="内部：抓紧")
    mine.act("handler", "feed_back", result="换了灯泡，晚上已经亮了")
    mine.act("worker", "pass", method="on_site", note="内部：亮了")
    mine.act("township_op", "close", closing_condition_met=True, note="内部：好")
    answer = mine.as_reporter()
    text = answer.content.decode()
    assert "内部" not in text
    for name in STAFF:
        assert name not in text
    told = answer.json()
    assert "换了灯泡，晚上已经亮了" in [each["told"] for each in told["progress"]]
    assert [each["step"]["key"] for each in told["progress"]] == [
        "report", "accept", "dispatch", "handle", "supervise", "feedback", "verify", "close",
    ]  # fmt: skip
    assert told["item"]["key"] == "C0137"
    assert told["closed_at"]


def test_a_refusal_is_explained(walk):
    mine = walk()
    mine.act("township_op", "refuse", reason="out_of_scope", explanation="这是开发商的事，请打 8890")
    told = mine.as_reporter().json()
    assert told["progress"][-1]["told"] == "这是开发商的事，请打 8890"
    assert {each["key"] for each in told["actions"]} == {"ask_review"}
    assert mine.as_reporter("POST", "/actions/ask_review", {"reason": "路灯在路边"}).status_code == 200
    assert mine.as_reporter().json()["state"]["key"] == "reported"


def test_rate_once(walk):
    mine = walk().closed()
    told = mine.as_reporter("POST", "/actions/rate", {"rating": "5", "comment": "师傅很快，电话 13912345678"})
    assert told.status_code == 200, told.content
    assert mine.as_reporter().json()["rating"] == {"key": "5", "label": "非常满意"}
    before = written()
    again = mine.as_reporter("POST", "/actions/rate", {"rating": "1"})
    assert (again.status_code, again.json()["code"]) == (409, "rate.done")
    assert written() == before
    step = EventStep.objects.get(case__case_no=mine.case_no, action="rate")
    assert "13912345678" not in str(step.data)
    for bad in ({}, {"rating": "6"}, {"rating": 5}):
        assert fields(walk().closed().as_reporter("POST", "/actions/rate", bad)) == ["rating"]


def test_words_added_stay_outside_the_chain(walk):
    mine = walk()
    text = "是三号楼东边那盏，我电话 13912345678"
    assert mine.as_reporter("POST", "/actions/add_information", {"text": text}).status_code == 200
    step = EventStep.objects.get(case__case_no=mine.case_no, action="add_information")
    assert step.data == {"text_sha256": digest_of(text)}
    assert Addition.objects.get().text == text
    for bad in ("", "x", "长" * 1001, "a\u0000b"):
        answer = mine.as_reporter("POST", "/actions/add_information", {"text": bad})
        assert answer.status_code == 422
        assert fields(answer)[0].endswith("text")
    assert Addition.objects.count() == 1


def test_remind_withdraw_and_after_that_nothing(walk):
    mine = walk()
    assert mine.as_reporter("POST", "/actions/remind").status_code == 200
    assert Event.objects.get(case_no=mine.case_no).reminders == 1
    assert mine.as_reporter("POST", "/actions/withdraw", {"reason": "自己亮了"}).status_code == 200
    assert mine.as_reporter().json()["state"]["key"] == "withdrawn"
    for action in ("remind", "withdraw", "add_information", "rate", "reopen"):
        assert mine.as_reporter("POST", f"/actions/{action}", {"reason": "再来"}).status_code == 409, action


def test_reopen_within_ten_days(walk):
    mine = walk().closed()
    assert mine.as_reporter("POST", "/actions/reopen", {"reason": "又不亮了"}).status_code == 200
    assert mine.as_reporter().json()["state"]["key"] == "accepted"
    late = walk().closed()
    days = timedelta(days=limits.EventSettings().reopen_days, minutes=1)
    event = Event.objects.get(case_no=late.case_no)
    Event.objects.filter(pk=event.pk).update(closed_at=event.closed_at - days)
    answer = late.as_reporter("POST", "/actions/reopen", {"reason": "又不亮了"})
    assert (answer.status_code, answer.json()["code"]) == (409, "reopen.too-late")


def test_a_version_is_asked_and_a_key_repeats(cast, walk):
    mine = walk()
    path, secret = f"{mine.follow}/actions/remind", {"x_case_secret": mine.secret}
    assert cast.client().send("POST", path, {"data": {}}, **secret).status_code == 428
    assert cast.client().send("POST", path, {"data": {}, "version": 9}, **secret).status_code == 409
    sent = {"data": {}, "version": 1}
    first = cast.client().send("POST", path, sent, idempotency_key="remind-0001", **secret)
    again = cast.client().send("POST", path, sent, idempotency_key="remind-0001", **secret)
    assert again.json() == first.json() | {"replayed": True}
    assert Event.objects.get(case_no=mine.case_no).reminders == 1


def test_merged_it_names_the_main_case(walk):
    mine, other = walk(), walk()
    other.act("township_op", "merge", into=mine.case_no, reason="同一盏灯")
    told = other.as_reporter().json()["merged"]
    assert (told["case_no"], told["state"]["key"], told["outcome"]) == (mine.case_no, "reported", "")
    mine.version = Event.objects.get(case_no=mine.case_no).version
    mine.closed()
    told = other.as_reporter().json()["merged"]
    assert (told["state"]["key"], told["outcome"]) == ("closed", "换了灯泡，晚上已经亮了")
    assert other.as_reporter().json()["merged_into"] == mine.case_no
    assert other.as_reporter(rest="/attachments").json() == {"items": []}


def test_who_has_it_is_told(walk):
    mine = walk()
    told = mine.as_reporter().json()
    assert (told["who"], told["may_attach"]) == ("白塔区文圣街道", True)
    mine.dispatched()
    assert "城" in mine.as_reporter().json()["who"]
    closed = walk()
    closed.as_reporter("POST", "/actions/withdraw", {"reason": "自己亮了"})
    told = closed.as_reporter().json()
    assert (told["who"], told["may_attach"]) == ("", False)


def test_the_outcome_is_told_until_it_is_done_anew(walk):
    mine = walk()
    assert mine.as_reporter().json()["outcome"] == ""
    mine.fed_back()
    assert mine.as_reporter().json()["outcome"] == "换了灯泡，晚上已经亮了"
    mine.act("worker", "rework", method="on_site", reason="还是不亮")
    assert mine.as_reporter().json()["outcome"] == ""


def test_who_tries_secrets_waits_and_others_do_not(cast, walk, settings):
    settings.RATES = "follow.case=3/900 follow.address=5/900"
    mine, other, third = walk(), walk(), walk()

    def ask(case, secret, address):
        return cast.client(REMOTE_ADDR=address).get(case.follow, headers={"x-case-secret": secret})

    for _ in range(3):
        assert ask(mine, "AAAA-BBBB-CCCC", "192.0.2.1").status_code == 404
    waiting = ask(mine, mine.secret, "192.0.2.1")
    assert (waiting.status_code, waiting.json()["code"]) == (429, "rate.limited")
    assert 0 < int(waiting["Retry-After"]) <= 900
    assert ask(mine, mine.secret, "192.0.2.2").status_code == 200
    assert ask(other, other.secret, "192.0.2.1").status_code == 200
    for _ in range(2):
        assert ask(other, "AAAA-BBBB-CCCC", "192.0.2.1").status_code == 404
    assert ask(third, third.secret, "192.0.2.1").status_code == 429


def test_a_page_takes_few_queries(walk, django_assert_max_num_queries):
    mine = walk().closed()
    mine.as_reporter()
    with django_assert_max_num_queries(7):
        mine.as_reporter()
