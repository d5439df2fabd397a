"""Many reports in one request: all or each, in order, and nothing twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.events.intake.cases import (
    LAMP_ITEM,
    ON_SPOT,
    OUTSIDE,
    REPORTS,
    body,
    fields,
    filed,
    first_grid,
    written,
)
from tests.events.intake.fixtures import system, token_for
from tests.guard import seen_whole
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE
from wangge.core import numbers
from wangge.core.flow.audit import faults
from wangge.core.outbox import Outbox
from wangge.events.intake import batch
from wangge.events.models import Contact, Event

pytestmark = pytest.mark.django_db
BATCH = "/api/v1/reports/batch"
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


def three(**changes):
    return [
        body(COMMUNITY, text="小区门口的路灯坏了三天") | changes,
        body(COMMUNITY_ELSEWHERE, text="楼道里堆了杂物，走不过去") | changes,
        body(COMMUNITY, text="垃圾桶满了两天没人清运", place="菜市场北门") | changes,
    ]


def sent(face, reports, mode=None, **headers):
    asked = {"reports": reports} | ({"mode": mode} if mode else {})
    return face.send("POST", BATCH, asked, **headers)


def results(face, reports, mode=None, **headers):
    answer = sent(face, reports, mode, **headers)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize("mode", ["all", "each"])
def test_it_works(cast, hotline, mode):
    told = results(hotline, three(), mode)
    assert [each["ok"] for each in told] == [True] * 3
    events = {each.case_no: each for each in Event.objects.all()}
    assert len(events) == 3
    for each, report in zip(told, three(), strict=True):
        receipt = each["receipt"]
        event = events[receipt["case_no"]]
        assert numbers.plausible(event.case_no)
        assert (event.text, event.place) == (report["text"], report.get("place", ""))
        assert (event.channel, event.region_code) == ("hotline_12345", receipt["region_code"])
        assert (receipt["version"], receipt["replayed"], each["problem"]) == (1, False, None)
        assert receipt["secret"]
    assert list(faults(Event)) == [None] * 3
    told_of = set(Outbox.objects.filter(topic="event.reported").values_list("payload__case_no", flat=True))
    assert told_of == set(events)


def test_a_report_of_a_batch_is_what_it_is_alone(cast, hotline):
    """The same rules: every column but the numbers and the hash they go into is the same."""
    alone = [filed(hotline, report)["case_no"] for report in three()]
    together = [each["receipt"]["case_no"] for each in results(hotline, three())]
    own = {"id", "case_no", "head", "opened_at", "moved_at", "seen_at", "due_at", "warn_at", "clocks"}

    def row(number):
        (values,) = Event.objects.filter(case_no=number).values()
        return {name: value for name, value in values.items() if name not in own}

    assert [row(each) for each in together] == [row(each) for each in alone]


def test_a_worker_sends_what_was_collected(cast):
    report = body(COMMUNITY, action="settle", item_code=ON_SPOT,
                  settle={"done": "当场清走了", "closing_condition_met": True})  # fmt: skip
    told = results(cast.client("worker"), [report, body(COMMUNITY), body(COMMUNITY, action="draft")], "each")
    assert [each["receipt"]["state"]["key"] for each in told] == ["closed", "reported", "draft"]
    assert {event.reporter_id for event in Event.objects.all()} == {cast["worker"].pk}
    assert {event.channel for event in Event.objects.all()} == {"patrol"}


def test_who_may_not_report_may_not_in_numbers_either(cast):
    for who in ("sysadmin", "secadmin", "auditadmin", "supervisor"):
        assert sent(cast.client(who), three()).status_code == 403
    face = system(token_for(cast, powers=["event.see"]))
    for mode in ("all", "each"):
        assert sent(face, three(), mode).status_code == 403
    assert sent(cast.client(), three()).status_code == 401
    assert not Event.objects.exists()


def test_elsewhere_one_reports_but_settles_nothing(cast):
    """Anybody may report a thing seen anywhere; settling on the spot is for the worker of the place."""
    settle = {
        "action": "settle",
        "item_code": ON_SPOT,
        "settle": {"done": "清走了", "closing_condition_met": True},
    }
    reports = [body(COMMUNITY_ELSEWHERE), body(COMMUNITY_ELSEWHERE, **settle)]
    before = written()
    answer = sent(cast.client("worker"), reports, "all")
    assert (answer.status_code, fields(answer)) == (422, ["reports.1"])
    assert written() == before
    told = results(cast.client("worker"), reports, "each")
    assert [each["ok"] for each in told] == [True, False]
    assert told[1]["problem"]["status"] == 403


BAD = (
    ({"text": ""}, "text"),
    ({"text": "灯" * 2001}, "text"),
    ({"text": 7}, "text"),
    ({"nonsense": 1}, "nonsense"),
    (OUTSIDE, "lng"),
    ({"item_code": "E9999"}, "item_code"),
    ({"seen_at": "2001-01-01T00:00:00Z"}, "seen_at"),
    ({"contact": {"phone": "12"}}, "contact.phone"),
    ({"contact": {"name": "灯" * 41}}, "contact.name"),
    ({"key": "short"}, "key"),
)


def test_each_says_of_every_one_what_is_wrong_with_it(cast, hotline):
    reports = [body(COMMUNITY), *(body(COMMUNITY) | changes for changes, _ in BAD), body(COMMUNITY)]
    told = results(hotline, reports, "each")
    assert [each["ok"] for each in told] == [True, *[False] * len(BAD), True]
    for each, (_, field) in zip(told[1:-1], BAD, strict=True):
        assert (each["problem"]["status"], each["receipt"]) == (422, None)
        assert each["problem"]["errors"][0]["field"] == field
        assert each["problem"]["errors"][0]["message"]
    assert Event.objects.count() == 2


def test_all_files_none_and_names_every_fault(cast, hotline):
    before = written()
    reports = [body(COMMUNITY), body(COMMUNITY, text=""), body(COMMUNITY) | OUTSIDE, "no report"]
    answer = sent(hotline, reports)
    assert (answer.status_code, answer.json()["code"]) == (422, "batch.refused")
    assert fields(answer) == ["reports.1.text", "reports.2.lng", "reports.2.lat", "reports.3.body"]
    assert written() == before


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"reports": []}, "reports"),
        ({"reports": [{}] * 101}, "reports"),
        ({"reports": "all of them"}, "reports"),
        ({}, "reports"),
        ({"reports": [{}], "mode": "some"}, "mode"),
        ({"reports": [{}], "other": 1}, "other"),
    ],
)
def test_bad_input_is_refused_and_named(cast, hotline, asked, field):
    answer = hotline.send("POST", BATCH, asked)
    assert (answer.status_code, fields(answer)) == (422, [field]), answer.content


def test_it_speaks_the_callers_language(cast, hotline):
    reports = [body(COMMUNITY, text="")]
    (english,) = results(hotline, reports, "each", accept_language="en")
    (chinese,) = results(hotline, reports, "each", accept_language="zh-CN")
    assert english["problem"]["title"] == "Some fields need correcting"
    assert chinese["problem"]["title"] != english["problem"]["title"]


@pytest.mark.parametrize("mode", ["all", "each"])
def test_a_batch_that_is_sent_again_files_nothing(cast, hotline, mode):
    reports = [*three(contact={"phone": "13912345678"}), body(COMMUNITY, outside_id="A-1")]
    first = results(hotline, reports, mode, idempotency_key=KEY)
    before = written()
    again = results(hotline, reports, mode, idempotency_key=KEY)
    assert [each["receipt"]["replayed"] for each in again] == [True] * 4
    assert [each["receipt"]["case_no"] for each in again] == [each["receipt"]["case_no"] for each in first]
    assert [each["receipt"]["suggestions"] for each in again] == [
        each["receipt"]["suggestions"] for each in first
    ]
    assert written() == before


def test_only_what_is_new_is_filed(cast, hotline):
    """A phone that heard no answer sends the same reports again, with those that came since."""
    reports = [each | {"key": f"phone-17-{place}"} for place, each in enumerate(three())]
    first = results(hotline, reports[:2])
    again = results(hotline, reports)
    assert [each["receipt"]["replayed"] for each in again] == [True, True, False]
    assert [each["receipt"]["case_no"] for each in again[:2]] == [
        each["receipt"]["case_no"] for each in first
    ]
    assert Event.objects.count() == 3


def test_alone_or_in_a_batch_it_is_the_same_report(cast, hotline):
    report = body(COMMUNITY)
    alone = filed(hotline, report, idempotency_key=KEY)
    (inside,) = results(hotline, [report | {"key": KEY}])
    assert (inside["receipt"]["case_no"], inside["receipt"]["replayed"]) == (alone["case_no"], True)
    (numbered,) = results(hotline, [report | {"outside_id": "N-1"}])
    again = hotline.send("POST", REPORTS, report | {"outside_id": "N-1"})
    assert (again.status_code, again.json()["case_no"]) == (200, numbered["receipt"]["case_no"])


@pytest.mark.parametrize("mode", ["all", "each"])
def test_a_key_used_for_another_report_is_told(cast, hotline, mode):
    filed(hotline, body(COMMUNITY, outside_id="A-1"))
    before = written()
    reports = [body(COMMUNITY), body(COMMUNITY, outside_id="A-1", text="别的事")]
    if mode == "all":
        answer = sent(hotline, reports)
        assert (answer.status_code, fields(answer)) == (422, ["reports.1"])
        assert written() == before
    else:
        good, bad = results(hotline, reports, mode)
        assert (good["ok"], bad["problem"]["code"]) == (True, "idempotency.reused")
        assert bad["problem"]["case_no"] == Event.objects.get(source_key="hotline_12345:A-1").case_no


def test_the_same_twice_in_one_batch_is_filed_once(cast, hotline):
    twice = [body(COMMUNITY, outside_id="A-1")] * 2
    first, second = results(hotline, twice)
    assert first["receipt"]["case_no"] == second["receipt"]["case_no"]
    assert (first["receipt"]["replayed"], second["receipt"]["replayed"]) == (False, True)
    assert Event.objects.count() == 1


def test_contacts_are_sealed_with_their_cases(cast, hotline):
    reports = three()
    reports[1]["contact"] = {"name": "示例甲", "phone": "13912345678"}
    told = results(hotline, reports, "each")
    with seen_whole():
        (contact,) = Contact.objects.select_related("event")
    assert contact.event.case_no == told[1]["receipt"]["case_no"]


def test_what_the_database_refuses_holds_up_no_other(cast, hotline, monkeypatch):
    taken = filed(hotline, body(COMMUNITY))["case_no"]
    given, made = iter([None, taken, None]), numbers.case_no
    monkeypatch.setattr(numbers, "case_no", lambda *how: next(given) or made(*how))
    before = Event.objects.count()
    told = results(hotline, three(), "each")
    assert [each["ok"] for each in told] == [True, False, True]
    assert told[1]["problem"]["status"] == 500
    assert Event.objects.count() == before + 2


@pytest.mark.parametrize("mode", ["all", "each"])
def test_a_hundred_take_as_few_statements_as_one(cast, hotline, mode):
    results(hotline, three())
    reports = [body(COMMUNITY, text=f"第{number}盏路灯不亮") for number in range(batch.MOST)]
    with CaptureQueriesContext(connection) as seen:
        told = results(hotline, reports, mode, idempotency_key=KEY)
    assert {each["receipt"]["item"]["key"] for each in told} == {LAMP_ITEM}
    assert {each["receipt"]["region_code"] for each in told} == {first_grid(COMMUNITY)}
    sent = [each["sql"] for each in seen if "SAVEPOINT" not in each["sql"]]
    assert len(sent) == 3, sent  # token, numbers, everything
    with CaptureQueriesContext(connection) as seen:
        results(hotline, reports, mode, idempotency_key=KEY)
    sent = [each["sql"] for each in seen if "SAVEPOINT" not in each["sql"]]
    assert len(sent) == 4, sent  # token, numbers, which of them are known, their first steps
