"""A copy of the shipped catalogue to spoil, and the cast."""

import copy

import pytest

from tests.personas import cast  # noqa: F401
from wangge.catalogue.items import SHIPPED, read

_SHIPPED = read(SHIPPED)


@pytest.fixture
def document():
    """The shipped file as plain values, fresh for every test: change it as you like."""
    return copy.deepcopy(_SHIPPED)
