"""Organisations and small places by unified social credit code; whoever is in charge there is guarded."""

import pytest
from stdnum.cn import uscc

from tests.registry.conftest import ROOT

# Digits 3 to 8 are the area of registration: 000000 is assigned to nobody.
CODE = "92000000MA0TEAT00"
CODE += uscc.calc_check_digit(CODE)


def entered(register, who="worker", status=201, **changed):
    body = {
        "name": "试验小吃店",
        "kind": "catering",
        "region": register.cast.actor(who).grid,
        "credit_code": CODE,
    }
    return register.send(who, "POST", "/organisations", body | changed, status)


def test_it_works(register):
    made = entered(register)
    assert made["kind"] == {"key": "catering", "label": "餐饮店"}
    path = f"/organisations/{made['number']}"
    told = register.send(
        "worker", "PUT", f"{path}/facts/in_charge",
        {"data": {"person_in_charge": "测试戊", "gas": True}, "version": made["version"]},
    )  # fmt: skip
    shown = {field["key"]: field["shown"] for field in told["groups"][0]["fields"]}
    assert shown == {"person_in_charge": "测**", "person_in_charge_phone": "", "staff": "", "gas": "是"}
    found = register.send("worker", "GET", "/organisations", {"q": "小吃"})["items"]
    assert [each["number"] for each in found] == [made["number"]]
    assert register.send("worker", "GET", "/organisations", {"q": CODE.lower()})["items"]
    revealed = register.send(
        "community_op", "POST", f"{path}/reveal", {"field": "person_in_charge", "reason": "检查"}
    )
    assert revealed["value"] == "测试戊"


def test_changed_and_closed(register):
    address = register.room()
    made = entered(register, address=address)
    assert (made["address_number"], made["address"][-1:]) == (address, "室")
    path = f"/organisations/{made['number']}"
    body = {"name": "试验面馆", "kind": "catering", "region": made["region"], "version": made["version"]}
    told = register.send("worker", "PUT", path, body)
    assert (told["name"], told["credit_code"], told["version"]) == ("试验面馆", "", 2)
    assert register.send("worker", "PUT", path, body, 409)["code"] == "version.stale"
    closed = register.send("worker", "POST", f"{path}/close", {"day": "2026-05-01", "version": 2})
    assert (closed["closed_on"], closed["may_edit"]) == ("2026-05-01", False)
    assert register.send("worker", "GET", "/organisations")["items"] == []
    assert len(register.send("worker", "GET", "/organisations", {"closed": True})["items"]) == 1
    assert register.send("worker", "POST", f"{path}/close", {"day": "2026-05-01", "version": 3}, 409)


def test_one_code_once(register):
    entered(register)
    assert entered(register, status=409)["code"] == "registry.place-there"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"credit_code": CODE[:-1] + "1"}, "credit_code"), ({"name": "店"}, "name"), ({"kind": "den"}, "kind"),
     ({"region": "2110"}, "region"), ({"region": "211005001001"}, "region"), ({"address": 999999}, "address")],
)  # fmt: skip
def test_what_does_not_fit_is_named(register, changed, field):
    told = entered(register, status=422, **changed)
    assert [error["field"] for error in told["errors"]] == [field]


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("community_op", 200, 409), ("township_op", 200, 403), ("worker_elsewhere", 404, 404), ("county_op", 403, 403),
     ("sysadmin", 403, 403), ("stranger", 403, 403)],
)  # fmt: skip
def test_who_may(cast, register, who, read, write):
    path = f"{ROOT}/organisations/{entered(register)['number']}"
    assert cast.client(who).get(path).status_code == read
    answer = cast.client(who).send("POST", f"{path}/close", {"day": "2026-05-01", "version": 9})
    assert answer.status_code == write
