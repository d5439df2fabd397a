"""What a declaration becomes, what it refuses, and that it says what `network.scope` says."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from wangge.core.rows import Guard, guards, protect
from wangge.core.rows.guard import policy, powers
from wangge.core.scope import Scope
from wangge.events.models import Contact, Event, Patrol, TrackPoint

BOTH_DOORS = pytest.mark.django_db(databases=["default", "owner"])


def test_it_works():
    assert Contact in guards()
    assert {"event.see", "event.see_unit", "patrol.plan"} <= powers()
    said = policy(Contact)
    assert 'FROM "events_event" parent' in said
    assert "'events.forget'" in said


@pytest.mark.parametrize(
    ("model", "guard", "why"),
    [
        (Contact, Guard(), "whose its rows are"),
        (Contact, Guard(through="phone_index"), "no foreign key"),
        (TrackPoint, Guard(Scope(region="area", power="x"), through="patrol"), "no column area"),
        (Event, Guard(Scope(region="region_code", power="x' OR true --")), "no name"),
        (Patrol, Guard(jobs=("a'b",)), "no name"),
    ],
)
def test_what_says_nothing_is_refused(monkeypatch, model, guard, why):
    monkeypatch.setitem(guards(), model, guard)
    with pytest.raises((TypeError, ValueError), match=why):
        policy(model)


@BOTH_DOORS
def test_it_is_put_in_force_again_only_when_it_changed(django_assert_max_num_queries):
    events = apps.get_app_config("events")
    mine = [model for model in guards() if model._meta.app_label == "events"]
    with django_assert_max_num_queries(len(mine), connection=connections["owner"]):
        protect.protect(events, "owner")


@BOTH_DOORS
def test_a_role_that_no_policy_binds_serves_nothing(monkeypatch):
    monkeypatch.setattr(protect, "_asked", set())
    protect.refuse_unbound(connection)  # as it is: fine
    for answer, why in (((True, False), "bypasses"), ((False, True), "owns the tables")):
        monkeypatch.setattr(protect, "_asked", set())
        monkeypatch.setattr(protect, "UNBOUND", f"SELECT {answer[0]}, {answer[1]}")
        with pytest.raises(ImproperlyConfigured, match=why):
            protect.refuse_unbound(Closing(connection))
    monkeypatch.undo()
    monkeypatch.setattr(protect, "_asked", set())
    connections["owner"].ensure_connection()
    protect.refuse_unbound(connections["owner"])  # not the door requests come through


class Closing:
    """A connection that is not really closed: the test goes on in it."""

    def __init__(self, real):
        self.alias, self.settings_dict, self.connection = real.alias, real.settings_dict, real.connection

    def close(self):
        pass


@BOTH_DOORS
def test_the_owner_would_be_refused():
    owner = connections["owner"]
    owner.ensure_connection()
    assert any(owner.connection.execute(protect.UNBOUND).fetchone())
