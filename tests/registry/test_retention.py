"""What has served its purpose is deleted, by the terms of its group, and nothing before."""

from datetime import timedelta

from django.utils.timezone import localdate, now

from tests.deletions import counted
from tests.guard import seen_whole
from wangge.config.jobs import timetable
from wangge.core.audit import AuditEntry
from wangge.registry import definitions
from wangge.registry.models import Fact, Household, Person
from wangge.registry.retention import delete_expired


def keep(group):
    return timedelta(days=definitions.groups("person")[group].keep_days)


def test_it_works(register, person):
    path = f"/people/{person['number']}/facts/contact"
    told = register.send(
        "worker", "PUT", path, {"data": {"phone": "13900000008"}, "version": person["version"]}
    )
    assert delete_expired() == {}
    with seen_whole():
        old = Fact.objects.filter(group="contact", ended_at__isnull=False)
        old.update(ended_at=now() - keep("contact") + timedelta(hours=1))
    assert delete_expired() == {}
    with seen_whole():
        old.update(ended_at=now() - keep("contact") - timedelta(hours=1))
    assert delete_expired() == {"contact": 1}
    assert delete_expired() == {}
    assert counted("registry.fact.contact") == [0, 1]
    assert counted("registry.fact.identity") == counted("registry.people") == [0]
    again = register.send("worker", "GET", f"/people/{person['number']}")
    assert again["groups"] == told["groups"]
    entry = AuditEntry.objects.get(action="registry.deleted")
    assert (entry.actor_kind, entry.data) == ("job", {"contact": 1})


def test_who_left_is_forgotten(register, person):
    body = {"reason": "moved", "day": str(localdate()), "version": person["version"]}
    register.send("worker", "POST", f"/people/{person['number']}/leave", body)
    longest = max(group.keep_days for group in definitions.groups("person").values())
    with seen_whole():
        Person.objects.update(left_on=localdate() - timedelta(days=longest))
    assert delete_expired() == {}
    with seen_whole():
        Person.objects.update(left_on=localdate() - timedelta(days=longest + 1))
    assert delete_expired() == {"facts": 3, "people": 1, "households": 1}
    # The facts that went with the person are counted by their groups.
    groups = ("identity", "residence", "contact")
    assert [counted(f"registry.fact.{group}") for group in groups] == [[0, 1]] * 3
    assert counted("registry.people") == counted("registry.households") == [0, 1]
    with seen_whole():
        assert not Person.objects.exists()
        assert not Fact.objects.exists()
        assert not Household.objects.exists()
    register.send("worker", "GET", f"/people/{person['number']}", status=404)


def test_who_went_into_another_entry_goes_first(register, person):
    other = register.person(register.home("4", "102")["number"], identity={"name": "测试甲"})
    register.send(
        "community_op", "POST", f"/people/{person['number']}/merge",
        {"gone": other["number"], "reason": "同一人", "version": person["version"]},
    )  # fmt: skip
    with seen_whole():
        Person.objects.filter(pk=other["number"]).update(left_on=localdate() - timedelta(days=400))
        Person.objects.filter(pk=person["number"]).update(
            left="died", left_on=localdate() - timedelta(days=400)
        )
    told = delete_expired()
    assert told["people"] == 2
    with seen_whole():
        assert not Person.objects.exists()


def test_it_runs_every_night():
    assert timetable()["registry.retention"].function is delete_expired
