"""The cast, and real commits for what can only be seen between two connections."""

import pytest
from django.utils import translation

from tests import personas
from tests.conftest import admin, drop, point_at
from tests.personas import cast
from wangge.catalogue import queries as catalogue
from wangge.core.clocks import settled
from wangge.core.flow import editions
from wangge.events.loop import control

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What is kept by its number stays kept in production; here a number is rolled back and given again."""
    for remembered in (settled.calendar_at, editions.flow_at, control._rules):
        remembered.cache_clear()
    catalogue._kept.clear()


@pytest.fixture(autouse=True)
def english():
    """Messages as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def committed(django_db_setup, django_db_blocker, template_name, worker_id):
    """A fresh copy of the prepared database with its own cast, in which commits are real; gone afterwards."""
    name = f"{template_name}_{worker_id}_loop"
    with django_db_blocker.unblock():
        with admin() as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_name}"')
        point_at(name)
        yield personas.make()
        point_at(f"{template_name}_{worker_id}")
        drop(name)
