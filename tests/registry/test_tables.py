"""A table of people: read, columns named, compared, doubles settled, entered; nothing of it twice, no line lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.guard import seen_whole
from tests.registry.conftest import ROOT, identity
from tests.registry.test_people import shown
from wangge.registry.models import Address, Fact, History, Person, TableRow

HEADINGS = [
    "姓名",
    "身份证号",
    "出生日期",
    "手机号",
    "与户主关系",
    "人员类别",
    "小区",
    "楼号",
    "房号",
    "户号",
    "备注",
]
LINES = [
    [
        "表甲",
        identity("19700101", 11),
        "",
        "14200000001",
        "本人",
        "户籍人口",
        "表格小区",
        "1",
        "101",
        "1",
        "x",
    ],
    ["表乙", identity("19720202", 12), "", "", "妻", "", "表格小区", "1", "101", "1", ""],
    ["表丙", "", "1990/3/4", "", "户主", "流动", "表格小区", "2", "202", "", ""],
    ["表丁", "21100119900101", "", "", "", "", "表格小区", "2", "203", "", ""],
    ["", "", "", "", "", "", "表格小区", "2", "204", "", ""],
    ["表戊", "", "", "123", "", "", "表格小区", "2", "205", "", ""],
    ["表己", "", "", "", "", "", "表格小区", "", "", "", ""],
    ["表庚", identity("19700101", 11), "", "", "", "", "表格小区", "3", "301", "", ""],
]


def csv_of(lines, encoding="utf-8"):
    return "\r\n".join(",".join(each) for each in [HEADINGS, *lines]).encode(encoding)


def workbook_of(lines):
    book = Workbook()
    for line in [HEADINGS, *lines]:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(cast, content, name="people.csv", who="community_op", region=None, status=201):
    grid = cast.actor("worker").grid
    data = {"file": SimpleUploadedFile(name, content), "region": grid if region is None else region}
    answer = cast.client(who).post(f"{ROOT}/tables", data)
    assert answer.status_code == status, answer.content
    return answer.json()


class Import:
    """The steps of one import, as community_op."""

    def __init__(self, register, lines=LINES, **more):
        self.register = register
        self.told = upload(register.cast, csv_of(lines), **more)
        self.path = f"/tables/{self.told['number']}"

    def send(self, method, path="", body=None, status=200):
        return self.register.send("community_op", method, f"{self.path}{path}", body, status)

    def compared(self):
        self.send("PUT", "/mapping", {"mapping": self.told["mapping"]})
        return self.send("POST", "/compare")

    def rows(self, state=""):
        return self.send("GET", "/rows", {"state": state})["items"]


def counts(told):
    return {each["key"]: each["count"] for each in told["counts"] if each["count"]}


def test_it_works(register):
    table = Import(register)
    assert table.told["mapping"] == {
        "姓名": "identity.name", "身份证号": "identity.identity_number", "出生日期": "identity.birth_date",
        "手机号": "contact.phone", "与户主关系": "residence.relation", "人员类别": "residence.kind",
        "小区": "address.estate", "楼号": "address.building", "房号": "address.room", "户号": "place.household",
    }  # fmt: skip
    told = table.compared()
    assert told["state"]["key"] == "compared"
    assert counts(told) == {"new": 3, "bad": 5}
    assert [(row["number"], row["wrong"]) for row in table.rows("bad")] == [
        (5, "公民身份号码"), (6, "姓名"), (7, "手机号码"), (8, "address"), (9, "公民身份号码"),
    ]  # fmt: skip
    assert all(row["why"] for row in table.rows("bad"))
    told = table.send("POST", "/enter")
    assert told["state"]["key"] == "done"
    assert counts(told) == {"done": 3, "bad": 5}
    (one,) = register.send("worker", "POST", "/search", {"name": "表甲"})["items"]
    assert one["home"]["address"].endswith("表格小区1号楼101室")
    home = register.send("worker", "GET", f"/homes/{one['home']['number']}")
    (household,) = home["households"]
    assert [(line["name"], line["relation"]["key"]) for line in household["people"]] == [
        ("表甲", "head"), ("表乙", "spouse"),
    ]  # fmt: skip
    person = register.send("worker", "GET", f"/people/{one['person']['number']}")
    assert shown(person, "contact")["phone"] == "142****0001"
    assert person["groups"][0]["source"]["key"] == "import"
    (found,) = register.send("worker", "POST", "/search", {"number": identity("19720202", 12)})["items"]
    assert found["person"]["name"] == "表乙"
    with seen_whole():
        assert History.objects.filter(action="collected").count() == 3
        assert History.objects.filter(action="opened").count() == 2
    again = table.send("POST", "/enter", status=409)
    assert again["code"] == "registry.table-done"


def test_the_same_table_again_enters_nothing(register):
    first = Import(register)
    first.compared()
    first.send("POST", "/enter")
    again = Import(register)
    assert counts(again.compared()) == {"same": 2, "double": 1, "bad": 5}
    told = again.send("POST", "/enter")
    assert counts(told) == {"same": 2, "double": 1, "bad": 5}
    with seen_whole():
        assert Person.objects.count() == 3
        assert Address.objects.filter(kind="estate", name="表格小区").count() == 1


def test_a_difference_is_shown_masked_and_changed_through_the_door(register):
    first = Import(register)
    first.compared()
    first.send("POST", "/enter")
    line = [*LINES[0]]
    line[3] = "14200000099"
    again = Import(register, [line])
    assert counts(again.compared()) == {"changed": 1}
    (row,) = again.rows()
    assert row["differences"] == [
        {"field": "contact.phone", "label": "手机号码", "before": "142****0001", "after": "142****0099"}
    ]
    again.send("POST", "/enter")
    person = register.send("worker", "GET", f"/people/{row['match']}")
    assert shown(person, "contact")["phone"] == "142****0099"
    with seen_whole():
        assert Fact.objects.filter(subject_id=row["match"], group="contact").count() == 2
        assert (
            not Fact.objects.filter(subject_id=row["match"], group="identity").exclude(ended_at=None).exists()
        )


@pytest.mark.parametrize(("decision", "people"), [("same", 1), ("new", 2), ("skip", 1)])
def test_a_double_waits_for_somebody_to_say(register, decision, people):
    first = Import(register, [LINES[2]])
    first.compared()
    first.send("POST", "/enter")
    line = [*LINES[2]]
    line[3:5] = "14200000003", ""
    again = Import(register, [line])
    assert counts(again.compared()) == {"double": 1}
    (row,) = again.rows("double")
    assert row["differences"][-1]["field"] == "contact.phone"
    again.send("POST", "/enter")
    with seen_whole():
        assert Person.objects.count() == 1
    again.send("PUT", f"/rows/{row['number']}", {"decision": decision})
    told = again.send("POST", "/enter")
    assert counts(told) == ({"double": 1} if decision == "skip" else {"done": 1})
    with seen_whole():
        assert Person.objects.count() == people
    found = register.send("worker", "POST", "/search", {"number": "14200000003"})["items"]
    assert len(found) == (decision != "skip")


def named(name: str, born: str = "", number: str = "") -> list[str]:
    line = [*LINES[2]]
    line[:3] = name, number, born
    return line


@pytest.mark.parametrize(
    ("known", "told", "state"),
    [
        (("同名", "", identity("19700101", 21)), ("同名", "", identity("19700101", 23)), "new"),
        (("同名", "", identity("19700101", 21)), ("同名", "1970-01-01"), "double"),
        (("同名", "1970-01-01"), ("同名", "", identity("19700101", 23)), "double"),
        (("同名", "1970-01-01"), ("同名", "1970-01-02"), "new"),
    ],
    ids=["two numbers", "a number is known", "a number is told", "another day"],
)
def test_two_numbers_are_two_people_of_one_name_born_on_one_day(register, known, told, state):
    first = Import(register, [named(*known)])
    first.compared()
    first.send("POST", "/enter")
    assert counts(Import(register, [named(*told)]).compared()) == {state: 1}


def test_excel_and_what_it_saves(register, cast):
    for name, content in (
        ("people.xlsx", workbook_of(LINES)), ("people.csv", csv_of(LINES, "gb18030")),
        ("people.csv", csv_of(LINES, "utf-8-sig")),
    ):  # fmt: skip
        told = upload(cast, content, name)
        assert (told["rows"], told["headings"]) == (len(LINES), HEADINGS)
        assert told["mapping"]["姓名"] == "identity.name"


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("people.pdf", b"%PDF", "file"),
        ("people.csv", b"", "file"),
        ("people.csv", "姓名\r\n".encode(), "file"),
        ("people.csv", "姓名,姓名\r\n甲,乙".encode(), "file"),
        ("people.csv", b"a\x00b,c\r\n1,2", "file"),
        ("people.xlsx", b"PK\x03\x04nothing", "file"),
        ("people.xlsx", b"no archive", "file"),
    ],
)
def test_a_file_that_is_none_is_named(db, cast, name, content, field):
    told = upload(cast, content, name, status=422)
    assert [error["field"] for error in told["errors"]] == [field]


def test_an_archive_that_swells_is_refused(db, cast, monkeypatch):
    monkeypatch.setattr("wangge.registry.tables.reading.MOST_UNPACKED", 1000)
    told = upload(cast, workbook_of(LINES), "people.xlsx", status=422)
    assert [error["field"] for error in told["errors"]] == ["file"]


@pytest.mark.parametrize("region", ["", "2110", "211005001001", "x"])
def test_a_table_is_for_a_region_of_ones_own(db, cast, region):
    told = upload(cast, csv_of(LINES), region=region, status=422)
    assert told["errors"][0]["field"] == "region"


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({"姓名": "identity.name"}, "mapping"),
        ({"小区": "address.estate"}, "mapping"),
        ({"姓名": "identity.name", "小区": "address.estate", "备注": "identity.faith"}, "mapping.备注"),
        ({"姓名": "identity.name", "小区": "address.estate", "地址": "address.road"}, "mapping.地址"),
        ({"姓名": "identity.name", "小区": "address.estate", "备注": "identity.name"}, "mapping"),
    ],
)
def test_a_mapping_that_does_not_fit(register, mapping, field):
    told = Import(register).send("PUT", "/mapping", {"mapping": mapping}, 422)
    assert [error["field"] for error in told["errors"]] == [field]


def test_the_steps_have_an_order(register):
    table = Import(register)
    assert table.send("POST", "/compare", status=409)["code"] == "registry.not-compared"
    assert table.send("POST", "/enter", status=409)["code"] == "registry.not-compared"
    table.compared()
    assert table.send("POST", "/compare", status=409)["code"] == "registry.not-compared"


def test_a_table_longer_than_a_step_goes_on(register, monkeypatch):
    monkeypatch.setattr("wangge.registry.actions.tables.STEP", 2)
    table = Import(register, LINES[:3])
    assert table.compared()["state"]["key"] == "mapped"
    assert table.send("POST", "/compare")["state"]["key"] == "compared"
    assert table.send("POST", "/enter")["state"]["key"] == "compared"
    assert counts(table.send("POST", "/enter")) == {"done": 3}
    with seen_whole():
        # Both of one household, though a step ended between them and a third.
        assert Person.objects.filter(name__in=["表甲", "表乙"]).values("household").distinct().count() == 1


def test_a_household_across_two_steps_stays_one(register, monkeypatch):
    monkeypatch.setattr("wangge.registry.actions.tables.STEP", 1)
    table = Import(register, LINES[:2])
    table.compared()
    for step in ("/compare", "/compare", "/enter", "/enter", "/enter"):
        table.send("POST", step)
    with seen_whole():
        assert Person.objects.count() == 2
        assert Person.objects.values("household").distinct().count() == 1


def test_a_second_head_is_set_aside(register):
    other = [*LINES[1]]
    other[4] = "本人"
    table = Import(register, [LINES[0], other])
    table.compared()
    assert counts(table.send("POST", "/enter")) == {"done": 1, "bad": 1}
    (row,) = table.rows("bad")
    assert row["wrong"] == "与户主关系"
    assert row["why"]


def test_lines_are_sealed_and_go_with_their_table(register):
    table = Import(register)
    with seen_whole():
        text = "".join(str(bytes(row.sealed)) for row in TableRow.objects.all())
    assert identity("19700101", 11) not in text
    assert register.cast.client("community_op").delete(ROOT + table.path).status_code == 204
    with seen_whole():
        assert not TableRow.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("worker", 403),
        ("township_op", 403),
        ("community_elsewhere", 404),
        ("county_op", 403),
        ("stranger", 403),
    ],
)
def test_who_may(register, cast, who, status):
    table = Import(register)
    for method, path, body in (
        ("GET", "", None), ("GET", "/rows", None), ("PUT", "/mapping", {"mapping": {}}), ("POST", "/compare", {}),
        ("POST", "/enter", {}), ("PUT", "/rows/2", {"decision": "new"}), ("DELETE", "", None),
    ):  # fmt: skip
        assert cast.client(who).send(method, ROOT + table.path + path, body).status_code == status, path
    if status == 403:
        upload(cast, csv_of(LINES), who=who, status=403)
    listed = cast.client("community_op").get(f"{ROOT}/tables").json()["items"]
    assert [each["number"] for each in listed] == [table.told["number"]]
    if status == 404:
        assert cast.client(who).get(f"{ROOT}/tables").json()["items"] == []


def test_an_address_that_is_too_long_is_a_bad_line_and_holds_up_no_other(register):
    long = ["表长", "", "1990-03-04", "", "", "", "长" * 41, "2", "202", "", ""]
    table = Import(register, [LINES[2], long, [*long[:6], "长" * 42, *long[7:]]])
    assert counts(table.compared()) == {"new": 1, "bad": 2}
    assert counts(table.send("POST", "/enter")) == {"done": 1, "bad": 2}


def test_a_name_that_grows_too_long_by_its_suffix_is_named(register):
    told = register.send(
        "worker", "POST", "/addresses",
        {"kind": "door", "name": "1" * 40, "region": register.cast.actor("worker").grid}, 422,
    )  # fmt: skip
    assert [error["field"] for error in told["errors"]] == ["name"]


def test_somebody_without_number_and_birth_who_lives_there_already_is_not_entered_twice(register):
    line = ["表丙", "", "", "", "", "流动", "表格小区", "2", "202", "", ""]
    first = Import(register, [line])
    first.compared()
    first.send("POST", "/enter")
    again = Import(register, [line])
    assert counts(again.compared()) == {"new": 1}
    assert counts(again.send("POST", "/enter")) == {"double": 1}
    again.send("PUT", "/rows/2", {"decision": "new"})
    told = again.send("POST", "/enter")
    assert counts(told) == {"done": 1}
    with seen_whole():
        assert Person.objects.filter(name="表丙").count() == 2


def test_what_a_table_says_of_a_new_home_is_known_of_it(register):
    headings = [*HEADINGS[:-1], "房屋用途"]
    lines = [[*LINES[0][:-1], "出租"], [*LINES[1][:-1], ""]]
    content = "\r\n".join(",".join(each) for each in [headings, *lines]).encode()
    told = upload(register.cast, content)
    path = f"/tables/{told['number']}"
    register.send("community_op", "PUT", f"{path}/mapping", {"mapping": told["mapping"]})
    register.send("community_op", "POST", f"{path}/compare")
    assert counts(register.send("community_op", "POST", f"{path}/enter")) == {"done": 2}
    (one,) = register.send("worker", "POST", "/search", {"name": "表甲"})["items"]
    assert one["home"]["use"]["key"] == "rented"
    home = register.send("worker", "GET", f"/homes/{one['home']['number']}")
    assert home["groups"][0]["data"] == {"use": "rented"}


def test_a_grid_that_is_none_is_a_bad_line(register):
    headings = [*HEADINGS[:-1], "网格编码"]
    lines = [[*LINES[0][:-1], f"{register.cast.actor('community_op').region}999"]]
    content = "\r\n".join(",".join(each) for each in [headings, *lines]).encode()
    told = upload(register.cast, content, region=register.cast.actor("community_op").region)
    path = f"/tables/{told['number']}"
    register.send("community_op", "PUT", f"{path}/mapping", {"mapping": told["mapping"]})
    assert counts(register.send("community_op", "POST", f"{path}/compare")) == {"bad": 1}
