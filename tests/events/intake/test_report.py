"""Filing a report: from anyone, located, looked up, suggested an item."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.events.intake.cases import (
    GAS,
    LAMP,
    LAMP_ITEM,
    ON_SPOT,
    REPORTS,
    Walk,
    body,
    fields,
    filed,
    first_grid,
)
from tests.events.intake.fixtures import system, token_for
from tests.guard import seen_whole
from tests.personas import COMMUNITY, COMMUNITY_ELSEWHERE, COUNTY
from wangge.core import numbers
from wangge.core.outbox import Outbox
from wangge.events.models import Contact, Event, EventStep

pytestmark = pytest.mark.django_db


def test_it_works(cast):
    answer = cast.client().send("POST", REPORTS, body(COMMUNITY))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert answer["Location"] == f"/api/v1/events/{told['case_no']}"
    assert answer["ETag"] == '"1"'
    assert numbers.plausible(told["case_no"])
    assert told["region_code"] == first_grid(COMMUNITY)
    assert told["state"]["key"] == "reported"
    assert told["item"]["key"] == LAMP_ITEM
    assert told["suggestions"][0]["code"] == LAMP_ITEM
    assert all(word in LAMP for word in told["suggestions"][0]["reasons"])
    assert told["suggestions"][0]["reasons"]
    assert not told["replayed"]
    event = Event.objects.get(case_no=told["case_no"])
    assert (event.channel, event.text, event.item_confirmed) == ("resident", LAMP, False)
    assert event.desk == f"centre:{COMMUNITY[:9]}"  # grade III: the street's centre
    assert event.due_at is not None
    step = EventStep.objects.get(case=event)
    assert (step.action, step.actor_kind, step.person) == ("report", "reporter", None)
    assert Outbox.objects.filter(topic="event.reported", payload__case_no=told["case_no"]).exists()


@pytest.mark.parametrize(
    ("who", "channel"), [("worker", "patrol"), ("community_op", "resident"), ("handler", "resident")]
)
def test_with_a_session_it_is_signed(cast, who, channel):
    told = filed(cast.client(who), body(COMMUNITY))
    event = Event.objects.get(case_no=told["case_no"])
    assert (event.reporter_id, event.channel) == (cast[who].pk, channel)
    assert event.steps.get().person == cast[who].pk


def test_a_system_reports_by_its_own_channel(cast, hotline):
    told = filed(hotline, body(COMMUNITY, channel="resident", outside_id="A-1"))
    event = Event.objects.get(case_no=told["case_no"])
    assert event.channel == "hotline_12345"
    assert event.token_id
    assert event.reporter_id is None


def test_who_holds_no_power_to_report_is_refused(cast):
    """Posted people act as what they are: an administrator has no part in events (domain.md section 6)."""
    for who in ("sysadmin", "secadmin", "auditadmin", "supervisor"):
        assert cast.client(who).send("POST", REPORTS, body(COMMUNITY)).status_code == 403
    face = system(token_for(cast, powers=["event.see"]))
    assert face.send("POST", REPORTS, body(COMMUNITY)).status_code == 403
    assert not Event.objects.exists()


def test_a_made_up_token_is_not_taken_for_anonymous(cast):
    assert system("wgt_made-up").send("POST", REPORTS, body(COMMUNITY)).status_code == 401


def test_without_a_contact_it_takes_three_statements(cast, hotline):
    """Token, one reading of every current number, one writing of case, step and message (issue: small start)."""
    filed(hotline, body(COMMUNITY))
    for number, report in enumerate((body(COMMUNITY), body(COMMUNITY_ELSEWHERE, text=GAS))):
        with CaptureQueriesContext(connection) as seen:
            filed(hotline, report, idempotency_key=f"statement-{number}")
        # The savepoint is the test's: there is no transaction around it in the running platform.
        sent = [each["sql"] for each in seen if "SAVEPOINT" not in each["sql"]]
        assert len(sent) <= 3, sent


def test_a_place_in_words_is_enough(cast):
    told = filed(cast.client(), {"text": LAMP, "place": "白塔区文圣街道中天城市广场社区"})
    assert len(told["region_code"]) >= 12
    assert told["region_code"].startswith(COUNTY)
    event = Event.objects.get(case_no=told["case_no"])
    assert (event.lng, event.lat, event.place) == (None, None, "白塔区文圣街道中天城市广场社区")
    wide = filed(cast.client(), {"text": LAMP, "place": "白塔区"})
    assert wide["region_code"] == COUNTY


def test_the_point_goes_before_the_words(cast):
    told = filed(cast.client(), body(COMMUNITY, place="弓长岭区"))
    assert told["region_code"] == first_grid(COMMUNITY)


def test_an_item_that_is_given_is_taken_and_stays_unconfirmed(cast):
    told = filed(cast.client("worker"), body(COMMUNITY, item_code="E0502"))
    assert told["item"]["key"] == "E0502"
    assert told["suggestions"][0]["code"] == LAMP_ITEM
    event = Event.objects.get(case_no=told["case_no"])
    assert (event.item_code, event.item_confirmed, event.grade) == ("E0502", False, "IV")


def test_an_emergency_says_whom_to_call(cast):
    told = filed(cast.client(), body(COMMUNITY, text=GAS))
    assert told["emergency"][:2] == ["119", "120"]
    assert filed(cast.client(), body(COMMUNITY))["emergency"] == []


def test_an_emergency_is_said_for_the_item_given_too(cast):
    told = filed(cast.client("worker"), body(COMMUNITY, text="家里闻着不对劲", item_code="E0502"))
    assert told["emergency"] == ["119", "120"]


def test_what_nobody_understands_is_filed_all_the_same(cast):
    told = filed(cast.client(), body(COMMUNITY, text="啊"))
    assert (told["item"], told["suggestions"]) == (None, [])
    event = Event.objects.get(case_no=told["case_no"])
    assert event.due_at is not None  # somebody must look within two office hours
    assert event.desk


def test_text_is_kept_as_it_was_written(cast):
    text = "路灯\t坏了\r\n第二行 😀 𠮷 <b>&amp;</b> ' \" \\ %s {0} ；DROP TABLE"
    told = filed(cast.client(), body(COMMUNITY, text=f"  {text} "))
    assert Event.objects.get(case_no=told["case_no"]).text == text
    longest = filed(cast.client(), body(COMMUNITY, text="灯" * 2000))
    assert len(Event.objects.get(case_no=longest["case_no"]).text) == 2000


def test_a_draft_is_its_authors_alone_until_it_is_reported(cast):
    mine = Walk(cast, filed(cast.client("worker"), body(COMMUNITY_ELSEWHERE, action="draft")))
    assert Event.objects.get(case_no=mine.case_no).desk == f"person:{cast['worker'].pk}"
    assert mine.send("worker_elsewhere", "discard").status_code == 403
    mine.act("worker", "report")
    assert Event.objects.get(case_no=mine.case_no).state == "reported"


def test_settled_on_the_spot_it_is_reported_as_done(cast, walk):
    done = {"done": "当场清走了", "closing_condition_met": True}
    report = body(COMMUNITY, action="settle", settle=done, item_code=ON_SPOT)
    answer = cast.client("worker").send("POST", REPORTS, report)
    assert answer.status_code == 201, answer.content
    event = Event.objects.get(case_no=answer.json()["case_no"])
    assert (event.state, event.item_confirmed) == ("closed", True)
    assert event.closed_at is not None
    open_condition = {"done": "当场清走了", "closing_condition_met": False}
    for changes, status, field in (
        ({"settle": open_condition}, 422, ["closing_condition_met"]),
        ({"settle": {}}, 422, ["done"]),
        ({"item_code": LAMP_ITEM}, 409, []),
    ):
        answer = cast.client("worker").send("POST", REPORTS, report | changes)
        assert (answer.status_code, fields(answer)) == (status, field), answer.content
    elsewhere = body(COMMUNITY_ELSEWHERE, action="settle", settle=done, item_code=ON_SPOT)
    assert cast.client("worker").send("POST", REPORTS, elsewhere).status_code == 403
    assert cast.client().send("POST", REPORTS, report).status_code == 403
    assert cast.client().send("POST", REPORTS, body(COMMUNITY, action="draft")).status_code == 403
    assert Event.objects.count() == 1
    with seen_whole():
        assert not Contact.objects.exists()
