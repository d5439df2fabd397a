"""Reading and exporting the log are entries; the file is whole, labelled and harmless to open."""

import csv
import io

import pytest

from tests.personas import EVERYONE
from wangge.accounts import extract
from wangge.core.actors import job
from wangge.core.audit import AuditEntry, record
from wangge.core.audit.chain import AuditLink, link

pytestmark = pytest.mark.django_db
LOG, EXPORT = "/api/v1/audit", "/api/v1/audit/exports"


@pytest.fixture
def committed():
    """These tests need no commit."""


@pytest.fixture
def nothing_logged():
    pass


def taken(face, **asked):
    answer = face.send("POST", EXPORT, {"reason": "年度检查"} | asked, accept_language="en")
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return answer, list(csv.DictReader(io.StringIO(text)))


def test_it_works(cast):
    entry = record(cast.actor("county_op"), "contact.reveal", ("event", "WG1"), "=1+1", address="10.0.0.9")
    link()
    face = cast.client("auditadmin")
    answer, rows = taken(face, action="contact.reveal", object_no="WG1")
    assert answer["Content-Disposition"].startswith('attachment; filename="wangge-audit-')
    (row,) = rows
    place = AuditLink.objects.get(entry=entry.pk)
    assert (row["Number"], row["Link"], row["Hash of the link"]) == (
        str(entry.pk),
        str(place.number),
        place.hash,
    )
    assert (row["Actor"], row["Action"], row["Reason"]) == (
        "county_op", "Looked at a reporter's contact", "'=1+1",
    )  # fmt: skip
    told = AuditEntry.objects.get(action="audit.exported")
    assert (told.person, told.reason) == (cast["auditadmin"].pk, "年度检查")
    assert told.data == {"filters": {"action": "contact.reveal", "object_no": "WG1"}, "rows": 1, "cut": False}


def test_reading_is_an_entry_once_an_opening(cast):
    for number in range(3):
        record(job("test"), "counted", ("thing", number))
    face = cast.client("auditadmin")
    first = face.get(LOG, {"action": "counted", "limit": 2}).json()
    face.get(LOG, {"action": "counted", "limit": 2, "cursor": first["next"]})
    (entry,) = AuditEntry.objects.filter(action="audit.read")
    assert (entry.person, entry.data) == (cast["auditadmin"].pk, {"filters": {"action": "counted"}})


def test_in_pages_and_no_more_than_fit(cast, monkeypatch):
    monkeypatch.setattr(extract, "PAGE", 2)
    for number in range(7):
        record(job("test"), "counted", ("thing", number))
    face = cast.client("auditadmin")
    assert [row["Number of the object"] for row in taken(face, action="counted")[1]] == list("6543210")
    monkeypatch.setattr(extract, "MOST", 5)
    assert [row["Number of the object"] for row in taken(face, action="counted")[1]] == list("65432")
    assert AuditEntry.objects.filter(action="audit.exported").latest("id").data["cut"] is True


@pytest.mark.parametrize("name", [name for name in EVERYONE if name != "auditadmin"])
def test_nobody_else(cast, name):
    status = cast.client(name).send("POST", EXPORT, {"reason": "年度检查"}).status_code
    assert status == (401 if name in ("anonymous", "hotline") else 403)
    assert not AuditEntry.objects.filter(action__startswith="audit.").exists()


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"reason": ""}, "reason"), ({"reason": "  \n "}, "reason"), ({"since": "yesterday"}, "since")],
)
def test_bad_input_names_its_field(cast, asked, field):
    answer = cast.client("auditadmin").send("POST", EXPORT, {"reason": "年度检查"} | asked)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_each_page_costs_the_same(cast, django_assert_max_num_queries):
    for number in range(20):
        record(cast.actor("county_op"), "counted", ("thing", number))
    face = cast.client("auditadmin")
    taken(face)
    with django_assert_max_num_queries(12):
        taken(face)
