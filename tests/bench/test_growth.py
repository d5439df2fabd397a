"""How cost grows: the slope, the drawing, and a read that fails."""

import itertools
import sys
import xml.etree.ElementTree as ET
from types import ModuleType

import pytest
from bench.measure import Side
from bench.outcome import Ask, Row
from bench.table import Benchmark

from bench import growth, plot

SIZES = [100, 1000, 10_000]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def reads(monkeypatch):
    """Two reads: one whose answers take the square root of the size in two cases, one that fails."""
    asked: list[Ask] = []

    def run(ask: Ask) -> list[Row]:
        asked.append(ask)
        return [
            Row(case, Side("", [1.0], [times * ask.size**0.5] * 20), None)
            for case, times in (("near", 1), ("far", 3))
        ]

    def broken(ask: Ask) -> list[Row]:
        raise ValueError("no such table")

    for name, function in (("fine", run), ("broken", broken)):
        module = ModuleType(f"a_bench_{name}")
        module.run = function
        monkeypatch.setitem(sys.modules, module.__name__, module)
    table = tuple(Benchmark(name, f"a_bench_{name}", "", reads=True) for name in ("fine", "broken"))
    monkeypatch.setattr(growth, "TABLE", (*table, Benchmark("write", "nowhere", "")))
    return asked


def test_it_works(reads):
    said = growth.measure(SIZES, 2, 1, lambda line: None)
    assert [(row["case"], row["slope_p50_ms"], row["grown_p95_ms"]) for row in said["rows"]] == [
        ("near", 0.5, 10),
        ("far", 0.5, 10),
    ]
    assert [ask.size for ask in reads] == [*SIZES, *reversed(SIZES)]
    assert all((ask.connections, ask.compared) == (1, False) for ask in reads)
    assert said["failed"] == {"broken": "ValueError: no such table"}


@pytest.mark.parametrize(("values", "wanted"), [([5, 5, 5], 0), ([1, 10, 100], 1), ([100, 10, 1], -1)])
def test_the_slope_is_the_exponent(values, wanted):
    assert growth.slope(SIZES, values) == pytest.approx(wanted)


def test_one_size_has_no_slope():
    assert growth.slope([100], [5.0]) == 0


@pytest.fixture
def drawn():
    rows = [
        growth._row(
            name, f"case {number}", {size: Side("", [1.0], [number + size**0.1] * 3) for size in SIZES}
        )
        for name in ("list", "map", "a<b")
        for number in range(8)
    ]
    return rows, ET.fromstring(plot.svg(rows, "2 cores & a half"))


def test_every_line_is_drawn_in_both_panels_and_named_with_its_slopes(drawn):
    rows, picture = drawn
    texts = {each.text for each in picture.iter(f"{SVG}text")}
    assert {f"{row['name']}, {row['case']}" for row in rows} <= texts
    assert f"{rows[0]['slope_p50_ms']:.2f}" in texts
    drawn_lines = [each for each in picture.iter(f"{SVG}path") if each.get("class", "").startswith("line ")]
    assert len(drawn_lines) == len(rows) * 3  # two panels and the sample beside the name


def test_it_can_be_heard(drawn):
    _, picture = drawn
    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}title").text
    assert "slope" in picture.find(f"{SVG}desc").text


def test_names_do_not_overlap_and_stay_in_the_picture(drawn):
    _, picture = drawn
    height = float(picture.get("viewBox").split()[3])
    named = [each for each in picture.iter(f"{SVG}text") if ", case " in (each.text or "")]
    places = sorted(float(each.get("y")) for each in named)
    assert all(later - earlier >= plot.LINE - 0.2 for earlier, later in itertools.pairwise(places))
    assert 0 < places[0] < places[-1] < height


def test_no_two_lines_look_the_same_without_colour(drawn):
    rows, _ = drawn
    looks = {(look.dash, look.mark, look.hollow) for look in plot.looks(rows)}
    assert len(looks) == len(rows)
