"""Lists taken out: marked, logged, for the one who asked, for a day."""

import io
import os
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils.timezone import now
from openpyxl import load_workbook

from tests.deletions import counted
from tests.events.intake.cases import fields
from wangge.core.audit import AuditEntry
from wangge.events.lists import exports
from wangge.events.models import Export

pytestmark = pytest.mark.django_db
EXPORTS = "/api/v1/exports"
WANTED = {"list": "events", "filters": {"channel": "resident"}, "reason": "向街道例会汇报"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path / "exports"


def make(face, **changes):
    answer = face.send("POST", EXPORTS, WANTED | changes)
    assert answer.status_code == 201, answer.content
    return answer.json()


def sheet(face, made):
    answer = face.get(made["url"])
    assert answer.status_code == 200, answer.content
    assert answer["Content-Disposition"].endswith('.xlsx"')
    return load_workbook(io.BytesIO(answer.content))


def table(book):
    rows = list(book.active.iter_rows(values_only=True))
    return rows[2], rows[3:]


def test_it_works(cast, walk):
    mine = walk(text="路灯坏了", contact={"name": "王小明", "phone": "13912345678"}).dispatched()
    walk("worker", text="别的")
    face = cast.client("county_op")
    made = make(face)
    assert (made["rows"], made["cut"]) == (1, False)
    book = sheet(face, made)
    headings, rows = table(book)
    assert len(rows) == 1
    row = dict(zip(headings, rows[0], strict=True))
    assert row["事件编号"] == mine.case_no
    assert row["状态"] == "待签收"
    assert row["反映内容"] == "路灯坏了"
    assert row["上报时间"].year == now().year
    text = str(list(book.active.iter_rows(values_only=True)))
    assert "13912345678" not in text
    assert "王" not in text
    assert "None" not in [headings]


def test_it_says_who_took_it_when_and_why(cast, walk):
    walk()
    face = cast.client("county_op")
    book = sheet(face, make(face, reason="核对 A&B 两条街"))
    place = face.get("/api/v1/session").json()["postings"][0]["place"]
    mark = book.active["A1"].value
    for told in ("county_op", place, f"{now():%Y}", "核对 A&B 两条街"):
        assert told in mark
    assert book.active.oddHeader.center.text == mark.replace("&", "&&")
    assert "核对" in book.active.oddFooter.center.text
    assert (book.properties.creator, "核对" in book.properties.description) == ("county_op", True)


def test_a_text_never_becomes_a_formula(cast, walk):
    walk(text='=HYPERLINK("http://x","点我")')
    face = cast.client("county_op")
    book = sheet(face, make(face))
    kinds = {cell.data_type for row in book.active.iter_rows(min_row=4) for cell in row}
    assert "f" not in kinds


def test_the_to_do_list_too(cast, walk):
    mine = walk()
    walk().dispatched()
    face = cast.client("township_op")
    made = make(face, list="todo", filters={"state": "reported"})
    headings, rows = table(sheet(face, made))
    assert [row[headings.index("事件编号")] for row in rows] == [mine.case_no]


def test_only_what_one_may_see(cast, walk):
    walk()
    for who, count in (("county_op", 1), ("community_elsewhere", 0), ("stranger", 0), ("sysadmin", 0)):
        assert make(cast.client(who))["rows"] == count, who


def test_it_is_in_the_audit_log_without_the_words_looked_for(cast, walk):
    walk()
    made = make(cast.client("county_op"), filters={"channel": "resident", "q": "王小明"})
    entry = AuditEntry.objects.get(action="list.exported")
    assert (entry.object_kind, entry.object_no, entry.reason) == ("export", str(made["id"]), WANTED["reason"])
    assert entry.data == {
        "list": "events", "filters": {"channel": "resident", "words": True}, "rows": 0, "cut": False,
    }  # fmt: skip


def test_long_lists_are_cut_and_say_so(cast, walk, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for _ in range(3):
        walk()
    face = cast.client("township_op")
    for name in ("events", "todo"):
        made = make(face, list=name, filters={})
        assert (made["rows"], made["cut"]) == (2, True)
        book = sheet(face, made)
        assert len(table(book)[1]) == 2
        assert "2" in book.active["A2"].value


def test_the_file_is_sealed_and_private(cast, walk, own_folder):
    walk()
    make(cast.client("county_op"))
    (path,) = own_folder.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert own_folder.stat().st_mode & 0o077 == 0
    assert not path.read_bytes().startswith(b"PK")


def test_for_the_one_who_asked_and_for_a_day(cast, walk, own_folder):
    walk()
    face = cast.client("county_op")
    made = make(face)
    for who in ("city_op", "township_op", "sysadmin", "stranger"):
        assert cast.client(who).get(made["url"]).status_code == 404, who
    assert cast.client().get(made["url"]).status_code == 401
    assert face.get(f"{EXPORTS}/999999/file").status_code == 404
    Export.objects.update(at=now() - timedelta(days=1, minutes=1))
    assert face.get(made["url"]).status_code == 404
    orphan, fresh = own_folder / "a.sealed", own_folder / "b.sealed"
    for path in (orphan, fresh):
        path.write_bytes(b"x")
    long_ago = time.time() - 2 * 86_400
    os.utime(orphan, (long_ago, long_ago))
    assert exports.purge() == 2
    assert [path.name for path in own_folder.iterdir()] == ["b.sealed"]
    assert not Export.objects.exists()
    assert exports.purge() == 0
    assert counted("events.exports") == [1]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"list": "people"}, "list"),
        ({"filters": {"state": "nonsense"}}, "filters.state"),
        ({"filters": {"phone": "139"}}, "filters.phone"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_names_its_field(cast, changes, named, own_folder):
    answer = cast.client("county_op").send("POST", EXPORTS, WANTED | changes)
    assert (answer.status_code, fields(answer)) == (422, [named]), answer.content
    assert not Export.objects.exists()
    assert not own_folder.exists()


def test_as_many_queries_however_many_rows(cast, walk, django_assert_max_num_queries):
    face = cast.client("township_op")
    make(face)
    for _ in range(3):
        walk()
        # Three to know who asks; the list and its names; posting, row, entry; and the transaction's two ends.
        with django_assert_max_num_queries(12):
            make(face)
