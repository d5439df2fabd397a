"""The network of the base data; tests that change it do so in a transaction that is rolled back."""

import pytest
import shapely

from tests.personas import cast
from wangge.network import locate
from wangge.network.geometry import Outlines
from wangge.network.models import Boundary

__all__ = ["cast"]


@pytest.fixture(scope="session")
def outlines(django_db_setup, django_db_blocker) -> Outlines:
    """Every outline of version 1, by code."""
    with django_db_blocker.unblock():
        rows = list(Boundary.objects.filter(to_version=None).order_by("code").values_list("code", "wkb"))
    return {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows}


@pytest.fixture
def located(db) -> int:
    """The boundary version in force, held in memory."""
    return locate.ensure()
