"""Real commits for what can only be seen between two connections, and real tables for a loop of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.utils import translation

from tests.conftest import admin, drop, forget_head, point_at
from tests.core.flow.small import LOST
from wangge.core import privileges, versions
from wangge.core.clocks import settled
from wangge.core.flow import editions

# What tests of this folder write, children first.
WRITTEN = (
    *("loop_loststep", "loop_lostcase"),
    *("core_outbox", "core_flowedition", "core_calendarday", "core_auditentry", "core_auditlink"),
)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What is kept by its number stays kept in production; here a number is rolled back and given again."""
    settled.calendar_at.cache_clear()
    editions.flow_at.cache_clear()


@pytest.fixture(autouse=True)
def english():
    """Messages as they stand in the code: a translated word must not make a test of the engine fail."""
    with translation.override("en"):
        yield


@contextmanager
def loop_installed() -> Iterator[Any]:
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "tests.core.loop"]):
        yield apps.get_app_config("loop")


_made: set[str] = set()


def _make(name: str, template: str) -> None:
    with admin() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    point_at(name)
    with loop_installed() as loop:
        with connections["owner"].schema_editor() as editor:
            for model in loop.get_models():
                editor.create_model(model)
        privileges.grant(loop, "owner")


@pytest.fixture(scope="session")
def own_database(django_db_setup, django_db_blocker, template_name, worker_id):
    """A copy of the prepared database in which commits are real, with the tables of the small loop."""
    name = f"{template_name}_{worker_id}_core"
    with django_db_blocker.unblock():
        if name not in _made:  # a fixture counts as another one in each folder that takes it over
            _make(name, template_name)
            point_at(f"{template_name}_{worker_id}")
            _made.add(name)
    yield name
    with django_db_blocker.unblock():
        drop(name)


@pytest.fixture
def committed(own_database, django_db_blocker, template_name, worker_id):
    """Both doors lead to a database whose commits are real; what was written is taken away afterwards."""
    with django_db_blocker.unblock():
        point_at(own_database)
        yield own_database
        with connections["owner"].cursor() as cursor:
            for table in WRITTEN:
                cursor.execute(f"DELETE FROM {table}")
        forget_head(own_database)
        point_at(f"{template_name}_{worker_id}")


@pytest.fixture
def lost(committed, monkeypatch):
    """The small loop on tables of its own: (case model, step model)."""
    monkeypatch.setattr(editions, "_flows", dict(editions._flows))
    monkeypatch.setattr(versions, "_sources", dict(versions._sources))
    editions.install(LOST)
    with loop_installed() as loop:
        yield list(loop.get_models())
