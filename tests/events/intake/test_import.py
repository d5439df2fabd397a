"""`import reports FILE`: good lines filed, bad ones set aside with their number, nothing lost or filed twice."""

import csv
import io
import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from tests.events.intake.cases import LAMP_ITEM, body, first_grid, written
from tests.guard import seen_whole
from tests.personas import COMMUNITY
from wangge.core.clocks.reckon import LOCAL
from wangge.events.intake import importing, reports
from wangge.events.models import Contact, Event, EventStep

pytestmark = pytest.mark.django_db
SHIPPED = settings.ROOT / "bench" / "data" / "reports_500.csv"
BAD = [23, 61, 104, 140, 187, 222, 301, 338, 377, 421, 466]  # bench/data/README.md
LAST_DAY = datetime(2026, 11, 21, 12, tzinfo=LOCAL)  # the file is of the weeks before


def run(path, *options):
    """What the command says, and its summary: (filed, known, rejected)."""
    out = io.StringIO()
    call_command("import", "reports", str(path), *options, stdout=out)
    said = out.getvalue()
    summary = next(line for line in reversed(said.splitlines()) if line.count(",") + line.count("，") >= 2)
    digits = "".join(each if each.isdigit() else " " for each in summary).split()
    return said, tuple(map(int, digits))


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A copy of the shipped file, imported on the day it was made for."""
    monkeypatch.setattr(reports, "clock_now", lambda: LAST_DAY)
    path = tmp_path / SHIPPED.name
    path.write_bytes(SHIPPED.read_bytes())
    return path


@pytest.fixture
def write(tmp_path):
    def made(content, name="reports.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return made


def rejects(path):
    beside = path.with_name(path.name + ".rejects.jsonl")
    if not beside.exists():
        return []
    return [json.loads(line) for line in beside.read_text("utf-8").splitlines()]


def test_it_works(shipped):
    said, summary = run(shipped)
    assert summary == (488, 1, 11)
    assert [each["line"] for each in rejects(shipped)] == BAD
    for number, each in zip(BAD, rejects(shipped), strict=True):
        assert each["reason"]
        assert str(number) in said
    rows = list(csv.DictReader(shipped.open(encoding="utf-8-sig")))
    given = {row["outside_id"]: row for row in rows}
    for each in rejects(shipped):
        assert given[each["said"]["outside_id"]]["text"] == each["said"].get("text", "")
    events = list(Event.objects.all())
    assert len(events) == 488
    assert all(each.region_code.startswith("2110") and each.desk and each.due_at for each in events)
    assert sum(len(each.region_code) == 15 for each in events) > 300  # the others say where in words
    assert sum(bool(each.item_code) for each in events) > 430
    assert not any(each.item_confirmed for each in events)
    assert Counter(each.state for each in events) == {"reported": 488}
    assert {each.channel for each in events} >= {"resident", "hotline_12345"}
    assert EventStep.objects.filter(seq=1, actor_kind="job").count() == 488
    before = written()
    assert run(shipped)[1] == (0, 489, 11)
    assert written() == before


def test_stopped_half_way_and_run_again(shipped, tmp_path):
    """Whatever was filed before the power went is known; the rest follows; nothing is filed twice."""
    lines = shipped.read_bytes().splitlines(keepends=True)
    half = tmp_path / "half.csv"
    half.write_bytes(b"".join(lines[:250]))
    _, (filed, known, bad) = run(half)
    assert (filed + known + bad, bad) == (249, 6)
    assert run(shipped)[1] == (488 - filed, 1 + filed, 11)
    assert Event.objects.count() == 488


def jsonl(*rows):
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_json_lines(write):
    path = write(
        jsonl(
            body(COMMUNITY, outside_id=1),
            "",
            '{"text": "路灯坏了"',
            "[1, 2]",
            body(COMMUNITY, seen_at=None, name=None, phone=13912345678, place=None),
            body(COMMUNITY, text=None),
            {"line": 1, "text": "x"},
        ),
        "reports.jsonl",
    )
    assert run(path)[1] == (2, 0, 4)
    told = rejects(path)
    assert [each["line"] for each in told] == [3, 4, 6, 7]
    assert told[0]["said"] == {"line": '{"text": "路灯坏了"'}
    with seen_whole():
        assert Contact.objects.count() == 1
        assert Contact.objects.get().name_sealed is None
    event = Event.objects.order_by("id").first()
    assert (event.region_code, event.item_code) == (first_grid(COMMUNITY), LAMP_ITEM)


@pytest.mark.parametrize(
    "bad",
    [
        r'{"text": "坏\ud800了", "place": "白塔区"}',
        r'{"text": "坏了", "place": "白塔区", "na\udc00me": "x"}',
        r'{"text": "坏\u0000了", "place": "白塔区"}',
        '{"text": "坏了", "place": "白塔区", "[/red]": "x"}',
        '{"text": "坏了", "lng": NaN, "lat": 41}',
        '{"text": "坏了", "lng": 1e999, "lat": 41}',
        '{"text": "坏了", "lng": ' + "9" * 400 + ', "lat": 41}',
        '{"text": {"a": 1}, "place": "白塔区"}',
        "[" * 100_000,
    ],
)
def test_one_bad_line_never_holds_up_the_rest(write, bad):
    good = body(COMMUNITY)
    path = write(jsonl(good, bad, good | {"text": "另一盏路灯"}), "reports.jsonl")
    assert run(path)[1] == (2, 0, 1)
    assert [each["line"] for each in rejects(path)] == [2]


def test_the_same_line_without_a_number_of_its_own_is_filed_once(write):
    path = write("text,place\n路灯坏了,白塔区\n路灯坏了,白塔区\n路灯又坏了,白塔区\n")
    assert run(path)[1] == (2, 1, 0)
    assert run(path)[1] == (0, 3, 0)


def test_the_same_number_with_other_words_is_a_reject(write):
    path = write("id,text,place\nA1,路灯坏了,白塔区\nA1,井盖丢了,白塔区\n")
    assert run(path)[1] == (1, 0, 1)
    assert [each["line"] for each in rejects(path)] == [3]


def test_marks_line_ends_and_names_of_columns(write):
    moment = now().astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    path = write(
        "\ufeffid,time,text,longitude,latitude,place\r\n"
        f'A1,{moment},"路灯坏了，\r\n三天了",,,白塔区\r\n'
        "A2,,第二件,,,白塔区\r\n"
    )
    assert run(path)[1] == (2, 0, 0)
    first = Event.objects.order_by("id").first()
    assert first.text == "路灯坏了，\r\n三天了"
    assert abs(first.seen_at - now()) < timedelta(minutes=2)


def test_a_quote_that_never_ends_swallows_no_other_line(write):
    path = write('text,place\n路灯坏了,白塔区\n"井盖丢了,白塔区\n门口积水,白塔区\n树倒了,白塔区\n')
    assert run(path)[1] == (3, 0, 1)
    (told,) = rejects(path)
    assert told["line"] == 3
    assert "井盖丢了" in str(told["said"])


def test_more_columns_than_the_heading(write):
    path = write("text,place\n路灯坏了,白塔区,多了\n井盖丢了,白塔区\n井盖丢了两个\n")
    assert run(path)[1] == (1, 0, 2)
    assert [each["line"] for each in rejects(path)] == [2, 4]


def test_a_column_nobody_knows(write):
    path = write("text,place,colour\n路灯坏了,白塔区,red\n井盖丢了,白塔区,\n")
    assert run(path)[1] == (1, 0, 1)
    assert rejects(path)[0]["reason"].startswith("colour")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("路灯坏了,白塔区\n", "reports.csv"),
        ("", "reports.csv"),
        ("place,time\n白塔区,\n", "reports.csv"),
        ('te"xt,"pl"ace\n', "reports.csv"),
        ("text,place\n路灯坏了,白塔区\n".encode("gb18030"), "reports.csv"),
        ("text,place\n路灯坏了,白塔区\n".encode("utf-16"), "reports.csv"),
        ("text,place\n路灯坏了,白塔区\n", "reports.xlsx"),
        (b"\x00\x01\x02\xff", "reports.jsonl"),
    ],
)
def test_a_file_that_cannot_be_read_files_nothing(write, content, name):
    before = written()
    path = write(content, name)
    with pytest.raises(CommandError) as told:
        run(path)
    assert path.name in str(told.value)
    assert written() == before


def test_no_such_file(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(CommandError):
            run(path)


def test_where_rejects_go(write, tmp_path):
    path = write("text,place\n,白塔区\n", "odd [bold].csv")
    said, _ = run(path, "--rejects", str(tmp_path / "bad.jsonl"))
    assert str(tmp_path / "bad.jsonl") in said
    assert json.loads((tmp_path / "bad.jsonl").read_text("utf-8"))["line"] == 2
    assert not rejects(path)
    assert importing.importer().region == ""
