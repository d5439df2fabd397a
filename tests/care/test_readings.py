"""Every look is written down: in the log without the person, and beside the entry for the person."""

import pytest

from tests.care.conftest import ROOT
from tests.personas import Face
from wangge.core.audit import AuditEntry
from wangge.core.rows import guarded
from wangge.registry.care.ending import end_and_delete
from wangge.registry.models import History, Reading

ASKED = {"field": "family_phone", "reason": "联系家属"}


def logged(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def test_it_works(care, cast, active, person):
    care.see(active)
    care.see(active)
    told = care.send("worker", "GET", f"/{active}/readings")["items"]
    assert [(each["by"], each["seen"]) for each in told] == [("worker", "整份登记")] * 2
    assert [(each.person, each.object_kind, each.object_no) for each in logged("care.read")] == [
        (cast["worker"].pk, "care", active)
    ] * 2


def test_the_log_and_the_register_name_no_person(care, cast, active, person):
    """Whoever reads the log, or may see the person in the register, does not learn of the entry."""
    care.see(active)
    care.send("worker", "GET")
    for each in AuditEntry.objects.filter(action__startswith="care."):
        assert person["name"] not in f"{each.reason} {each.data}"
        assert each.object_no in ("", active)
    with guarded(cast.actor("community_op")):
        assert not Reading.objects.exists()
        assert not History.objects.filter(action__contains="care").exists()
    seen = cast.client("community_op").get(f"/api/v1/registry/people/{person['number']}").content.decode()
    assert "care" not in seen
    assert "照护" not in seen


def test_a_list_is_a_reading_once_a_day(care, cast, active):
    care.send("worker", "GET")
    care.send("worker", "GET")
    assert [each.data["cases"] for each in logged("care.listed")] == [[active]] * 2
    told = care.send("worker", "GET", f"/{active}/readings")["items"]
    assert [each["seen"] for each in told] == ["列表中的姓名和登记类别"]


def test_a_masked_value_with_a_reason(care, cast, active):
    fields = {each["key"]: each["shown"] for each in care.see(active)["fields"]}
    assert fields["family_phone"] == "139****0002"
    assert fields["needs"] == "每周买菜一次"
    care.send("worker", "POST", f"/{active}/reveal", ASKED, 403)  # a grid worker may not reveal
    care.act(active, "add", who=cast["community_op"].pk, reason="一起上门")
    told = care.send("community_op", "POST", f"/{active}/reveal", ASKED)
    assert told == {"field": "family_phone", "label": "家属电话", "value": "13900000002"}
    assert [(each.reason, each.data) for each in logged("care.reveal")] == [
        ("联系家属", {"field": "family_phone"})
    ]
    latest = care.send("community_op", "GET", f"/{active}/readings")["items"][0]
    assert (latest["by"], latest["seen"], latest["reason"]) == ("community_op", "家属电话", "联系家属")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " "}, "reason"), ({"field": "needs"}, "field"), ({"field": "x"}, "field")],
)
def test_what_does_not_fit_is_named(care, cast, active, change, field):
    care.act(active, "add", who=cast["community_op"].pk, reason="一起上门")
    told = care.send("community_op", "POST", f"/{active}/reveal", ASKED | change, 422)
    assert [error["field"] for error in told["errors"]] == [field]
    assert not logged("care.reveal")


def test_revealing_asks_for_a_fresh_proof(care, cast, active):
    care.act(active, "add", who=cast["community_op"].pk, reason="一起上门")
    face = Face()
    face.force_login(cast["community_op"])
    answer = face.send("POST", f"{ROOT}/{active}/reveal", ASKED)
    assert answer.status_code == 403
    assert not logged("care.reveal")


def test_the_person_may_be_told(care, active, resident):
    """That there is care, why, until when and who looked; what was written in it those who care tell."""
    care.see(active)
    held = resident.send("GET")
    (told,) = held["care"]
    assert (told["label"], told["law"]) == ("独居与高龄老人", "老年人权益保障法第七条、第三十七条")
    (look,) = told["looked"]
    assert (look["post"], look["field"], look["reason"]) == ("网格员", "整份登记", told["purpose"])
    assert "独居，腿脚不便" not in str(held)
    care.act(active, "end", reason="已入住养老机构")
    end_and_delete()
    assert resident.send("GET")["care"] == []
