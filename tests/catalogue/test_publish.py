"""Publishing: who may, what is refused, and that nothing published is ever changed."""

import pytest
from django.db import ProgrammingError, connection, transaction

from wangge.catalogue import actions, queries
from wangge.catalogue.models import CatalogueVersion, Item
from wangge.core.actors import Actor, ActorKind, job
from wangge.core.audit import AuditEntry
from wangge.core.problems import Problem

pytestmark = pytest.mark.django_db
ADMIN = Actor(ActorKind.PERSON, "an administrator", frozenset({"catalogue.publish"}))


def changed(document, words="，并回访"):
    document["items"][0]["closing"] += words
    return document


def test_it_works(document):
    before = queries.current_number()
    made = actions.publish(changed(document), ADMIN, "says who calls back")
    assert made.number == before + 1
    assert made.published_by == "an administrator"
    assert made.note == "says who calls back"
    assert made.title == document["title"]
    assert queries.current_number() == made.number
    assert Item.objects.filter(version__number=made.number).count() == 225
    assert queries.item("C0101").closing.endswith("，并回访")


def test_it_is_on_the_record(document):
    made = actions.publish(changed(document), ADMIN, "why")
    entry = AuditEntry.objects.get(
        action="catalogue.publish", object_no=str(made.number), object_kind="catalogue"
    )
    assert (entry.actor_label, entry.reason) == ("an administrator", "why")


def test_the_same_again_is_the_same_version(document):
    first = actions.publish(changed(document), ADMIN)
    document["items"].reverse()
    assert actions.publish(document, ADMIN, "again") == first
    assert CatalogueVersion.objects.count() == first.number


def test_going_back_is_a_new_version(document):
    second = actions.publish(changed(document), ADMIN)
    document["items"][0]["closing"] = document["items"][0]["closing"].removesuffix("，并回访")
    third = actions.publish(document, ADMIN)
    assert third.number == second.number + 1
    assert third.digest == queries.version(second.number - 1).digest


def test_without_the_power(document):
    for actor in (
        Actor(ActorKind.PERSON, "a grid worker", frozenset({"catalogue.see", "event.report"})),
        Actor(ActorKind.SYSTEM, "a hotline"),
    ):
        with pytest.raises(Problem) as refused:
            actions.publish(changed(document), actor)
        assert refused.value.kind.status == 403
    assert queries.current_number() == 1


def test_the_platform_itself_may(document):
    assert actions.publish(changed(document), job("load")).published_by == "load"


def test_all_faults_are_named_and_nothing_is_written(document):
    document["items"][17]["limits"] = dict(document["limits"]["days_5"])
    del document["items"][17]["limits"]["handle"]
    document["items"][3]["lead"]["kind"] = "nobody"
    with pytest.raises(Problem) as refused:
        actions.publish(document, ADMIN)
    assert refused.value.kind.status == 422
    assert set(refused.value.fields) == {"items.17.limits.handle", "items.3.lead.kind"}
    assert refused.value.extra["codes"] == {
        "17": document["items"][17]["code"],
        "3": document["items"][3]["code"],
    }
    assert CatalogueVersion.objects.count() == 1


@pytest.mark.parametrize("note", ["x" * 501, "a\x00b"])
def test_a_note_no_database_can_hold(document, note):
    with pytest.raises(Problem) as refused:
        actions.publish(changed(document), ADMIN, note)
    assert set(refused.value.fields) == {"note"}


def test_a_version_waits_for_its_day(document):
    document["effective_day"] = "2999-01-01"
    made = actions.publish(changed(document), ADMIN)
    assert queries.current_number() == made.number - 1
    assert queries.versions()[0].number == made.number


@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["catalogue_version", "catalogue_item"])
def test_the_database_refuses_to_change_what_is_published(sql, table):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


def test_it_takes_few_statements(document, django_assert_max_num_queries):
    """Version and items in one go: no statement per item."""
    with django_assert_max_num_queries(10):
        actions.publish(changed(document), ADMIN)
