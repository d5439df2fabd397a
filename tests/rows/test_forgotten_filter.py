"""Queries that forget every filter on purpose, as the role that serves: the database shows nothing all the same."""

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction

from tests.events.loop.test_patrols import take
from tests.events.loop.test_track import at as point_at_minute
from tests.events.loop.test_track import send, walked
from tests.events.loop.test_visits import visiting
from tests.personas import EVERYONE
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.crypto import blind_index
from wangge.core.rows import Guard, guarded, guards
from wangge.events.case.contacts import NUMBER
from wangge.events.models import Contact, TrackPoint, VisitWords

pytestmark = pytest.mark.django_db
PHONE = "13912345678"
GUARDED = sorted(guards(), key=lambda model: model._meta.label)


@pytest.fixture
def contact(walk):
    """A case in the worker's grid that keeps a telephone number."""
    return walk(contact={"name": "某某", "phone": PHONE})


@pytest.fixture
def everything(cast, contact):
    """A row of each guarded table of events."""
    number = walked(cast)
    send(cast, number, point_at_minute())
    cast.client("community_op").get(f"/api/v1/patrols/{number}/track", {"why": "核对位置"})
    ended = visiting(cast)
    take(cast, "worker", ended, "finish_visit", 2, asked_for="想装扶手")


def seen_by(actor):
    with guarded(actor):
        return Contact.objects.count()


def test_it_works(cast, contact):
    assert Contact.objects.count() == 0
    assert seen_by(cast.actor("community_op")) == 1
    assert Contact.objects.count() == 0


def test_by_number_by_phone_by_hand_nothing(cast, contact):
    with guarded(cast.actor("township_op")):
        row = Contact.objects.get()
    for forgotten in (
        lambda: Contact.objects.filter(pk=row.pk),
        lambda: Contact.objects.filter(event_id=row.event_id),
        lambda: Contact.objects.filter(phone_index=blind_index(PHONE, NUMBER)),
        lambda: Contact.objects.raw("SELECT * FROM events_contact WHERE true OR phone_sealed IS NOT NULL"),
    ):
        assert not list(forgotten())
        with guarded(cast.actor("worker_elsewhere")):
            assert not list(forgotten())
    assert Contact.objects.filter(pk=row.pk).update(name_sealed=None) == 0
    assert Contact.objects.filter(pk=row.pk).delete()[0] == 0
    with guarded(cast.actor("handler_elsewhere")):
        assert Contact.objects.all().delete()[0] == 0
    assert seen_by(cast.actor("township_op")) == 1


@pytest.mark.parametrize("who", EVERYONE)
def test_who_sees_the_contact_is_who_sees_the_case(cast, contact, who):
    """The policy and the filter say the same of everyone (`anonymous` has no actor of its own)."""
    if who == "anonymous":
        reporter = Actor(kind=ActorKind.REPORTER, label="reporter", case_no=contact.case_no)
        assert seen_by(reporter) == 1
        assert seen_by(Actor(kind=ActorKind.REPORTER, label="reporter", case_no="WG1")) == 0
        return
    status = cast.client(who).get(contact.address).status_code
    assert status in (200, 404)
    assert seen_by(cast.actor(who)) == (status == 200)


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.label)
def test_every_guarded_table_is_protected(model):
    assert isinstance(model.sensitive, Guard)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, array_agg(p.polname::text ORDER BY p.polname)"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.oid = %s::regclass GROUP BY 1, 2",
            [f'"{model._meta.db_table}"'],
        )
        on, forced, policies = cursor.fetchone()
    expected = {"guarded", "maintenance"} | ({"letterbox"} if model.sensitive.letterbox else set())
    assert (on, forced, set(policies)) == (True, True, expected)


def test_what_is_sealed_is_guarded():
    """Whoever seals a column means it: such a table is sensitive, and says so."""
    sealed = {
        model
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model.__module__.startswith("wangge.")
        and (field.name == "sealed" or field.name.endswith("_sealed"))
    }
    assert sealed
    assert sealed <= set(GUARDED), {model._meta.label for model in sealed - set(GUARDED)}


def test_no_other_table_hides_rows():
    """A table under a policy that no model declares would look empty to the platform for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        )
        assert {name for (name,) in cursor} == {model._meta.db_table for model in GUARDED}


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.label)
def test_without_a_guard_a_table_is_empty(everything, model):
    assert not model.objects.exists()
    with guarded(job("keys.rotate")):
        held = model.objects.exists()
    with guarded(job("some.other")):
        assert not model.objects.exists()
    with guarded(Actor(kind=ActorKind.PERSON, label="keys.rotate", person=10**9)):
        assert not model.objects.exists()
    assert held or model._meta.app_label != "events"


def test_a_row_of_elsewhere_cannot_be_written(cast, everything):
    with guarded(cast.actor("worker")):
        point = TrackPoint.objects.get()
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with guarded(cast.actor("worker_elsewhere")), refused, transaction.atomic():
        TrackPoint.objects.create(patrol_id=point.patrol_id, minute=point.minute, sealed=b"x")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        TrackPoint.objects.create(patrol_id=point.patrol_id, minute=point.minute, sealed=b"x")


def test_who_may_only_add_gets_nothing_back(contact, cast):
    with guarded(cast.actor("township_op")):
        event = Contact.objects.get().event
        Contact.objects.all().delete()
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Contact.objects.create(event=event)  # asks for its number back
    assert seen_by(cast.actor("township_op")) == 0


def test_the_role_can_lift_nothing():
    for statement in (
        "ALTER TABLE events_contact NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE events_contact DISABLE ROW LEVEL SECURITY",
        "DROP POLICY guarded ON events_contact",
        "ALTER POLICY guarded ON events_contact USING (true)",
        "CREATE POLICY mine ON events_contact USING (true)",
    ):
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            connection.cursor().execute(statement)
    connection.cursor().execute("SET LOCAL row_security = off")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM events_contact")


def test_the_setting_of_the_owner_opens_nothing_to_the_application(contact):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wangge.job', 'maintenance', true)")
        cursor.execute("SELECT count(*) FROM events_contact")
        assert cursor.fetchone() == (0,)


def test_the_owner_says_that_it_is_the_owner():
    """A policy of the owner's own, for backups and repairs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT polroles = ARRAY[c.relowner] FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE polname = 'maintenance'"
        )
        assert {row[0] for row in cursor} == {True}
    assert connections["owner"].settings_dict["USER"] != connection.settings_dict["USER"]


def test_a_visit_is_read_by_who_walked_it_and_who_plans(cast, everything):
    for who, seen in (("worker", 1), ("community_op", 1), ("supervisor", 0), ("handler", 0), ("sysadmin", 0)):
        with guarded(cast.actor(who)):
            assert VisitWords.objects.count() == seen, who
