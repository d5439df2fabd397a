"""Queries that forget every filter on purpose: the database shows only what is the actor's."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from tests.guard import seen_whole
from tests.registry.test_tables import Import
from wangge.core.rows import guarded
from wangge.registry import values
from wangge.registry.models import (
    Dwelling,
    Fact,
    History,
    Household,
    Merge,
    Person,
    Reading,
    Table,
    TableRow,
)

PERSONAL = (Dwelling, Fact, History, Household, Merge, Person, Reading)
IMPORTED = (Table, TableRow)


@pytest.fixture
def all_kinds(register, home, person):
    """A row in each of the guarded tables, in the worker's grid."""
    other = register.person(register.home("4", "102")["number"], identity={"name": "测试甲"})
    register.send(
        "community_op", "POST", f"/people/{person['number']}/merge",
        {"gone": other["number"], "reason": "同一人", "version": person["version"]},
    )  # fmt: skip
    register.send(
        "community_op", "POST", f"/people/{person['number']}/reveal",
        {"field": "identity_number", "reason": "核对"},
    )  # fmt: skip


def count(model):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
        return cursor.fetchone()[0]


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model.__name__)
def test_without_a_filter_everyone_sees_their_own(cast, all_kinds, model):
    with seen_whole():
        whole = count(model)
    assert whole
    assert count(model) == 0
    for who in ("worker", "community_op", "township_op"):
        with guarded(cast.actor(who)):
            assert count(model) == whole, who
    # Elsewhere, above without the power, and those who administer the platform.
    others = ("worker_elsewhere", "community_elsewhere", "county_op", "city_op", "handler", "supervisor")
    for who in (*others, "sysadmin", "secadmin", "auditadmin", "hotline"):
        with guarded(cast.actor(who)):
            assert count(model) == 0, who


def test_what_is_about_people_is_guarded():
    ours = {
        model
        for model in apps.get_app_config("registry").get_models()
        if getattr(model, "sensitive", None) and model.__module__.startswith("wangge.registry.models")
    }
    assert ours == {*PERSONAL, *IMPORTED}


@pytest.mark.parametrize("model", IMPORTED, ids=lambda model: model.__name__)
def test_tables_are_for_those_who_import(cast, register, model):
    Import(register)
    for who in ("worker", "township_op", "community_elsewhere", "county_op", "sysadmin"):
        with guarded(cast.actor(who)):
            assert count(model) == 0, who
    with guarded(cast.actor("community_op")):
        assert count(model)


def test_by_number_by_index_by_hand_nothing(cast, person):
    index = values.index("phone", "13900000001")
    with guarded(cast.actor("worker_elsewhere")):
        assert not Person.objects.filter(pk=person["number"]).exists()
        assert not Person.objects.filter(phone_index=index).exists()
        assert not Fact.objects.filter(subject_id=person["number"]).exists()
        assert Person.objects.filter(pk=person["number"]).update(name="x") == 0
        assert Person.objects.all().delete()[0] == 0


def test_nobody_writes_into_another_area(cast, register, person):
    with guarded(cast.actor("worker")):
        row = Person.objects.get(pk=person["number"])
        row.region_code = cast.actor("worker_elsewhere").grid
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save()


def test_history_and_readings_cannot_be_changed(cast, all_kinds):
    with guarded(cast.actor("worker")):
        for model in (History, Reading):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.update(by="nobody")
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.all().delete()
