"""A copy of all that is held about somebody, for that person; it is itself a reading."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.registry.conftest import ROOT, identity
from wangge.accounts.sessions import PROVED_KEY
from wangge.core.audit import AuditEntry

ASKED = {"reason": "本人持身份证申请查阅"}


def test_it_works(register, person):
    number = person["number"]
    register.send(
        "worker", "PUT", f"/people/{number}/facts/contact",
        {"data": {"phone": "13900000008"}, "version": person["version"]},
    )  # fmt: skip
    register.send(
        "community_op",
        "POST",
        f"/people/{number}/reveal",
        {"field": "identity_number", "reason": "核对户口簿"},
    )
    told = register.send("community_op", "POST", f"/people/{number}/copy", ASKED)
    held = {(each["label"], each["ended_at"] is None): each for each in told["groups"]}
    assert {each["value"] for each in held["基本身份", True]["values"]} == {
        "测试甲", "男", identity(), "1956-03-04",
    }  # fmt: skip
    assert [each["value"] for each in held["联系方式", True]["values"]] == ["13900000008"]
    assert [each["value"] for each in held["联系方式", False]["values"]] == ["13900000001"]
    assert held["联系方式", True]["law"].startswith("个人信息保护法")
    assert [(each["by"], each["field"]) for each in told["readings"]] == [("community_op", "公民身份号码")]
    assert AuditEntry.objects.filter(action="registry.reveal", data__field="copy").count() == 1
    lines = register.send("worker", "GET", f"/people/{number}/readings")["items"]
    assert [line["reason"] for line in lines] == [ASKED["reason"], "核对户口簿"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("township_op", 200), ("worker", 403), ("community_elsewhere", 404), ("county_op", 403), ("auditadmin", 403),
     ("stranger", 403), ("anonymous", 401)],
)  # fmt: skip
def test_who_may(cast, person, who, status):
    answer = cast.client(who).send("POST", f"{ROOT}/people/{person['number']}/copy", ASKED)
    assert answer.status_code == status
    assert AuditEntry.objects.filter(action="registry.reveal").exists() == (status == 200)


@pytest.mark.parametrize("reason", ["", " ", "x" * 201])
def test_without_a_reason_nothing(register, person, reason):
    told = register.send("community_op", "POST", f"/people/{person['number']}/copy", {"reason": reason}, 422)
    assert [error["field"] for error in told["errors"]] == ["reason"]
    assert not AuditEntry.objects.filter(action="registry.reveal").exists()


def test_a_fresh_proof_is_asked_for(cast, person):
    face = cast.client("community_op")
    session = face.session
    session[PROVED_KEY] = now() - timedelta(hours=1)
    session.save()
    answer = face.send("POST", f"{ROOT}/people/{person['number']}/copy", ASKED)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.stale")
    assert not AuditEntry.objects.filter(action="registry.reveal").exists()
