"""Each benchmark runs to its end on a small city and says what it was asked; how fast is no matter here."""

import json
from importlib import import_module

import pytest
from bench.outcome import Ask
from bench.table import TABLE, Benchmark

from bench import growth, locate, place, stream

# `start` sets up a whole installation, and listening takes every grid worker: below are some. The register has a
# database of its own (`test_registry.py`).
HERE = [each for each in TABLE if each.name not in {"start", "stream", "registry"}]
# Dozens of rows each, of one kind: asked without the yardstick that `todo` and `detail` run as well.
LONG = {"list", "map"}
BRIEFLY = 0.3  # seconds


@pytest.mark.parametrize("benchmark", HERE, ids=lambda each: each.name)
def test_it_works(small: int, benchmark: Benchmark, monkeypatch: pytest.MonkeyPatch) -> None:
    long = benchmark.name in LONG
    monkeypatch.setattr(locate, "POINTS", 50_000)
    rows = import_module(benchmark.module).run(Ask(small, 1, BRIEFLY, compared=not long))
    assert rows
    for row in rows:
        told = json.loads(json.dumps(row.as_dict()))
        assert told["figure"]["per_second"] > 0, row
        unknown = {each["key"] for each in told["reach"] if each["met"] is None}
        assert unknown <= ({"ratio"} if long else set()), told["reach"]
        if "p95_ms" in told["values"]:
            assert 0 < told["values"]["p50_ms"] <= told["values"]["p95_ms"]
    assert any(row.reach for row in rows)
    assert len({row.case for row in rows}) == len(rows)


def test_growth_asks_reads_by_one_connection_without_a_yardstick(small: int) -> None:
    said = growth.measure([small], 1, BRIEFLY, lambda line: None, names=["todo", "search"])
    assert not said["failed"]
    assert {row["name"] for row in said["rows"]} == {"todo", "search"}
    assert all(row["at"][0]["p95_ms"] > 0 for row in said["rows"])


def test_every_listener_hears_of_the_report_in_its_grid(small: int) -> None:
    (row,) = stream.run(Ask(small, 1, 1), most=25)
    values = row.values
    assert values["listeners"] == 25
    assert values["heard"] == 1
    assert len(row.figure.latencies) >= 25


def test_a_copy_is_gone_afterwards_and_the_kept_one_is_as_it_was(small: int) -> None:
    with place.copied(small) as environment:
        name = environment["WANGGE_APP_DATABASE_URL"].rpartition("/")[2]
        assert place.said_of(name) is not None
        assert small in place.kept()
    assert place.said_of(name) is None
    assert small in place.kept()
