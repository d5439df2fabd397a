"""The register's benchmark on a small register of its own: filled by the import, found by each way, nothing left."""

import json
import os
from collections.abc import Iterator

import pytest
from bench.fill import population
from bench.outcome import Ask

from bench import place, registered, registry
from wangge.registry.models import Person


@pytest.fixture(scope="module")
def few(django_db_blocker) -> Iterator[int]:
    """Its size: each process has a size of its own, because kept registers are known by their size."""
    size = 200 + os.getpid() % 100
    with django_db_blocker.unblock():
        try:
            registered.fill(size)
            yield size
        finally:
            place.drop(registered.name_of(size))


def passing() -> set[str]:
    """Databases of registers that are not kept. Those that are come and go with the tests beside this one."""
    kept = {registered.name_of(size) for size in registered.sizes()}
    return {name for name in place.names() if "people" in name} - kept


def test_it_works(few: int) -> None:
    before = passing()
    rows = registry.run(Ask(few, 1, 0.3))
    told = [json.loads(json.dumps(row.as_dict())) for row in rows]
    assert len({row["case"] for row in told}) == len(told) == 14
    assert all(row["figure"]["per_second"] > 0 for row in told)
    assert not [row["case"] for row in told for reach in row["reach"] if reach["met"] is None]
    assert passing() == before
    assert few in registered.sizes()


def test_a_population_is_the_same_each_time_and_nobody_is_real(few: int) -> None:
    with registered.kept(few):
        lines = list(population.lines(few, registered.grids(few)))
        assert lines == list(population.lines(few, registered.grids(few)))
    assert len(lines) == few
    assert len({cells[1] for cells in lines}) == few
    assert all(cells[0].startswith("虚") and cells[1].startswith("000000") for cells in lines)
    assert all(not cells[2] or cells[2].startswith("142") for cells in lines)


def test_it_is_filled_once(few: int) -> None:
    assert registered.fill(few) == registered.fill(few)
    with registered.kept(few):
        assert not Person.objects.exists()  # which row-level security shows to nobody in particular
