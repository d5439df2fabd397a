"""A small kept database for the benchmarks, made once a run by each worker that needs it, and dropped at its end."""

import os
from collections.abc import Iterator

import pytest

from bench import filled, place


@pytest.fixture(scope="session", autouse=True)
def base(django_db_setup, template_name) -> None:
    """What the benchmarks fill begins as what every test begins with."""
    place.BASE = template_name


@pytest.fixture(scope="session")
def small(django_db_blocker) -> Iterator[int]:
    """Its size. Each process has a size of its own, because kept databases are known by their size."""
    size = 2000 + os.getpid() % 1000
    with django_db_blocker.unblock():
        try:
            filled.fill(size)
            yield size
        finally:
            place.drop(filled.name_of(size))


@pytest.fixture
def kept_here(settings, tmp_path):
    """What is measured is kept in a folder of the test's own."""
    settings.VAR = tmp_path
    return tmp_path / "bench"
