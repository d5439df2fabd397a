"""How to reach the reporter: sealed, shown masked, revealed with a reason, deleted in the end."""

import itertools
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.deletions import counted
from tests.events.intake.cases import REPORTS, body, fields, filed, written
from tests.guard import seen_whole
from tests.personas import COMMUNITY
from wangge.core.audit import AuditEntry
from wangge.core.flow.chain import digest
from wangge.events.case import contacts
from wangge.events.models import Contact, Event
from wangge.events.tasks import forget

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳某某", "13912345678"
CONTACT = {"name": NAME, "phone": PHONE}


@pytest.fixture
def mine(walk):
    return walk(contact=CONTACT)


def test_it_works(cast, mine):
    told = cast.client("community_op").get(mine.address).json()
    assert told["contact"] == {"name": "欧**", "phone": "139****5678"}
    answer = cast.client("township_op").send("POST", f"{mine.address}/contact", {"reason": "问清楼号"})
    assert (answer.status_code, answer.json()) == (200, CONTACT)
    entry = AuditEntry.objects.get(action="contact.reveal")
    assert (entry.person, entry.object_no, entry.reason, entry.address) == (
        cast["township_op"].pk,
        mine.case_no,
        "问清楼号",
        "127.0.0.1",
    )
    assert PHONE not in str(entry.data)


def everything() -> str:
    """Every row of every table of ours, as text."""
    found = []
    with seen_whole(), connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("wangge.") and not model._meta.label.startswith("network."):
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
                found += [row[0] for row in cursor]
    return "\n".join(found)


def test_nothing_of_it_can_be_read_in_the_database(mine):
    text = everything()
    assert mine.case_no in text
    with seen_whole():
        assert str(bytes(Contact.objects.get().phone_index).hex()) in text
    for plain in (NAME, PHONE, NAME.encode().hex(), PHONE.encode().hex(), PHONE[3:]):
        assert plain not in text


def test_nor_guessed_from_what_is_kept_to_tell_a_repetition(cast, mine):
    """There are few enough telephone numbers to try them all against a plain hash of the report."""
    event = Event.objects.get(case_no=mine.case_no)
    rest = body(COMMUNITY)
    blank = {"place": "", "item_code": "", "channel": "", "seen_at": None, "outside_id": "", "action": "report",
             "settle": None}  # fmt: skip
    for name, phone in itertools.product((NAME, ""), (PHONE, "")):
        guess = digest("report", blank | rest | {"contact": {"name": name, "phone": phone}})
        assert guess != event.source_digest


def test_an_outsider_sees_nothing_and_a_colleague_without_the_power_only_the_mask(cast, mine):
    asked = f"{mine.address}/contact"
    for who, status in [
        ("stranger", 404), ("handler_elsewhere", 404), ("community_elsewhere", 404), ("sysadmin", 404),
        ("auditadmin", 404), ("community_op", 403), ("worker", 403),
    ]:  # fmt: skip
        assert cast.client(who).send("POST", asked, {"reason": "要问"}).status_code == status, who
    assert cast.client().send("POST", asked, {"reason": "要问"}).status_code == 401
    assert not AuditEntry.objects.filter(action="contact.reveal").exists()


@pytest.mark.parametrize("reason", ["", " ", "x", "a\u0000b", None, 1])
def test_a_reason_is_asked(cast, mine, reason):
    answer = cast.client("township_op").send("POST", f"{mine.address}/contact", {"reason": reason})
    assert (answer.status_code, fields(answer)) == (422, ["reason"]), answer.content
    assert not AuditEntry.objects.filter(action="contact.reveal").exists()


def test_a_long_reason_is_no_way_around_the_audit(cast, mine):
    answer = cast.client("township_op").send("POST", f"{mine.address}/contact", {"reason": "问" * 5000})
    assert answer.status_code == 200
    assert AuditEntry.objects.get(action="contact.reveal").reason == "问" * 500


def test_without_a_contact_there_is_nothing_to_reveal(cast, walk):
    other = walk()
    assert cast.client("township_op").get(other.address).json()["contact"] is None
    asked = f"{other.address}/contact"
    assert cast.client("township_op").send("POST", asked, {"reason": "要问"}).status_code == 404


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        ({"phone": "12345"}, "contact.phone"),
        ({"phone": "139 1234 5678"}, "contact.phone"),
        ({"phone": "１３９１２３４５６７８"}, "contact.phone"),
        ({"phone": PHONE + "\n"}, "contact.phone"),
        ({"phone": 13912345678}, "contact.phone"),
        ({"name": "长" * 41}, "contact.name"),
        ({"name": "a\u0000b"}, "contact.name"),
        ({"name": NAME, "id_number": "1"}, "contact.id_number"),
        ("13912345678", "contact"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(cast, contact, field):
    before = written()
    answer = cast.client().send("POST", REPORTS, body(COMMUNITY, contact=contact))
    assert (answer.status_code, fields(answer)) == (422, [field]), answer.content
    assert written() == before


@pytest.mark.parametrize("contact", [None, {}, {"name": "", "phone": ""}])
def test_it_is_never_required(cast, contact):
    filed(cast.client(), body(COMMUNITY, contact=contact))
    with seen_whole():
        assert not Contact.objects.exists()


def test_a_landline_with_its_area_code_will_do(cast, walk):
    told = cast.client("community_op").get(walk(contact={"phone": "04191234567"}).address).json()
    assert told["contact"] == {"name": "", "phone": "041****4567"}


def test_it_is_deleted_forty_days_after_the_end(cast, mine, walk, monkeypatch):
    open_still = walk(contact=CONTACT)
    mine.closed()
    event = Event.objects.get(case_no=mine.case_no)
    for days, left in ((39, 2), (41, 1)):
        monkeypatch.setattr(contacts, "now", lambda days=days: event.closed_at + timedelta(days=days))
        forget()
        with seen_whole():
            assert Contact.objects.count() == left
    with seen_whole():
        assert Contact.objects.get().event.case_no == open_still.case_no
    told = cast.client("township_op").get(mine.address).json()
    assert told["contact"] is None
    asked = f"{mine.address}/contact"
    assert cast.client("township_op").send("POST", asked, {"reason": "要问"}).status_code == 404
    forget()
    with seen_whole():
        assert Contact.objects.count() == 1
    assert counted("events.contacts") == [0, 1]
    assert counted("core.rates") == counted("core.messages") == [0]


def test_a_reopened_case_keeps_it(mine, monkeypatch):
    mine.closed()
    mine.as_reporter("POST", "/actions/reopen", {"reason": "又不亮了"})
    monkeypatch.setattr(contacts, "now", lambda: now() + timedelta(days=50))
    assert contacts.purge() == 0


def test_it_takes_one_statement_more(cast, hotline):
    report = body(COMMUNITY, contact=CONTACT)
    filed(hotline, report)
    with CaptureQueriesContext(connection) as seen:
        filed(hotline, report)
    sent = [each["sql"] for each in seen if "SAVEPOINT" not in each["sql"]]
    assert len(sent) <= 4, sent
