"""Lists out of the register: for a purpose, approved by a second person, marked, fetched by one, gone in time."""

import csv
import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.timezone import now
from openpyxl import load_workbook

from tests.deletions import counted
from tests.guard import seen_whole
from tests.registry.conftest import ROOT, identity
from wangge.accounts.sessions import PROVED_KEY
from wangge.core.audit import AuditEntry
from wangge.core.flow.audit import faults
from wangge.core.rows import guarded
from wangge.registry import definitions
from wangge.registry.exports import making, marks
from wangge.registry.exports.models import RegisterExport
from wangge.registry.exports.purposes import Purpose, check
from wangge.registry.models import Person, Reading, Restriction
from wangge.registry.tables import reading

WANTED = {
    "purpose": "door", "fields": ["identity.name", "contact.phone"], "reason": "核对楼栋联系名册",
    "receiver": "社区网格长",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path / "register-exports"


class Lists:
    """Asks for a list as somebody, decides on it, has it made, fetches it."""

    def __init__(self, register):
        self.register, self.cast = register, register.cast

    def ask(self, who="community_op", status=201, **changed):
        body = WANTED | {"region": self.cast.actor("worker").grid} | changed
        return self.register.send(who, "POST", "/exports", body, status)

    def act(self, case_no, action, who="township_op", data=None, status=200, version=1):
        body = {"data": data or {}, "version": version}
        return self.register.send(who, "POST", f"/exports/{case_no}/actions/{action}", body, status)

    def ready(self, **changed):
        case_no = self.ask(**changed)["case_no"]
        self.act(case_no, "approve")
        assert making.make_waiting() == {"made": 1}
        return case_no

    def fetch(self, case_no, who="community_op", status=200, kind="csv", **headers):
        face = self.cast.client(who)
        answer = face.send("POST", f"{ROOT}/exports/{case_no}/file", {"format": kind}, **headers)
        assert answer.status_code == status, answer.content
        return answer.content if status == 200 else answer.json()

    def one(self, case_no, who="community_op", status=200):
        return self.register.send(who, "GET", f"/exports/{case_no}", None, status)


@pytest.fixture
def lists(register):
    return Lists(register)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_works(lists, person, own_folder):
    case_no = lists.ask()["case_no"]
    (waiting,) = lists.register.send("township_op", "GET", "/exports", {"which": "waiting"})["items"]
    assert (waiting["case_no"], waiting["asker"], waiting["rows"]) == (case_no, "community_op", 1)
    told = lists.one(case_no, "township_op")
    assert [each["label"] for each in told["fields"]] == ["姓名", "手机号码"]
    assert (told["sealed"], told["reason"], told["receiver"]) == (True, WANTED["reason"], WANTED["receiver"])
    assert [each["key"] for each in told["actions"]] == ["approve", "refuse"]
    lists.act(case_no, "approve")
    assert lists.one(case_no)["fetches"] == 0
    assert making.make_waiting() == {"made": 1}
    assert making.make_waiting() == {"made": 0}
    assert lists.one(case_no)["fetches"] == 3
    content = lists.fetch(case_no)
    head, why, headings, row = rows_of(content)
    assert case_no in head[0]
    assert all(name in head[0] for name in ("community_op", "township_op", WANTED["receiver"]))
    assert WANTED["reason"] in why[0]
    assert headings == ["姓名", "手机号码", "地址", "名单编号"]
    assert (row[0], row[1], row[3]) == ("测试甲", "13900000001", case_no)
    assert marks.found([row[2]]) == {case_no}
    assert lists.one(case_no)["fetches"] == 2
    entries = AuditEntry.objects.filter(object_kind="register_export", object_no=case_no).order_by("id")
    assert [each.action for each in entries] == [
        "export.ask",
        "export.approve",
        "export.make",
        "export.fetch",
    ]
    (line,) = lists.register.send("worker", "GET", f"/people/{person['number']}/readings")["items"]
    assert (line["by"], line["field"], line["reason"]) == ("community_op", "在名单中导出", WANTED["reason"])
    with seen_whole():
        assert [fault for fault in faults(RegisterExport) if fault] == []


def test_the_files_wait_sealed(lists, person, own_folder):
    lists.ready()
    assert own_folder.stat().st_mode & 0o077 == 0
    kept = list(own_folder.iterdir())
    assert len(kept) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    assert not any("测试甲".encode() in path.read_bytes() for path in kept)


def test_the_mark_survives_opening_saving_and_cutting_out(lists, person, tmp_path):
    case_no = lists.ready()
    book = load_workbook(io.BytesIO(lists.fetch(case_no, kind="xlsx")))
    sheet = book.active
    assert case_no in sheet["A1"].value
    sheet.delete_rows(1, 3)
    sheet.delete_cols(4)
    path = tmp_path / "found.xlsx"
    book.save(path)
    out = io.StringIO()
    call_command("trace", str(path), stdout=out)
    assert case_no in out.getvalue()
    assert "community_op" in out.getvalue()
    innocent = tmp_path / "other.csv"
    innocent.write_text("姓名\n甲\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("trace", str(innocent))


def test_a_mark_is_of_one_list_and_cannot_be_made_up():
    one, other = marks.mark("2026010100000018"), marks.mark("2026010100000026")
    assert marks.found([f"幸{one}福", f"{other}"]) == {"2026010100000018", "2026010100000026"}
    flipped = (marks.ONE if one[0] == marks.ZERO else marks.ZERO) + one[1:]
    swapped = one[:-12] + other[-12:]
    assert marks.found([flipped]) == set()
    assert marks.found([swapped]) == set()


def test_a_list_read_in_again_leaves_no_mark_in_the_register(lists, person):
    content = lists.fetch(lists.ready())
    _, rows = reading.read("list.csv", content.split(b"\r\n", 2)[2])
    assert marks.found(cell for _, cells in rows for cell in cells) == set()
    assert rows[0][1][2].endswith("幸福小区3号楼301室")


def test_never_by_the_same_person(lists, person):
    case_no = lists.ask("township_op")["case_no"]
    told = lists.one(case_no, "township_op")
    blocked = {each["key"]: each["blocked"] for each in told["actions"]}
    assert blocked["approve"]["key"] == "export.same-person"
    assert blocked["withdraw"] is None
    assert lists.act(case_no, "approve", status=409)["code"] == "export.same-person"
    assert lists.register.send("township_op", "GET", "/exports", {"which": "waiting"})["items"] == []


@pytest.mark.parametrize(
    ("who", "asking", "deciding", "fetching"),
    [("worker", 403, 404, 404), ("community_elsewhere", 422, 404, 404), ("township_op", 201, 200, 403),
     ("county_op", 403, 404, 404), ("sysadmin", 403, 404, 404), ("auditadmin", 403, 404, 404),
     ("stranger", 403, 404, 404), ("anonymous", 401, 401, 401)],
)  # fmt: skip
def test_who_may(lists, person, who, asking, deciding, fetching):
    case_no = lists.ask()["case_no"]
    lists.ask(who, asking)
    lists.act(case_no, "approve", who, status=deciding)
    if deciding != 200:
        lists.act(case_no, "approve")
    making.make_waiting()
    lists.fetch(case_no, who, fetching)


@pytest.mark.parametrize(("path", "body"), [("actions/approve", {"version": 1}), ("file", {"format": "csv"})])
def test_a_fresh_proof_is_asked_for(lists, person, path, body):
    case_no = lists.ask()["case_no"]
    face = lists.cast.client("township_op")
    session = face.session
    session[PROVED_KEY] = now() - timedelta(hours=1)
    session.save()
    answer = face.send("POST", f"{ROOT}/exports/{case_no}/{path}", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.stale")


def test_so_often_and_no_more(lists, person):
    case_no = lists.ready()
    for _ in range(2):
        lists.fetch(case_no, idempotency_key="the-same-time")
    assert lists.one(case_no)["fetches"] == 2
    lists.fetch(case_no)
    lists.fetch(case_no, kind="xlsx")
    assert lists.fetch(case_no, status=409)["code"] == "export.fetched"


def test_not_before_it_is_approved_and_made(lists, person):
    case_no = lists.ask()["case_no"]
    assert making.make_waiting() == {"made": 0}
    assert lists.fetch(case_no, status=409)["code"] == "flow.not-now"
    lists.act(case_no, "approve")
    assert lists.fetch(case_no, status=409)["code"] == "flow.not-now"


def test_refused_with_a_reason(lists, person):
    case_no = lists.ask()["case_no"]
    assert lists.act(case_no, "refuse", data={}, status=422)["errors"][0]["field"] == "reason"
    lists.act(case_no, "refuse", data={"reason": "范围过大"})
    told = lists.one(case_no)
    assert told["state"]["key"] == "refused"
    assert "范围过大" in str(told["steps"][-1]["lines"])
    lists.act(case_no, "approve", status=409, version=2)


def test_withdrawn_the_file_is_gone(lists, person, own_folder):
    case_no = lists.ready()
    lists.act(case_no, "withdraw", "community_op", version=3)
    assert list(own_folder.iterdir()) == []
    lists.fetch(case_no, status=409)


def test_it_ends_in_time(lists, person, own_folder):
    waits, ready = lists.ask()["case_no"], lists.ready()
    assert making.end_old() == {"ended": 0, "files": 0}
    with seen_whole():
        RegisterExport.objects.update(ends_at=now() - timedelta(seconds=1))
    assert making.end_old()["ended"] == 2
    assert list(own_folder.iterdir()) == []
    assert {lists.one(each)["state"]["key"] for each in (waits, ready)} == {"ended"}
    lists.fetch(ready, status=409)
    assert making.end_old()["ended"] == 0
    assert counted("registry.exports") == [0, 2]


def test_what_somebody_objected_to_stays_out(lists, person):
    with seen_whole():
        row = Person.objects.get(pk=person["number"])
    case_no = lists.ask()["case_no"]
    lists.act(case_no, "approve")
    with guarded(lists.cast.actor("community_op")):
        Restriction.objects.create(person=row, region_code=row.region_code, group="contact", case_no="-")
    making.make_waiting()
    assert rows_of(lists.fetch(case_no))[3][:2] == ["测试甲", ""]


def test_narrowed_by_kind_and_group(lists, person, home):
    lists.register.person(
        home["number"],
        identity={"name": "流动乙", "identity_number": identity("19800101", 2)},
        residence={"kind": "floating", "relation": "head"},
        away={"home_region": "外省"},
        contact={},
    )
    assert lists.ask(kind="floating")["case_no"]
    with seen_whole():
        assert [each.rows for each in RegisterExport.objects.all()] == [1]
    case_no = lists.ready(group="away", fields=["identity.name"])
    assert [row[0] for row in rows_of(lists.fetch(case_no))[3:]] == ["流动乙"]
    # Nothing that is masked was in it, so nobody looked at anything.
    with seen_whole():
        assert not Reading.objects.filter(field="export").exists()


def test_homes_and_places(lists, home):
    lists.register.send(
        "worker", "PUT", f"/homes/{home['number']}/facts/home",
        {"data": {"use": "rented", "owner_phone": "13900000005"}, "version": home["version"]},
    )  # fmt: skip
    case_no = lists.ready(purpose="safety", fields=["home.use", "home.owner_phone"], kind="rented")
    assert rows_of(lists.fetch(case_no))[3][:2] == ["出租", "13900000005"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"purpose": "x"}, "purpose"), ({"fields": []}, "fields"), ({"fields": ["identity.identity_number"]}, "fields"),
     ({"fields": ["identity.name", "identity.name"]}, "fields"), ({"reason": " "}, "reason"),
     ({"receiver": "x"}, "receiver"), ({"kind": "rented"}, "kind"), ({"group": "home"}, "group"),
     ({"region": "211005001001"}, "region"), ({"region": ""}, "region")],
)  # fmt: skip
def test_what_does_not_fit_is_named(lists, person, changed, field):
    told = lists.ask(status=422, **changed)
    assert [error["field"] for error in told["errors"]] == [field]


def test_nobody_to_list(lists, home):
    assert lists.ask(status=409)["code"] == "export.empty"


def test_the_same_key_asks_once(lists, person):
    body = WANTED | {"region": lists.cast.actor("worker").grid}
    send = lists.register.send
    first = send("community_op", "POST", "/exports", body, 201, idempotency_key="a-key-of-mine")
    again = send("community_op", "POST", "/exports", body, 200, idempotency_key="a-key-of-mine")
    assert (again["case_no"], again["replayed"]) == (first["case_no"], True)
    assert AuditEntry.objects.filter(action="export.ask").count() == 1


def test_a_stale_version_decides_nothing(lists, person):
    case_no = lists.ask()["case_no"]
    lists.act(case_no, "withdraw", "community_op")
    assert lists.act(case_no, "approve", status=409)["code"] == "version.stale"


def test_what_may_be_asked_for(lists):
    told = lists.register.send("community_op", "GET", "/export-purposes")["items"]
    assert {each["key"] for each in told} == {"door", "help", "floating", "safety", "shops"}
    door = next(each for each in told if each["key"] == "door")
    assert {each["key"]: each["sealed"] for each in door["fields"]}["contact.phone"]
    lists.register.send("worker", "GET", "/export-purposes", None, 403)


def test_the_queries_of_lists_do_not_grow(lists, person, django_assert_max_num_queries):
    face = lists.cast.client("community_op")
    for _ in range(3):
        case_no = lists.ask()["case_no"]
    face.get(f"{ROOT}/exports")
    with django_assert_max_num_queries(5):
        assert len(face.get(f"{ROOT}/exports").json()["items"]) == 3
    with django_assert_max_num_queries(7):
        face.get(f"{ROOT}/exports/{case_no}")


def test_a_query_that_forgets_its_filter_sees_nothing(lists, person):
    lists.ask()
    assert not RegisterExport.objects.exists()
    for who, sees in (("community_op", 1), ("township_op", 1), ("community_elsewhere", 0), ("worker", 0)):
        with guarded(lists.cast.actor(who)):
            assert RegisterExport.objects.count() == sees


def test_a_formula_is_no_formula():
    assert making._plain("=1+1") == "'=1+1"
    assert making._plain("幸福路") == "幸福路"


def test_a_file_of_purposes_that_breaks_a_rule():
    found = [Purpose("door", "person", ("identity.name",)), Purpose("door", "dwelling", ("identity.name", "x.y")),
             Purpose("spying", "person", ())]  # fmt: skip
    assert list(check(found, definitions.source())) == [
        "door: stands twice", "door: stands twice", "door: identity.name is no field of a dwelling",
        "door: x.y is no field of a dwelling", "spying: no such purpose", "spying: holds nothing",
    ]  # fmt: skip
