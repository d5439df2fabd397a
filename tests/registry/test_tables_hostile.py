"""Tables somebody made to do harm: refused by name, and never with an error of ours."""

import io
import zipfile
from random import Random

import pytest

from tests.registry.test_tables import LINES, upload, workbook_of
from wangge.core.problems import Problem
from wangge.registry.models import Table
from wangge.registry.tables import reading

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(6))
    + ']><worksheet><sheetData><row><c t="inlineStr"><is><t>&g;</t></is></c></row></sheetData></worksheet>'
)  # fmt: skip
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
)


def rewritten(**parts):
    """A sound workbook with some of its parts replaced; None leaves one out."""
    named = {"sheet": SHEET, "book": "xl/workbook.xml", "types": "[Content_Types].xml"}
    changed = {named[name]: content for name, content in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_of(LINES))) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after,
    ):
        for name in before.namelist():
            content = changed.get(name, before.read(name))
            if content is not None:
                after.writestr(name, content)
    return out.getvalue()


def encrypted():
    """The first part says that it is encrypted."""
    sound = bytearray(workbook_of(LINES))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = sound.find(mark)
        while at >= 0:
            sound[at + place] |= 1
            at = sound.find(mark, at + 4)
    return bytes(sound)


@pytest.mark.parametrize(
    "content",
    [
        rewritten(sheet="<worksheet><sheetData><row>"),
        rewritten(sheet=""),
        rewritten(sheet=None),
        rewritten(book="<workbook/>"),
        rewritten(types=None),
        rewritten(sheet=BILLION),
        rewritten(sheet=OUTSIDE),
        encrypted(),
        workbook_of(LINES)[:-400],
        b"<!DOCTYPE html><script>alert(1)</script>",
    ],
    ids=["cut short", "empty", "no sheet", "no book", "no types", "billion laughs", "a file of ours",
         "encrypted", "torn", "a page"],
)  # fmt: skip
def test_what_is_no_workbook_names_the_file(cast, content):
    told = upload(cast, content, "people.xlsx", status=422)
    assert [each["field"] for each in told["errors"]] == ["file"]
    assert "root:" not in str(told)
    assert not Table.objects.exists()


def test_an_archive_that_unpacks_to_hundreds_of_megabytes_is_not_unpacked(cast):
    bomb = rewritten(sheet=b" " * (reading.MOST_UNPACKED + 1))
    assert len(bomb) < 3 * 1024 * 1024
    told = upload(cast, bomb, "people.xlsx", status=422)
    assert [each["field"] for each in told["errors"]] == ["file"]


def fault(content):
    """The fields a table is refused for, None when it is taken."""
    try:
        reading.read("people.xlsx", content)
    except Problem as problem:
        return list(problem.fields)
    return None


def test_no_damage_breaks_the_platform():
    chance, sound, refused = Random(20260101), workbook_of(LINES), 0
    for _ in range(250):
        broken = bytearray(sound)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        named = fault(bytes(broken))
        refused += named is not None
        assert named in (None, ["file"])
    assert refused > 50


@pytest.mark.parametrize("name", ["../../x.xlsx", "..\\..\\x.xlsx", "/etc/cron.d/x.xlsx"])
def test_a_name_is_a_name(cast, name):
    told = upload(cast, workbook_of(LINES), name)
    assert not set(told["name"]) & set("/\\\r\n")
    assert told["name"].endswith(".xlsx")
