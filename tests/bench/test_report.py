"""The page is written from what was kept, says what was missed, and keeps what people wrote."""

import pytest
from bench.measure import Side
from bench.outcome import Reach, Row
from bench.table import BY_NAME, TABLE, Benchmark

from bench import growth, peer, report, runs, store


@pytest.fixture
def docs(kept_here, tmp_path):
    folder = tmp_path / "docs"
    (folder / "performance").mkdir(parents=True)
    return folder


def keep(name, *rows, size=peer.SIZE, kept_as=None):
    about = {"name": name, "measures": "what it does", "size": size, "rounds": 3, "seconds": 2}
    store.keep(kept_as or name, about | {"rows": [row.as_dict() for row in rows]})


def line(page, beginning):
    (found,) = [each for each in page.splitlines() if each.startswith(f"| {beginning} |")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_it_works(docs):
    ours, bare = (
        Side("POST, 16 connections", [500.0, 480.0], [10.0] * 100),
        Side("pgbench", [1000.0, 960.0], []),
    )
    keep(
        "intake",
        Row("", ours, bare, (Reach("ratio", at_least=0.25), Reach("p95_ms", at_most=5)), {"queries": 3}),
    )
    page = report.write(docs).read_text()
    assert line(page, "intake") == [
        "intake",
        "200,000",
        "490 (480 – 500)",
        "980 (960 – 1,000)",
        "0.5 (0.5 – 0.5)",
        "10",
        "10",
        "queries 3",
        "ratio ≥ 0.25, p95 ≤ 5 ms",
        "met, **missed**",
    ]
    assert "POST, 16 connections; beside pgbench" in page
    assert line(page, "reports filed")[2:] == ["490 (3 queries)", "41 ×", "≥ 40 ×", "met"]


def test_what_was_never_measured_says_so(docs):
    page = report.write(docs).read_text()
    assert all(line(page, each.name)[-1] == "not measured yet" for each in TABLE)
    assert line(page, "list pages of 50")[-1] == "not measured"


def test_the_slowest_case_stands_beside_the_peer_and_only_at_its_size(docs):
    rows = [Row(case, Side("", [rate], [1.0]), None) for case, rate in (("city", 400.0), ("page 200", 299.0))]
    keep("list", *rows, size=10_000_000)
    assert line(report.write(docs).read_text(), "list pages of 50")[-1] == "not measured"
    keep("list", *rows, kept_as=store.at_peers_size("list"))
    assert line(report.write(docs).read_text(), "list pages of 50")[2:] == [
        "299, page 200",
        "100 ×",
        "≥ 100 ×",
        "**missed**",
    ]


def test_growth_is_drawn_and_told(docs):
    sizes = [100_000, 1_000_000]
    row = growth._row("todo", "", {size: Side("", [1.0], [4.0, 5.0]) for size in sizes})
    store.keep(
        store.GROWTH, {"sizes": sizes, "rounds": 2, "seconds": 1, "rows": [row], "failed": {"map": "boom"}}
    )
    page = report.write(docs).read_text()
    assert line(page, "todo | 5, 5")[-3:] == ["0.00", "0.00", "1 ×"]
    assert "performance/growth.svg" in page
    assert (docs / "performance" / "growth.svg").read_text().startswith("<svg")
    assert "**map failed**: boom" in page


def test_what_people_wrote_is_kept(docs):
    (docs / "performance" / "notes.md").write_text("## Where the time goes\n\nIn sleep.\n")
    first = report.write(docs).read_text()
    assert first.endswith("## Where the time goes\n\nIn sleep.\n")
    assert report.write(docs).read_text() == first


def test_one_that_fails_costs_only_itself(docs, monkeypatch):
    def run(benchmark, size, rounds, seconds, **how):
        if benchmark.name == "todo":
            raise ValueError("a | b")
        row = Row("", Side("ours", [float(size or 1)], [1.0]), None)
        return {
            "name": benchmark.name,
            "measures": "",
            "size": size,
            "unit": "events",
            "rounds": rounds,
            "seconds": seconds,
            "rows": [row.as_dict()],
        }

    monkeypatch.setattr(runs, "measure", run)
    monkeypatch.setattr(growth, "TABLE", (Benchmark("detail", "bench.nonesuch", "", reads=True),))
    monkeypatch.setattr("bench.machine.facts", lambda: {"cores": "2"})
    runs.everything(None, [100], 1, 1)
    page = report.write(docs).read_text()
    assert "**failed**: ValueError: a \\| b |\n" in page
    assert line(page, "intake")[2] == "1 (1 – 1)"
    assert "**detail failed**: ModuleNotFoundError" in page
    assert "| cores | 2 |" in page
    assert {work.benchmark for work in peer.WORKS} <= BY_NAME.keys()
