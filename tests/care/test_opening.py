"""Opening an entry, and what stands against it; extending it; putting right what is held."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.care.conftest import FIELDS
from wangge.core.audit import AuditEntry
from wangge.core.rows import guarded
from wangge.registry.care.models import CareEntry

BODY = {"register": "elderly_alone", "aim": "独居，腿脚不便", "fields": FIELDS["elderly_alone"]}


def test_it_works(care, cast, person):
    told = care.send("worker", "GET", f"/choices/{person['number']}")
    registers = {each["key"]: each for each in told["registers"]}
    assert registers["severe_illness"]["consent"]
    assert registers["elderly_alone"]["law"] == "老年人权益保障法第七条、第三十七条"
    assert {each["name"] for each in told["carers"]} >= {"worker", "community_op"}
    assert told["me"] == cast["worker"].pk
    number = care.open(person["number"], responsible=cast["community_op"].pk)
    for who in ("worker", "community_op"):
        assert care.see(number, who)["responsible"] == "community_op"
    assert AuditEntry.objects.get(action="care.opened").object_no == number


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"register": "suspects"}, "register"),
        ({"aim": " "}, "aim"),
        ({"aim": "x" * 501}, "aim"),
        ({"fields": {"needs": "买菜"}}, "fields.mobility"),
        ({"fields": FIELDS["elderly_alone"] | {"mobility": "flies"}}, "fields.mobility"),
        ({"fields": FIELDS["elderly_alone"] | {"belief": "x"}}, "fields.belief"),
        ({"responsible": 999999}, "responsible"),
        ({"score": 5}, "score"),
    ],
)
def test_what_does_not_fit_is_named(care, person, change, field):
    told = care.send("worker", "POST", "", {"person": person["number"], **BODY, **change}, 422)
    assert [each["field"].removeprefix("data.") for each in told["errors"]] == [field]


@pytest.mark.parametrize("days", [0, 366])
def test_it_ends_after_today_and_within_a_year(care, person, days):
    until = str(localdate() + timedelta(days=days))
    told = care.send("worker", "POST", "", {"person": person["number"], **BODY, "until": until}, 422)
    assert [each["field"].removeprefix("data.") for each in told["errors"]] == ["until"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("community_op", 201),
        ("worker_elsewhere", 404),
        ("township_op", 403),
        ("sysadmin", 403),
        ("stranger", 403),
    ],
)
def test_who_may(care, person, who, status):
    care.send(who, "POST", "", {"person": person["number"], **BODY}, status)
    care.send(who, "GET", f"/choices/{person['number']}", status=200 if status == 201 else status)


def test_once_under_a_register_whoever_does_it(care, person, entry):
    """That it was tried is on record: whoever tries out who is in care leaves a trace."""
    told = care.send("community_op", "POST", "", {"person": person["number"], **BODY}, 409)
    assert told["code"] == "care.there"
    assert "case_no" not in told
    assert AuditEntry.objects.get(action="care.refused").actor_label == "community_op"
    care.open(person["number"], register="severe_illness")


def test_the_same_request_again(care, cast, person):
    body = {"person": person["number"], **BODY}
    first = care.send("worker", "POST", "", body, 201, idempotency_key="open-care-1")
    again = care.send("worker", "POST", "", body, 200, idempotency_key="open-care-1")
    assert (again["case_no"], again["replayed"]) == (first["case_no"], True)
    other = body | {"aim": "另一个目的"}
    assert (
        care.send("worker", "POST", "", other, 409, idempotency_key="open-care-1")["code"]
        == "idempotency.reused"
    )
    with guarded(cast.actor("worker")):
        assert CareEntry.objects.count() == 1


def test_nobody_who_is_gone(care, register, person):
    body = {"reason": "moved", "day": str(localdate()), "version": person["version"]}
    register.send("worker", "POST", f"/people/{person['number']}/leave", body)
    assert (
        care.send("worker", "POST", "", {"person": person["number"], **BODY}, 409)["code"] == "registry.gone"
    )


def test_a_version_that_was_overtaken(care, active):
    body = {"data": {"told": "仍需要帮助"}, "version": 1}
    assert care.send("worker", "POST", f"/{active}/actions/review", body, 409)["code"] == "version.stale"
    care.send("worker", "POST", f"/{active}/actions/review", {"data": {"told": "仍需要帮助"}}, 428)


def test_a_review_starts_the_time_to_the_next(care, active):
    before = care.see(active)
    care.act(active, "review", told="仍需要帮助")
    after = care.see(active)
    assert after["review_at"] > before["review_at"]
    reviews = [each for each in after["clocks"] if each["name"] == "review"]
    assert [each["state"] for each in reviews] == ["stopped", "running"]


def test_extended_with_a_reason_and_never_beyond_the_longest_term(care, active):
    longest = care.see(active)["longest"]
    assert longest == str(localdate() + timedelta(days=1095))
    for until in (str(localdate()), str(localdate() + timedelta(days=1096))):
        told = care.act(active, "extend", status=422, until=until, reason="仍需要帮助")
        assert [each["field"].removeprefix("data.") for each in told["errors"]] == ["until"]
    care.act(active, "extend", until=longest, reason="仍需要帮助")
    assert care.see(active)["ends_on"] == longest
    assert (
        care.act(active, "extend", status=409, until=longest, reason="仍需要帮助")["code"] == "care.longest"
    )


def test_what_is_held_is_put_right(care, cast, active):
    version = care.see(active)["version"]
    body = {"data": {"needs": "每周买菜两次", "family_phone": None}, "version": version}
    care.send("worker", "PUT", f"/{active}/fields", body)
    fields = {each["key"]: each["shown"] for each in care.see(active)["fields"]}
    assert (fields["needs"], fields["family_phone"]) == ("每周买菜两次", "")
    body = {"data": {"family_phone": "110"}, "version": version + 1}
    told = care.send("worker", "PUT", f"/{active}/fields", body, 422)
    assert [each["field"] for each in told["errors"]] == ["data.family_phone"]
    care.send("worker", "PUT", f"/{active}/fields", {"data": {}}, 428)
    care.send("community_op", "PUT", f"/{active}/fields", body, 404)
    told = care.act(active, "correct", status=403, fields={})
    assert told["code"] == "auth.forbidden"


def test_queries(care, cast, active, person, django_assert_max_num_queries):
    """However many entries and steps there are; each look is written down, in two rows more."""
    care.open(person["number"], register="severe_illness")
    for _ in range(3):
        care.act(active, "help", kind="visit", told="身体平稳")
    face = cast.client("worker")
    for path, most in (("", 13), (f"/{active}", 21), (f"/{active}/readings", 8)):
        with django_assert_max_num_queries(most):
            assert face.get(f"/api/v1/care{path}").status_code == 200
