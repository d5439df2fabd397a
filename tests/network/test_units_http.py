"""Units over HTTP: found by words and place, opened, renamed, closed."""

import pytest

from tests.personas import COMMUNITY, COUNTY, COUNTY_ELSEWHERE
from wangge.core.audit import AuditEntry
from wangge.network.models import Unit

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/units"
NEW = {"kind": "gas_supply", "region": COUNTY, "name": "白塔区第二燃气公司", "phone": "04192121212",
       "code": "211002.gas_supply.2"}  # fmt: skip


def fields(answer):
    return [each["field"] for each in answer.json().get("errors", ())]


def test_it_works(cast):
    admin = cast.client("sysadmin")
    made = admin.send("POST", ADDRESS, NEW)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["name"], told["region_name"], told["active"]) == (NEW["name"], "白塔区", True)
    assert told["parent_name"]
    assert told["kind_name"] not in ("", told["kind"])
    (found,) = cast.client("worker").get(ADDRESS, {"q": "第二燃气"}).json()["items"]
    assert found == told
    changed = admin.send("PUT", f"{ADDRESS}/{told['id']}", {"name": "白塔区燃气二公司", "phone": ""})
    assert (changed.status_code, changed.json()["name"]) == (200, "白塔区燃气二公司")
    assert AuditEntry.objects.get(action="unit.changed").data["before"]["name"] == NEW["name"]
    assert admin.send("PUT", f"{ADDRESS}/{told['id']}/closed").json()["active"] is False
    assert cast.client("worker").get(ADDRESS, {"q": "燃气二公司"}).json()["items"] == []
    (found,) = cast.client("worker").get(ADDRESS, {"q": "燃气二公司", "closed": "true"}).json()["items"]
    assert not found["active"]


def test_those_that_serve_a_place(cast):
    grid = cast.actor("worker").grid
    found = cast.client("worker").get(ADDRESS, {"serving": grid, "limit": 100}).json()["items"]
    assert found
    assert all(grid.startswith(each["region"]) for each in found)
    assert [len(each["region"]) for each in found] == sorted(
        (len(each["region"]) for each in found), reverse=True
    )
    assert {len(each["region"]) for each in found} >= {12, 9, 6}
    assert not any(each["region"].startswith(COUNTY_ELSEWHERE) for each in found)
    first = cast.client("worker").get(ADDRESS, {"serving": grid, "limit": 7}).json()
    rest = cast.client("worker").get(ADDRESS, {"serving": grid, "limit": 7, "cursor": first["next"]}).json()
    assert [*first["items"], *rest["items"]] == found[:14]


def test_who_may_not(cast):
    there = Unit.objects.filter(region_id=COUNTY).first()
    for who in ("secadmin", "auditadmin", "city_op", "worker", "stranger", "hotline"):
        face = cast.client(who)
        assert face.send("POST", ADDRESS, NEW).status_code == 403, who
        assert face.send("PUT", f"{ADDRESS}/{there.pk}", {"name": "x"}).status_code == 403, who
        assert face.send("PUT", f"{ADDRESS}/{there.pk}/closed").status_code == 403, who
    assert cast.client().send("POST", ADDRESS, NEW).status_code == 401
    assert Unit.objects.get(pk=there.pk) == there


def test_a_unit_people_serve_at_is_not_closed(cast):
    answer = cast.client("sysadmin").send("PUT", f"{ADDRESS}/{cast.actor('handler').unit}/closed")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"kind": "wizardry"}, "kind"),
        ({"region": "999999"}, "region"),
        ({"region": "辽阳"}, "region"),
        ({"name": "长" * 101}, "name"),
        ({"phone": "1" * 21}, "phone"),
        ({"code": "DROP TABLE"}, "code"),
        ({"code": ""}, "code"),  # there is a first one already
    ],
)
def test_bad_input_names_its_field(cast, changes, named):
    answer = cast.client("sysadmin").send("POST", ADDRESS, NEW | changes)
    assert (answer.status_code, fields(answer)) == (422, [named]), answer.content


def test_bad_questions(cast):
    face, there = cast.client("sysadmin"), Unit.objects.filter(region_id=COMMUNITY).first()
    assert fields(face.get(ADDRESS, {"serving": "x"})) == ["serving"]
    assert fields(face.get(ADDRESS, {"kind": "wizardry"})) == ["kind"]
    assert fields(face.send("PUT", f"{ADDRESS}/{there.pk}", {"name": "   "})) == ["name"]
    for nobody in (999_999, 2**70):
        assert face.get(f"{ADDRESS}/{nobody}").status_code == 404
        assert face.send("PUT", f"{ADDRESS}/{nobody}", {"name": "x"}).status_code == 404
