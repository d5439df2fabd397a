"""Accounts, roles and the wall between the three administrators."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from tests.personas import COMMUNITY, COUNTY, PEOPLE
from wangge.accounts.models import Person, Role
from wangge.core.audit import AuditEntry
from wangge.network import queries as network
from wangge.network.models import Posting, Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 1)


def unit(kind="centre", region="2110") -> int:
    return Unit.objects.get(kind=kind, region=region).pk


def give(cast, who: str, role: str, *, by="secadmin", **place):
    body = {"role": role, "from_day": "2026-01-01", **place}
    return cast.client(by).send("POST", f"/api/v1/people/{cast[who].pk}/postings", body)


def test_it_works(cast):
    """One administrator opens the account, another gives it a role; then it can do something."""
    opened = cast.client("sysadmin").send("POST", "/api/v1/people", {"username": "new", "name": "New"})
    assert opened.status_code == 201, opened.content
    number, password = opened.json()["id"], opened.json()["password"]
    face = cast.client()
    told = face.send("POST", "/api/v1/session", {"username": "new", "password": password}).json()
    assert told["powers"] == []
    assert told["must_change"]
    new = {"current": password, "new": "a sentence of one's own"}
    assert face.send("PUT", "/api/v1/session/password", new).status_code == 204
    body = {"role": "unit_handler", "unit": unit("urban_management", COUNTY), "from_day": "2026-01-01"}
    given = cast.client("secadmin").send("POST", f"/api/v1/people/{number}/postings", body)
    assert given.status_code == 201, given.content
    told = face.get("/api/v1/session").json()
    assert told["posting"] == given.json()["id"]
    assert "event.handle" in told["powers"]
    assert AuditEntry.objects.filter(action="account.opened", object_no=str(number)).exists()
    assert AuditEntry.objects.filter(action="posting.given", data__person_posted=number).exists()


def test_the_first_password_is_not_kept(cast):
    opened = cast.client("sysadmin").send("POST", "/api/v1/people", {"username": "new", "name": "New"})
    assert opened.json()["password"] not in str(Person.objects.values().get(username="new"))
    assert opened.json()["password"] not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "sysadmin"])
def test_only_who_may_opens_and_closes_accounts(cast, name):
    face = cast.client(name)
    assert face.send("POST", "/api/v1/people", {"username": "new", "name": "New"}).status_code == 403
    body = {"active": False, "reason": "left"}
    assert face.send("PUT", f"/api/v1/people/{cast['worker'].pk}/active", body).status_code == 403


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "secadmin"])
def test_only_who_may_gives_roles_and_changes_them(cast, name):
    assert give(cast, "stranger", "supervisor", by=name, unit=unit()).status_code == 403
    body = {"powers": ["event.see"], "reason": "x"}
    assert cast.client(name).send("PUT", "/api/v1/roles/supervisor", body).status_code == 403


@pytest.mark.parametrize(
    ("who", "role", "place"),
    [
        ("secadmin", "audit_admin", {}),
        ("secadmin", "city_operator", {}),
        ("sysadmin", "security_admin", {}),
        ("auditadmin", "system_admin", {}),
        ("city_op", "audit_admin", {}),
        ("supervisor", "system_admin", {}),
        ("worker", "audit_admin", {}),
    ],
)
def test_roles_that_exclude_each_other_are_not_one_persons(cast, who, role, place):
    answer = give(cast, who, role, unit=unit())
    assert (answer.status_code, answer.json()["code"]) == (409, "role.excluded")
    assert Posting.objects.filter(person=cast[who]).count() == 1


def test_nor_one_after_the_other_while_they_overlap(cast):
    Posting.objects.filter(person=cast["worker"]).update(from_day=localdate() + timedelta(days=400))
    assert give(cast, "worker", "audit_admin", unit=unit()).status_code == 409


def test_one_that_ends_before_the_other_begins_is_free(cast):
    Posting.objects.filter(person=cast["worker"]).update(from_day=date(2026, 3, 1))
    answer = give(cast, "worker", "audit_admin", unit=unit(), to_day="2026-02-28")
    assert answer.status_code == 201
    overlapping = give(cast, "worker", "system_admin", unit=unit(), to_day="2026-03-01")
    assert overlapping.status_code == 409


def test_a_role_that_ended_excludes_nothing(cast):
    Posting.objects.filter(person=cast["worker"]).update(to_day=TODAY - timedelta(days=1))
    assert give(cast, "worker", "audit_admin", unit=unit()).status_code == 201


def test_two_business_roles_go_together(cast):
    assert give(cast, "handler", "unit_head", unit=unit("urban_management", COUNTY)).status_code == 201


@pytest.mark.parametrize(
    ("role", "place", "field"),
    [
        ("nothing", {"unit": ("centre", "2110")}, "role"),
        ("grid_worker", {"unit": ("centre", "2110")}, "unit"),
        ("grid_worker", {"grid": COMMUNITY}, "grid"),
        ("grid_worker", {"grid": COMMUNITY + "999"}, "grid"),
        ("grid_worker", {}, "grid"),
        ("city_operator", {"unit": ("centre", COUNTY)}, "unit"),
        ("county_operator", {"unit": ("urban_management", COUNTY)}, "unit"),
        ("unit_handler", {"grid": COMMUNITY + "001"}, "grid"),
        ("unit_handler", {}, "unit"),
        ("unit_handler", {"unit": 10**9}, "unit"),
    ],
)
def test_a_role_is_held_where_it_belongs(cast, role, place, field):
    if isinstance(place.get("unit"), tuple):
        place = {"unit": unit(*place["unit"])}
    answer = give(cast, "stranger", role, **place)
    assert answer.status_code == 422, answer.content
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_a_posting_cannot_end_before_it_starts(cast):
    answer = give(cast, "stranger", "supervisor", unit=unit(), to_day="2025-12-31")
    assert answer.status_code == 422, answer.content


def test_a_closed_account_gets_no_role(cast):
    Person.objects.filter(pk=cast["stranger"].pk).update(active=False)
    answer = give(cast, "stranger", "supervisor", unit=unit())
    assert answer.json()["errors"][0]["field"] == "person"


def test_a_closed_account_can_do_nothing_and_may_be_opened_again(cast):
    worker = cast.client("worker")
    address = f"/api/v1/people/{cast['worker'].pk}/active"
    sysadmin = cast.client("sysadmin")
    assert sysadmin.send("PUT", address, {"active": False, "reason": "left"}).json()["active"] is False
    assert worker.get("/api/v1/session").status_code == 401
    sysadmin.send("PUT", address, {"active": False, "reason": "left"})  # again changes nothing
    assert sysadmin.send("PUT", address, {"active": True, "reason": "back"}).json()["active"] is True
    assert worker.get("/api/v1/session").status_code == 200
    entries = AuditEntry.objects.filter(object_kind="person", object_no=str(cast["worker"].pk)).order_by("id")
    assert [(each.action, each.reason) for each in entries] == [
        ("account.closed", "left"),
        ("account.reopened", "back"),
    ]


def test_a_closed_or_unknown_account_is_named(cast):
    answer = cast.client("secadmin").send(
        "POST",
        f"/api/v1/people/{10**9}/postings",
        {"role": "supervisor", "unit": unit(), "from_day": "2026-01-01"},
    )
    assert [each["field"] for each in answer.json()["errors"]] == ["person"]


def test_a_taken_user_name_is_refused(cast):
    answer = cast.client("sysadmin").send("POST", "/api/v1/people", {"username": "worker", "name": "X"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "username")


def test_no_such_person(cast):
    body = {"active": False, "reason": "x"}
    assert cast.client("sysadmin").send("PUT", f"/api/v1/people/{10**9}/active", body).status_code == 404


def test_the_list_is_for_those_who_work_on_accounts(cast, django_assert_num_queries):
    for name in PEOPLE:
        status = cast.client(name).get("/api/v1/people").status_code
        assert status == (200 if name in ("sysadmin", "secadmin") else 403)
    face = cast.client("sysadmin")
    face.get("/api/v1/people")
    with django_assert_num_queries(4):
        page = face.get("/api/v1/people", {"limit": 5}).json()
    assert len(page["items"]) == 5
    assert page["next"]


# Roles


def test_roles_are_no_secret(cast, django_assert_num_queries):
    face = cast.client("worker")
    face.get("/api/v1/roles")
    with django_assert_num_queries(2):
        told = face.get("/api/v1/roles", headers={"accept-language": "en"}).json()
    assert {each["key"] for each in told} == {each.key for each in Role.objects.all()}
    assert next(each for each in told if each["key"] == "grid_worker")["name"] == "Grid worker"
    chinese = face.get("/api/v1/roles").json()
    assert next(each for each in chinese if each["key"] == "grid_worker")["name"] == "网格员"


def test_a_changed_role_counts_from_the_next_request(cast):
    worker = cast.client("worker")
    assert "event.settle" in worker.get("/api/v1/session").json()["powers"]
    body = {"powers": ["event.see", "event.report"], "reason": "not for now"}
    changed = cast.client("secadmin").send("PUT", "/api/v1/roles/grid_worker", body)
    assert changed.status_code == 200
    assert worker.get("/api/v1/session").json()["powers"] == ["event.report", "event.see"]
    entry = AuditEntry.objects.get(action="role.changed")
    assert "event.settle" in entry.data["removed"]
    assert (entry.data["added"], entry.reason) == ([], "not for now")


def test_loading_again_leaves_a_changed_role_alone(cast):
    from wangge.accounts.loading import load_base

    assert load_base() == {"roles": 0}
    body = {"powers": ["event.see"], "reason": "not for now"}
    cast.client("secadmin").send("PUT", "/api/v1/roles/grid_worker", body)
    Role.objects.filter(key="supervisor").update(powers=["event.see"])  # as an older version shipped it
    assert load_base() == {"roles": 1}
    assert Role.objects.get(key="grid_worker").powers == ["event.see"]
    assert "event.supervise" in Role.objects.get(key="supervisor").powers


@pytest.mark.parametrize(
    ("key", "powers", "status"),
    [
        ("grid_worker", ["event.fly"], 422),
        ("grid_worker", ["event.see", "audit.read"], 422),
        ("audit_admin", ["event.see"], 422),
        ("audit_admin", ["network.see"], 200),
        ("nothing", ["event.see"], 404),
        ("grid_worker", [], 422),
    ],
)
def test_a_role_keeps_to_its_kind_of_work(cast, key, powers, status):
    body = {"powers": powers, "reason": "x"}
    answer = cast.client("secadmin").send("PUT", f"/api/v1/roles/{key}", body)
    assert answer.status_code == status, answer.content


def test_nobody_changes_a_role_of_their_own(cast):
    face = cast.client("secadmin")
    answer = face.send("PUT", "/api/v1/roles/security_admin", {"powers": ["role.edit"], "reason": "精简"})
    assert answer.status_code == 403
    assert set(Role.objects.get(key="security_admin").powers) >= {"posting.edit", "role.edit", "token.issue"}


def test_no_administrator_gives_or_takes_a_posting_of_their_own(cast):
    face, person = cast.client("secadmin"), cast["secadmin"].pk
    held = cast.actor("secadmin").posting
    given = {"role": "security_admin", "unit": cast.actor("secadmin").unit, "from_day": "2020-01-01"}
    assert face.send("POST", f"/api/v1/people/{person}/postings", given).status_code == 403
    assert face.send("DELETE", f"/api/v1/people/{person}/postings/{held}").status_code == 403
    assert (
        cast.client("sysadmin").send("PUT", f"/api/v1/people/{person}/password", {"reason": "x"}).status_code
        == 200
    )
    own = f"/api/v1/people/{cast['sysadmin'].pk}"
    assert cast.client("sysadmin").send("PUT", f"{own}/password", {"reason": "x"}).status_code == 403


def test_an_emptied_role_cannot_become_another_kind(cast):
    """Else an auditor whose role was emptied first could be given everything second."""
    face = cast.client("secadmin")
    body = {"powers": ["network.see"], "reason": "x"}
    assert face.send("PUT", "/api/v1/roles/audit_admin", body).status_code == 200
    body["powers"] = ["role.edit"]
    assert face.send("PUT", "/api/v1/roles/audit_admin", body).status_code == 422


def test_the_cast_stands_where_it_should(cast):
    assert [each.role for each in network.current_postings(cast["worker"].pk)] == ["grid_worker"]
    assert cast.actor("worker").grid.startswith(COMMUNITY)
