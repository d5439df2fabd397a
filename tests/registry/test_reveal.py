"""A masked value in the clear: for a power and a reason, in the log, and known to the person."""

import pytest
from django.utils.translation import override

from tests.registry.conftest import ROOT, identity
from wangge.core.audit import AuditEntry
from wangge.registry import definitions
from wangge.registry.labels import any_field

ASKED = {"field": "identity_number", "reason": "核对户口簿"}


def test_it_works(register, person):
    path = f"/people/{person['number']}"
    told = register.send("community_op", "POST", f"{path}/reveal", ASKED)
    assert told == {"field": "identity_number", "label": "公民身份号码", "value": identity()}
    entry = AuditEntry.objects.get(action="registry.reveal")
    assert (entry.person, entry.object_kind, entry.object_no, entry.reason) == (
        register.cast["community_op"].pk, "registry_person", str(person["number"]), "核对户口簿",
    )  # fmt: skip
    assert entry.data == {"field": "identity_number"}
    (line,) = register.send("worker", "GET", f"{path}/readings")["items"]
    assert (line["by"], line["field"], line["reason"]) == ("community_op", "公民身份号码", "核对户口簿")


@pytest.mark.parametrize(
    ("who", "status"),
    [("township_op", 200), ("worker", 403), ("county_op", 403), ("community_elsewhere", 404), ("sysadmin", 403),
     ("auditadmin", 403), ("stranger", 403), ("anonymous", 401)],
)  # fmt: skip
def test_who_may(cast, person, who, status):
    answer = cast.client(who).send("POST", f"{ROOT}/people/{person['number']}/reveal", ASKED)
    assert answer.status_code == status
    assert AuditEntry.objects.filter(action="registry.reveal").count() == (status == 200)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " "}, "reason"), ({"reason": "x" * 201}, "reason"), ({"field": "name"}, "field"),
     ({"field": "password"}, "field"), ({"field": "owner_phone"}, "field")],
)  # fmt: skip
def test_what_does_not_fit_is_named(register, person, change, field):
    told = register.send("community_op", "POST", f"/people/{person['number']}/reveal", ASKED | change, 422)
    assert [error["field"] for error in told["errors"]] == [field]
    assert not AuditEntry.objects.filter(action="registry.reveal").exists()


def test_a_value_that_is_not_there(register, person):
    body = {"field": "in_need_phone", "reason": "联系家属"}
    register.send("community_op", "POST", f"/people/{person['number']}/reveal", body, 404)


def test_the_owner_of_a_home(register, home):
    path = f"/homes/{home['number']}"
    register.send(
        "worker", "PUT", f"{path}/facts/home",
        {"data": {"use": "rented", "owner_phone": "13900000005"}, "version": home["version"]},
    )  # fmt: skip
    told = register.send(
        "community_op", "POST", f"{path}/reveal", {"field": "owner_phone", "reason": "联系房主"}
    )
    assert told["value"] == "13900000005"
    assert AuditEntry.objects.get(action="registry.reveal").object_kind == "registry_dwelling"


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("identity_number", "公民身份号码"),
        ("owner_phone", "房主电话"),
        ("copy", "全部信息副本"),
        ("certificate", ""),
        ("made_up", ""),
    ],
)
def test_a_field_is_called_as_people_call_it(key, label):
    with override("zh-hans"):
        assert any_field(key) == label


def test_every_field_has_a_name_in_the_audit_log():
    known = [each for group in definitions.source().groups for each in group.fields]
    assert all(any_field(each.key) == each.label for each in known)


def test_the_audit_log_names_what_was_looked_at(register, person):
    register.send("community_op", "POST", f"/people/{person['number']}/reveal", ASKED)
    (entry,) = register.cast.client("auditadmin").get("/api/v1/audit?action=registry.reveal").json()["items"]
    assert {"label": "查看或查找的项目", "value": "公民身份号码"} in entry["lines"]
