import pytest
from django.db import connections
from django.utils import translation

from tests.core.conftest import committed, own_database
from tests.personas import cast

__all__ = ["cast", "committed", "own_database"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_logged(committed):
    """The base data has left an entry of its own."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM core_auditentry")
