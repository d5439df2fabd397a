"""`./wangge test`: every step runs whatever became of the others, and the last line says how many failed."""

import sys

import pytest

from wangge.config.launch import check
from wangge.config.launch.check import Step
from wangge.config.launch.postgres_server import serves


def python(text):
    return (sys.executable, "-c", text)


@pytest.fixture
def results(tmp_path):
    return tmp_path / "results.xml"


def junit(tests, failures=0, errors=0, skipped=0):
    return (
        f'<testsuites><testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/>'
        "</testsuites>"
    )


def outcomes(place, *steps):
    return [check.do(step, place, {}) for step in steps]


def test_it_works(place, results, capfd):
    results.write_text(junit(12, skipped=2))
    done = outcomes(
        place,
        Step("lint", python("print('clean')"), "why"),
        Step("tests", python(""), "why", results),
    )
    assert check.summary(done) == 0
    said = capfd.readouterr().out
    assert "clean" in said
    assert said.splitlines()[-1] == "11 passed, 0 failed, 2 skipped"


def test_a_failed_step_does_not_stop_the_others(place, results, capfd):
    results.write_text(junit(10, failures=1, errors=1))
    done = outcomes(
        place,
        Step("lint", python("raise SystemExit(1)"), "why"),
        Step("types", python("print('ran all the same')"), "why"),
        Step("tests", python("raise SystemExit(1)"), "why", results),
    )
    assert check.summary(done) == 1
    said = capfd.readouterr().out
    assert "ran all the same" in said
    assert said.splitlines()[-1] == "9 passed, 3 failed"


def test_what_runs_beside_the_others_is_shown_whole_and_keeps_its_place(place, results, tmp_path, capfd):
    """The first two wait for it, each until it has done one thing; the last one finds it done."""
    results.write_text(junit(3))
    built, tested = tmp_path / "built", tmp_path / "tested"

    def waits(sign):
        return f"""
import pathlib, time
until = time.monotonic() + 60
while not pathlib.Path({str(sign)!r}).exists():
    assert time.monotonic() < until, "nobody runs beside"
    time.sleep(0.01)
"""

    done = check.in_turn(
        [
            Step("lint", python(waits(built)), "why"),
            Step("tests", python(f"open({str(tested)!r}, 'w'); print('tested')"), "why", results),
            Step("faces", python(f"print('built'); open({str(built)!r}, 'w')"), "why", beside=True),
            Step("types", python(waits(tested) + "raise SystemExit(1)"), "why", results, beside=True),
            Step("pages", python("print('looked at')"), "why"),
        ],
        place,
        {},
        no_browser=False,
    )
    assert [(each.step.name, each.failed) for each in done] == [
        ("lint", 0),
        ("tests", 0),
        ("faces", 0),
        ("types", 1),
        ("pages", 0),
    ]
    said = capfd.readouterr().out
    assert "── faces: why\nbuilt" in said
    assert said.index("tested") < said.index("built") < said.index("looked at")


def test_too_little_covered_is_a_failure(place, results, capfd):
    results.write_text(junit(10))
    done = outcomes(place, Step("tests", python("raise SystemExit(2)"), "why", results))
    assert check.summary(done) == 1
    assert capfd.readouterr().out.splitlines()[-1] == "10 passed, 1 failed"


def test_a_run_that_wrote_nothing_down_failed(place, results, capfd):
    done = outcomes(place, Step("tests", python("raise SystemExit(4)"), "why", results))
    assert check.summary(done) == 1
    assert capfd.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_tests_of_all_kinds_are_counted_together(place, tmp_path, capfd):
    noted = {}
    for name, text in (
        ("tests", junit(10)),
        ("faces", junit(5, skipped=1)),
        ("browser", junit(3, failures=1)),
    ):
        noted[name] = tmp_path / f"{name}.xml"
        noted[name].write_text(text)
    done = outcomes(place, *(Step(name, python(""), "why", file) for name, file in noted.items()))
    assert check.summary(done) == 1
    assert capfd.readouterr().out.splitlines()[-1] == "16 passed, 1 failed, 1 skipped"


def test_without_a_browser_the_run_fails_and_says_so(capfd):
    done = [check.not_run(Step("browser", (), "why"))]
    assert check.summary(done) == 1
    said = capfd.readouterr().out
    assert "NOT RUN" in said
    assert "apt-get install chromium" in said


def test_the_browser_can_be_left_out_by_name(monkeypatch, capfd):
    browser = Step("browser", (), "why")
    assert not check.wanted(browser, no_browser=True)
    assert check.summary([check.not_run(browser)], without_browser=True) == 0
    assert "left out by --no-browser" in capfd.readouterr().out
    monkeypatch.setattr(check.chromium, "provide", lambda: None)
    assert not check.wanted(browser, no_browser=False)
    assert check.wanted(Step("tests", (), "why"), no_browser=True)


def test_everything_or_the_chosen_tests(tmp_path):
    everything = [step.name for step in check.steps([], tmp_path, tmp_path)]
    assert {"lint", "format", "types", "floors", "migrations", "messages", "tests"} <= set(everything)
    assert everything[-4:] == ["faces-types", "faces-unit", "faces-build", "browser"]
    chosen = check.steps(["tests/core", "-k", "clock"], tmp_path, tmp_path)[-1]
    assert chosen.command[-3:] == ("tests/core", "-k", "clock")
    assert "--cov" not in chosen.command


def test_specs_of_the_browser_can_be_chosen(tmp_path):
    chosen = check.steps(["web/e2e/offline.spec.ts", "tests/core"], tmp_path, tmp_path)
    assert [step.name for step in chosen] == ["compile", "tests", "faces-build", "browser"]
    assert chosen[1].command[-1] == "tests/core"
    assert chosen[3].command[-1] == "offline.spec.ts"


def test_the_steps_see_none_of_the_callers_settings(place, monkeypatch):
    monkeypatch.setenv("WANGGE_PORT", "1")
    monkeypatch.setenv("WANGGE_APP_DATABASE_URL", "postgresql://elsewhere@127.0.0.1:1/live")
    folder = place.var.parent / "check"
    folder.mkdir()
    with check.environment(folder, wheel=False) as variables:
        assert "WANGGE_PORT" not in variables
        assert "live" not in variables["WANGGE_APP_DATABASE_URL"]
        assert variables["WANGGE_VAR"] == str(folder / "var")
        data = (folder / "postgres").resolve() / "data"
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    assert not data.exists()
    assert not (folder / "postgres").exists()
    assert not serves(pid, data)
