"""`import people FILE`: a whole city's file, by the rules of tables; nothing twice, no line lost."""

import csv
import io
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from tests.guard import seen_whole
from tests.personas import CITY, COMMUNITY, COMMUNITY_ELSEWHERE
from tests.registry.conftest import identity
from tests.registry.test_people import shown
from wangge.core.audit import AuditEntry
from wangge.registry.importing import dealing
from wangge.registry.models import Address, Dwelling, Fact, History, Household, Person

HEADINGS = [
    "姓名",
    "身份证号",
    "手机号",
    "与户主关系",
    "房屋用途",
    "网格编码",
    "小区",
    "楼号",
    "房号",
    "户号",
]


@pytest.fixture
def grids(cast):
    """One grid in each of two communities."""
    return cast.actor("worker").grid, cast.actor("worker_elsewhere").grid


@pytest.fixture
def people(grids):
    """A couple, somebody in another county, and three lines that cannot be entered."""
    here, there = grids
    return [
        ["流甲", identity("19700101", 11), "14200000001", "户主", "出租", here, "流水小区", "1", "101", "7"],
        ["流丁", identity("19720202", 12), "", "户主", "", there, "远处小区", "2", "", "9"],
        ["流坏", "21100119900101", "", "", "", here, "流水小区", "1", "102", ""],
        ["流乙", identity("19720303", 14), "", "妻", "", here, "流水小区", "1", "101", "7"],
        ["流重", identity("19700101", 11), "", "", "", here, "流水小区", "1", "103", ""],
        ["流外", identity("19700101", 13), "", "", "", "220100000000000", "流水小区", "1", "104", ""],
    ]


@pytest.fixture
def file(tmp_path):
    def write(lines, encoding="utf-8", name="people.csv"):
        path = tmp_path / name
        out = io.StringIO()
        csv.writer(out).writerows([HEADINGS, *lines])
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    return write


def run(path, *options, region=CITY):
    out = io.StringIO()
    call_command("import", "people", str(path), "--region", region, "--processes", "1", *options, stdout=out)
    found = {}
    for line in out.getvalue().splitlines():
        with suppress(ValueError):
            label, count = line.split(": ")
            found[label] = int(count)
    return found


def left(path):
    beside = path.with_name(path.name + ".rejects.csv")
    with beside.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def counted():
    with seen_whole():
        return [model.objects.count() for model in (Person, Fact, History, Household, Dwelling, Address)]


def test_it_works(register, people, file):
    path = file(people)
    assert run(path) == {"已导入": 3, "无法导入": 3}
    (one,) = register.send("worker", "POST", "/search", {"number": "14200000001"})["items"]
    assert one["person"]["name"] == "流甲"
    assert one["home"]["address"].endswith("流水小区1号楼101室")
    assert one["home"]["use"]["key"] == "rented"
    home = register.send("worker", "GET", f"/homes/{one['home']['number']}")
    (household,) = home["households"]
    assert [line["name"] for line in household["people"]] == ["流甲", "流乙"]
    person = register.send("worker", "GET", f"/people/{one['person']['number']}")
    assert shown(person, "contact")["phone"] == "142****0001"
    (other,) = register.send("worker_elsewhere", "POST", "/search", {"name": "流丁"})["items"]
    assert other["home"]["region"] == register.cast.actor("worker_elsewhere").grid
    entry = AuditEntry.objects.get(action="registry.imported")
    assert entry.data == {"region": CITY, "rows": 3}


def test_again_enters_nothing(db, people, file):
    path = file(people)
    run(path)
    before = counted()
    assert run(path) == {"无变化": 3, "无法导入": 3}
    assert counted() == before


def test_what_could_not_be_entered_is_mended_and_goes_in(db, people, file):
    path = file(people)
    run(path)
    beside = path.with_name(path.name + ".rejects.csv")
    assert beside.stat().st_mode & 0o077 == 0
    head, *lines = left(path)
    assert head[: len(HEADINGS)] == HEADINGS
    assert [(line[0], line[-4], line[-2]) for line in lines] == [
        ("流坏", "4", "公民身份号码"), ("流重", "6", "公民身份号码"), ("流外", "7", "网格编码"),
    ]  # fmt: skip
    assert all(line[-1] for line in lines)
    lines[0][1] = identity("19900101", 15)
    mended = path.with_name("mended.csv")
    with mended.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, lines[0]])
    assert run(mended) == {"已导入": 1}


def test_a_household_in_two_chunks_stays_one(db, people, file, monkeypatch):
    monkeypatch.setattr(dealing, "CHUNK", 1)
    assert run(file(people)) == {"已导入": 3, "无法导入": 3}
    with seen_whole():
        couple = Person.objects.filter(name__in=("流甲", "流乙"))
        assert couple.values("household").distinct().count() == 1


def test_a_file_that_has_grown_joins_those_who_are_there(db, people, file):
    run(file(people[:1]))
    assert run(file(people[:4], name="more.csv")) == {"无变化": 1, "已导入": 2, "无法导入": 1}
    with seen_whole():
        assert Household.objects.count() == 2


def test_what_is_new_of_somebody_is_a_change(register, people, file):
    run(file(people[:1]))
    people[0][2] = "14200000009"
    assert run(file(people[:1], name="changed.csv")) == {"已导入": 1}
    assert register.send("worker", "POST", "/search", {"number": "14200000001"})["items"] == []
    (one,) = register.send("worker", "POST", "/search", {"number": "14200000009"})["items"]
    assert one["person"]["name"] == "流甲"


def test_a_double_is_left_to_somebody(db, people, file):
    run(file(people[:1]))
    twin = ["流甲", "", "", "", "", people[0][5], "流水小区", "1", "101", ""]
    path = file([twin], name="twin.csv")
    assert run(path) == {"疑似已登记": 1}
    assert left(path)[1][0] == "流甲"


def test_gb_18030_and_a_mapping_of_ones_own(db, people, file, tmp_path):
    path = file(people[:1], encoding="gb18030")
    chosen = tmp_path / "mapping.yaml"
    chosen.write_text(
        "{姓名: identity.name, 网格编码: place.grid, 小区: address.estate, 楼号: address.building,"
        " 房号: address.room}",
        encoding="utf-8",
    )
    assert run(path, "--mapping", str(chosen)) == {"已导入": 1}
    with seen_whole():
        assert Person.objects.get().identity_index is None


def test_only_within_the_region(db, people, file):
    path = file(people)
    assert run(path, region=COMMUNITY) == {"已导入": 2, "无法导入": 4}
    with seen_whole():
        assert not Person.objects.filter(region_code__startswith=COMMUNITY_ELSEWHERE).exists()


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [("备注,小区\n甲,乙\n", (), "mapping"),
     ("姓名,姓名\n甲,乙\n", (), "file"), ("姓名,小区\n甲,乙\n", ("--mapping", "nowhere.yaml"), "mapping")],
)  # fmt: skip
def test_what_does_not_fit_is_named(db, tmp_path, content, options, said):
    path = tmp_path / "people.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        run(path, *options)


def test_a_region_that_is_none(db, people, file):
    with pytest.raises(CommandError, match="region"):
        run(file(people), region="9999")


def test_lines_of_one_grid_go_to_one_hand():
    headings, rows = ["网格编码", "身份证号"], [(number, [str(number % 7), ""]) for number in range(5000)]
    mapping = {"网格编码": "place.grid", "身份证号": "identity.identity_number"}
    by_hand = {}
    for number, chunk in dealing._dealt(headings, rows, mapping, 3):
        by_hand.setdefault(number, []).extend(chunk)
    assert sorted(row for chunk in by_hand.values() for row in chunk) == rows
    grids = [{row[1][0] for row in chunk} for chunk in by_hand.values()]
    assert sum(map(len, grids)) == 7
