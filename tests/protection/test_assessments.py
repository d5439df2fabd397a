"""Impact assessments: written, approved by a second person, looked at again, replaced, kept for years."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from tests.deletions import counted
from tests.personas import COUNTY
from tests.protection.conftest import ROOT, WORDS, posted
from wangge.core.audit import AuditEntry
from wangge.protection.forgetting import forget
from wangge.protection.keeping import KEPT
from wangge.protection.models import Assessment, AssessmentStep, AssessmentWords

pytestmark = pytest.mark.django_db


def state(desk, path):
    return desk.get(path)["state"]["key"]


def number(path):
    return path.rpartition("/")[2]


def actions(desk, path, who):
    return {each["key"]: (each["blocked"] or {}).get("key") for each in desk.get(path, who)["actions"]}


def test_it_works(desk):
    path = desk.assessed("track", "visits")
    found = desk.get(path)
    assert [each["key"] for each in found["activities"]] == ["track", "visits"]
    assert [each["text"] for each in found["parts"]] == [WORDS[each["key"]] for each in found["parts"]]
    assert (found["state"]["key"], found["risk"]["key"]) == ("approved", "low")
    assert (found["writer"], found["approver"]) == ("officer", "second")
    assert found["due_at"]
    assert found["kept_until"] is None
    (row,) = desk.get("/assessments")["items"]
    assert (row["case_no"], row["due"]["key"]) == (found["case_no"], "later")
    assert AuditEntry.objects.get(action="assessment.approved").object_no == found["case_no"]
    call_command("audit", "verify", "--case", found["case_no"])


def test_who_wrote_it_does_not_approve_it(desk):
    path = desk.begin("track")
    desk.act(path, "write", WORDS)
    desk.act(path, "submit")
    assert actions(desk, path, "officer")["approve"] == "protection.same-person"
    for action, data in (("approve", {}), ("return", {"reason": "再想想"})):
        assert desk.act(path, action, data, status=409)["code"] == "protection.same-person"
    assert actions(desk, path, "second")["approve"] is None
    desk.act(path, "return", {"reason": "风险写得太少"}, who="second")
    # Whoever writes on becomes one of those who wrote it, and the first stays one.
    desk.act(path, "write", WORDS, who="second")
    desk.act(path, "submit")
    for who in ("officer", "second"):
        assert desk.act(path, "approve", who=who, status=409)["code"] == "protection.same-person"
    desk.people["third"] = posted("third", "protection_officer")
    desk.act(path, "approve", who="third")


def test_all_that_the_law_asks_for(desk):
    path = desk.begin("track")
    assert desk.act(path, "submit", status=409)["code"] == "protection.incomplete"
    for part in ("purpose", "rights", "measures", "risk"):
        left_out = {name: text for name, text in WORDS.items() if name != part}
        told = desk.act(path, "write", left_out, status=422)
        assert part in told["errors"][0]["field"]
    told = desk.act(path, "write", WORDS | {"purpose": "合法"}, status=422)
    assert "purpose" in told["errors"][0]["field"]


def test_what_is_written_stands_beside_the_steps(desk):
    desk.assessed("track")
    said = "".join(str(step.data) for step in AssessmentStep.objects.all())
    assert not any(WORDS[part] in said for part in ("purpose", "rights", "measures"))


def test_a_newer_one_replaces_it(desk):
    both = desk.assessed("track", "visits")
    desk.assessed("track")
    assert state(desk, both) == "approved"  # visits are assessed by it alone
    desk.assessed("visits", "audit")
    assert state(desk, both) == "replaced"
    assert desk.get(both)["kept_until"]
    assert [each["case_no"] for each in desk.get("/assessments?which=ended")["items"]] == [number(both)]


def test_looked_at_again_in_time(desk):
    path = desk.assessed("track")
    due = desk.get(path)["due_at"]
    desk.act(path, "confirm", {"note": "处理方式没有变化"}, who="second")
    assert desk.get(path)["due_at"] > due
    assert state(desk, path) == "approved"


def test_a_review_that_is_missed_ends_it(desk):
    path = desk.assessed("track")
    Assessment.objects.update(due_at=now() - timedelta(days=89))
    assert forget()["expired"] == 0
    Assessment.objects.update(due_at=now() - timedelta(days=91))
    assert forget()["expired"] == 1
    assert forget()["expired"] == 0
    assert state(desk, path) == "expired"
    assert next(each for each in desk.get("/activities")["items"] if each["key"] == "track")["missing"]
    assert AuditEntry.objects.get(action="assessment.expired").object_no == number(path)


def test_it_is_kept_for_three_years(desk):
    """Not a day less (PIPL §56): the job that deletes has nothing to delete before."""
    old = desk.assessed("track")
    desk.assessed("track")
    closed = Assessment.objects.filter(state="replaced")
    assert timedelta(days=3 * 365 + 1) <= KEPT
    for age in (timedelta(0), timedelta(days=3 * 365), KEPT - timedelta(hours=1)):
        closed.update(closed_at=now() - age)
        assert forget()["assessments"] == 0
    assert AssessmentWords.objects.count() == 6
    closed.update(closed_at=now() - KEPT - timedelta(hours=1))
    assert forget()["assessments"] == 3
    assert counted("protection.assessments") == [0, 3]
    assert [each["text"] for each in desk.get(old)["parts"]] == [""] * 3
    call_command("audit", "verify", "--case", number(old))


def test_one_in_force_is_never_forgotten(desk):
    desk.assessed("track")
    Assessment.objects.update(opened_at=now() - 3 * KEPT, approved_at=now() - 3 * KEPT)
    assert forget()["assessments"] == 0


def test_ended_and_given_up(desk):
    ended, given_up = desk.assessed("track"), desk.begin("visits")
    desk.act(ended, "end", {"reason": "不再记录"})
    desk.act(given_up, "withdraw", {"reason": "并入另一份"})
    assert (state(desk, ended), state(desk, given_up)) == ("ended", "withdrawn")
    assert desk.get(ended)["actions"] == []


@pytest.mark.parametrize("chosen", [[], ["track", "track"], ["nothing"], "track", None])
def test_what_does_not_fit_is_named(desk, chosen):
    told = desk.send("officer", "POST", "/assessments", {"activities": chosen}, 422)
    assert told["errors"][0]["field"].startswith("activities")


def test_the_same_key_again(desk):
    body, key = {"activities": ["track"]}, {"idempotency_key": "assess-track-1"}
    first = desk.send("officer", "POST", "/assessments", body, 201, **key)
    again = desk.send("officer", "POST", "/assessments", body, 200, **key)
    assert (again["case_no"], again["replayed"]) == (first["case_no"], True)
    other = desk.send("officer", "POST", "/assessments", {"activities": ["audit"]}, 409, **key)
    assert other["code"] == "idempotency.reused"
    path = f"/assessments/{first['case_no']}"
    written = {"idempotency_key": "write-track-1"}
    desk.act(path, "write", WORDS, **written)
    body = {"data": WORDS, "version": 1}
    assert desk.send("officer", "POST", f"{path}/actions/write", body, **written)["replayed"]
    assert desk.send("officer", "POST", f"{path}/actions/write", body, 409)["code"] == "version.stale"
    assert desk.send("officer", "POST", f"{path}/actions/write", {"data": WORDS}, 428)


def test_what_the_platform_does_nobody_does(desk):
    path = desk.assessed("track")
    for action in ("begin", "replace", "expire"):
        desk.act(path, action, {}, status=403)


def test_who_reads_and_does_nothing(desk):
    path = desk.assessed("track")
    for who in ("supervisor", "auditadmin"):
        assert desk.get(path, who)["actions"] == []
        assert desk.get("/assessments", who)["items"]
        desk.act(path, "confirm", {"note": "没有变化"}, who=who, status=403)
        desk.send(who, "POST", "/assessments", {"activities": ["track"]}, 403)


@pytest.mark.parametrize(
    "who", ["worker", "community_op", "city_op", "handler", "sysadmin", "secadmin", "stranger"]
)
def test_who_does_not_even_read(desk, who):
    path = desk.assessed("track")
    for address in ("/assessments", path):
        desk.get(address, who, 403)
    desk.act(path, "confirm", {"note": "没有变化"}, who=who, status=403)
    desk.send(who, "POST", "/assessments", {"activities": ["track"]}, 403)


def test_a_leader_of_a_county_sees_none_of_the_city(desk):
    desk.people["leader"] = posted("leader", "supervisor", COUNTY)
    path = desk.assessed("track")
    assert desk.get("/assessments", "leader")["items"] == []
    desk.get(path, "leader", 404)


def test_its_queries_do_not_grow(desk, django_assert_max_num_queries):
    face = desk.face("officer")
    path = desk.assessed("track")  # its requests have prolonged the session, which is done once a minute
    for key in ("visits", "audit"):
        with django_assert_max_num_queries(2):  # the session, and the list
            assert face.get(f"{ROOT}/assessments").status_code == 200
        with django_assert_max_num_queries(5):
            assert face.get(f"{ROOT}{path}").status_code == 200
        desk.assessed(key)
