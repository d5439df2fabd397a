"""People found, their postings shown and ended, their passwords reset; and what the audit log calls all this."""

import ast
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.personas import COUNTY, PASSWORD, PEOPLE
from wangge.accounts import labels, roles
from wangge.accounts.models import Person
from wangge.config.launch.place import ROOT
from wangge.core.audit import AuditEntry
from wangge.network.models import Posting

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/people"


def found(cast, who="secadmin", **query):
    answer = cast.client(who).get(ADDRESS, {"limit": 100, **query})
    assert answer.status_code == 200, answer.content
    return {each["username"] for each in answer.json()["items"]}


def test_it_works(cast):
    assert found(cast, q="worker_else") == {"worker_elsewhere"}
    assert found(cast, role="grid_worker") == {"worker", "worker_elsewhere"}
    assert found(cast, role="grid_worker", region=COUNTY) == {"worker"}
    assert found(cast, region=COUNTY, q="op") == {"community_op", "township_op", "county_op"}
    assert found(cast, "sysadmin") == set(PEOPLE)
    assert found(cast, q="%") == set()
    Person.objects.filter(username="worker").update(active=False)
    assert found(cast, active="false") == {"worker"}
    assert "worker" not in found(cast, active="true")
    assert cast.client("secadmin").get(ADDRESS, {"region": "x"}).status_code == 422


def test_one_with_every_posting(cast):
    number, today = cast["handler"].pk, localdate()
    over = Posting.objects.create(
        person_id=number, role="unit_head", unit_id=cast.actor("head").unit, region_code=COUNTY,
        from_day=today - timedelta(days=90), to_day=today - timedelta(days=60),
    )  # fmt: skip
    told = cast.client("secadmin").get(f"{ADDRESS}/{number}").json()
    assert [each["running"] for each in told["postings"]] == [False, True]
    assert told["postings"][0]["id"] == over.pk
    for each in told["postings"]:
        assert each["role_name"] not in ("", each["role"])
        assert each["place"]
    assert found(cast, role="unit_head") == {"head"}
    for who in ("worker", "city_op", "auditadmin"):
        assert cast.client(who).get(f"{ADDRESS}/{number}").status_code == 403
    for nobody in (999_999, 2**70):
        assert cast.client("secadmin").get(f"{ADDRESS}/{nobody}").status_code == 404


def test_a_posting_is_ended(cast):
    number, posting = cast["handler"].pk, cast.actor("handler").posting
    address = f"{ADDRESS}/{number}/postings/{posting}"
    for who in ("sysadmin", "city_op"):
        assert cast.client(who).send("DELETE", address).status_code == 403
    face = cast.client("secadmin")
    yesterday = localdate() - timedelta(days=1)
    assert face.send("DELETE", f"{ADDRESS}/{cast['head'].pk}/postings/{posting}").status_code == 404
    assert face.send("DELETE", f"{address}?to_day=1999-01-01").status_code == 422
    assert face.send("DELETE", f"{address}?to_day={yesterday}").status_code == 204
    assert Posting.objects.get(pk=posting).to_day == yesterday
    assert cast.client("handler").get("/api/v1/session").json()["powers"] == []


def test_a_password_is_reset_and_must_be_changed(cast):
    victim, admin = cast["handler"], cast.client("sysadmin")
    old = cast.client()
    log_in = {"username": "handler", "password": PASSWORD}
    assert old.send("POST", "/api/v1/session", log_in).status_code == 200
    answer = admin.send("PUT", f"{ADDRESS}/{victim.pk}/password", {"reason": "忘了密码"})
    assert answer.status_code == 200, answer.content
    password = answer.json()["password"]
    assert old.get("/api/v1/session").status_code == 401
    entry = AuditEntry.objects.get(action="password.reset")
    assert (entry.object_no, entry.reason) == (str(victim.pk), "忘了密码")
    assert password not in str(entry.data)
    face = cast.client()
    told = face.send("POST", "/api/v1/session", log_in | {"password": password}).json()
    assert (told["must_change"], told["powers"]) == (True, [])
    assert face.get("/api/v1/units").status_code == 403
    new = {"current": password, "new": "another sentence nobody guesses"}
    assert face.send("PUT", "/api/v1/session/password", new).status_code == 204
    told = face.get("/api/v1/session").json()
    assert not told["must_change"]
    assert "event.handle" in told["powers"]
    assert face.get("/api/v1/units").status_code == 200


def test_who_resets_no_password(cast):
    victim = cast["handler"].pk
    for who in ("secadmin", "city_op", "auditadmin"):
        answer = cast.client(who).send("PUT", f"{ADDRESS}/{victim}/password", {"reason": "x"})
        assert answer.status_code == 403, who
    admin = cast.client("sysadmin")
    own = admin.send("PUT", f"{ADDRESS}/{cast['sysadmin'].pk}/password", {"reason": "x"})
    assert own.status_code == 403
    assert admin.send("PUT", f"{ADDRESS}/999999/password", {"reason": "x"}).status_code == 404
    assert admin.send("PUT", f"{ADDRESS}/{victim}/password", {"reason": " "}).status_code == 422
    assert cast["handler"].check_password(PASSWORD)


def test_the_session_says_what_a_face_needs(cast):
    told = cast.client("worker").get("/api/v1/session").json()
    assert told["idle_minutes"] == 30
    (posting,) = told["postings"]
    assert set(posting["powers"]) == set(told["powers"])
    assert posting["region_name"]
    assert posting["running"]


def test_a_failed_log_in_says_how_many_tries_are_left(cast):
    face = cast.client()
    for username in ("worker", "nobody.at.all"):
        left = [
            face.send("POST", "/api/v1/session", {"username": username, "password": "wrong"}).json()
            for _ in range(6)
        ]
        assert [each.get("tries_left") for each in left] == [4, 3, 2, 1, 0, None]
        assert left[5]["code"] == "auth.locked"
        assert 0 < left[5]["retry_after"] <= 60


def test_every_power_and_role_has_its_name(cast):
    face = cast.client("secadmin")
    powers = {each["key"]: each for each in face.get("/api/v1/powers").json()}
    assert powers.keys() == roles.powers().keys()
    for role in face.get("/api/v1/roles").json():
        assert role["name"] != role["key"]
        for named in (*role["powers"], *role["unit_kinds"], *role["levels"], role["posted_at"]):
            assert named["label"] not in ("", named["key"]), named
    for each in powers.values():
        assert each["label"] != each["key"]
        assert each["family"]["label"] != each["family"]["key"]


def test_a_token_reads_in_words(cast):
    (token,) = cast.client("secadmin").get("/api/v1/tokens").json()["items"]
    assert token["state"] == {"key": "running", "label": "有效"}
    assert token["channel"]["label"] not in ("", token["channel"]["key"])
    assert token["region_name"]
    assert all(each["label"] != each["key"] for each in token["powers"])


def test_the_log_reads_in_words(cast):
    given = {"role": "supervisor", "unit": cast.actor("county_op").unit, "from_day": "2026-01-01"}
    answer = cast.client("secadmin").send("POST", f"{ADDRESS}/{cast['stranger'].pk}/postings", given)
    assert answer.status_code == 201, answer.content
    asked = {"action": "posting.given", "object_no": answer.json()["id"]}
    (entry,) = cast.client("auditadmin").get("/api/v1/audit", asked).json()["items"]
    lines = {each["label"]: each["value"] for each in entry["lines"]}
    assert lines == {"人员": "stranger", "角色": "分管领导", "地点": "白塔区"}
    assert entry["role"] == "安全管理员"
    choices = cast.client("auditadmin").get("/api/v1/audit/choices").json()
    assert {"key": "posting.given", "label": "任命岗位"} in choices["actions"]
    assert cast.client("secadmin").get("/api/v1/audit/choices").status_code == 403


def test_few_queries_for_the_log(cast, django_assert_max_num_queries):
    face = cast.client("auditadmin")
    face.get("/api/v1/audit")
    for name in PEOPLE[:4]:
        body = {"active": False, "reason": "left"}
        cast.client("sysadmin").send("PUT", f"{ADDRESS}/{cast[name].pk}/active", body)
        with django_assert_max_num_queries(3 + 1 + 6):
            face.get("/api/v1/audit")


def calls():
    """The first two arguments of every `audit.record(actor, "action", ("kind", …))` in the code."""
    for path in (ROOT / "src" / "wangge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") == "record"
                and len(node.args) >= 2
            ):
                named = [each for each in ast.walk(node.args[1]) if isinstance(each, ast.Constant)]
                kinds = (
                    node.args[2].elts[:1]
                    if len(node.args) > 2 and isinstance(node.args[2], ast.Tuple)
                    else []
                )
                yield (
                    [each.value for each in named if isinstance(each.value, str)],
                    [each.value for each in kinds if isinstance(each, ast.Constant)],
                )


def test_everything_the_code_writes_to_the_log_has_a_name():
    written = list(calls())
    assert len(written) > 15
    assert {action for actions, _ in written for action in actions} <= labels.AUDIT_ACTIONS.keys()
    assert {kind for _, kinds in written for kind in kinds} <= labels.AUDIT_OBJECTS.keys()
