import itertools

import pytest
from bench.measure import Side, interleaved
from bench.outcome import Ask, Reach, Row, rounded


def row(reach: tuple[Reach, ...] = (), yardstick: Side | None = None, **extra: float) -> Row:
    latencies = [float(each) for each in range(1, 101)]
    return Row("county", Side("ours", [10.0, 30.0, 20.0], latencies), yardstick, reach, extra)


def test_it_works():
    told = row(
        (Reach("ratio", at_least=0.25), Reach("p95_ms", at_most=60)), Side("bare", [40.0, 60.0, 100.0], [])
    ).as_dict()
    assert told["values"] == {"per_second": 20, "p50_ms": 51, "p95_ms": 96, "ratio": 0.25}
    assert told["figure"]["spread"] == [10, 30]
    assert told["ratio_spread"] == [0.2, 0.5]
    assert [each["met"] for each in told["reach"]] == [True, False]


def test_a_line_without_its_figure_is_neither_met_nor_missed():
    assert Reach("ratio", at_least=0.5).met(row().values) is None


@pytest.mark.parametrize(("queries", "met"), [(8, True), (9, False)])
def test_other_figures_have_lines_too(queries, met):
    measured = row((Reach("queries", at_most=8),), queries=queries)
    assert measured.as_dict()["reach"][0]["met"] is met


def test_a_side_without_rounds_has_latencies_only():
    told = Row("", Side("./wangge up", [], [4000.0]), None).as_dict()
    assert told["values"] == {"p50_ms": 4000, "p95_ms": 4000}
    assert "per_second" not in told["figure"]


def test_sides_take_turns_and_the_first_runs_are_thrown_away():
    order: list[str] = []

    def side(name: str):
        count = itertools.count()

        def run():
            order.append(name)
            return float(next(count)), [1.0]

        return name, run

    one, other = interleaved([side("a"), side("b")], 3)
    assert order == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert one.rates == other.rates == [1.0, 2.0, 3.0]


def test_without_comparison_the_yardstick_does_not_run():
    def never():
        raise AssertionError

    figure, yardstick = Ask(1, 2, 1, compared=False).measured(("a", lambda: (1.0, [])), ("b", never))
    assert (figure.rates, yardstick) == ([1.0, 1.0], None)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.12345, 0.123), (99.94, 99.9), (1234.6, 1235), (0, 0), (3.0, 3.0)]
)
def test_numbers_are_rounded_to_what_they_are_worth(value, shown):
    assert rounded(value) == shown
