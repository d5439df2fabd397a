"""`./wangge test`: everything CI runs, on a database of its own that is gone afterwards."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from wangge.config.launch import chromium, database, postgres_programs, postgres_user, supervise
from wangge.config.launch.place import Place
from wangge.config.launch.postgres_server import SUPERUSER
from wangge.config.launch.report import complain, say, show_rows
from wangge.core.secrets import secret

# What a step ends with that could not find out: it is counted, and shown, as skipped.
SKIPPED = 77


@dataclass(frozen=True, slots=True)
class Step:
    """One row of what CI runs. `results`: where its command writes down the tests it ran, when it runs tests.
    `beside`: it needs no database, and runs beside those that stand before it in the table."""

    name: str
    command: tuple[str, ...]
    why: str
    results: Path | None = None
    beside: bool = False


@dataclass(slots=True)
class Outcome:
    step: Step
    seconds: float
    passed: int
    failed: int
    skipped: int = 0
    run: bool = True
    said: str = ""  # what has not been shown yet


def steps(chosen: list[str], caches: Path, results: Path, *, coverage: bool = False) -> list[Step]:
    """The table; `results` is the folder in which steps note their tests.

    With arguments (`chosen`) only the tests they choose: specs of the browser by their names, all others are
    pytest's. `coverage` counts which lines and branches pytest's tests run, and holds the bound on that; they take
    longer with it.
    """
    programs = Path(sys.executable).parent
    wangge = (sys.executable, "-m", "wangge.config")
    pytest = (
        *(
            sys.executable,
            "-m",
            "pytest",
            "-n",
            str(max(2, min(os.cpu_count() or 2, 8))),
            "--dist",
            "loadscope",
        ),
        *(f"--junitxml={results / 'tests.xml'}", "-o", f"cache_dir={caches / 'pytest'}"),
    )
    compiled = Step("compile", (*wangge, "messages", "compile"), "the catalogue of messages can be read")
    npm = (sys.executable, "-m", "wangge.config.launch.npm")
    built = Step(
        "faces-build", (*wangge, "faces"), "console, field and resident app can be built", beside=True
    )
    browser = Step(
        "browser",
        (sys.executable, "-m", "wangge.config.launch.browser", f"--output={caches / 'browser'}"),
        "people's work, in a real browser on a real city",
        results / "browser.xml",
    )
    if chosen:
        specs = [Path(word).name for word in chosen if word.endswith(".spec.ts")]
        others = [word for word in chosen if not word.endswith(".spec.ts")]
        table = [compiled]
        if others:
            table.append(
                Step("tests", (*pytest, *others), "the chosen tests", results / "tests.xml"),
            )
        if specs:
            table += [built, replace(browser, command=(*browser.command, *specs))]
        return table
    ruff = str(programs / "ruff")
    audit = (sys.executable, "-m", "wangge.config.launch.audit")
    table = [
        Step("lint", (ruff, "check"), "no known mistakes"),
        Step("format", (ruff, "format", "--check"), "one format"),
        Step("types", (str(programs / "mypy"),), "types hold"),
        Step(
            "floors",
            (
                sys.executable,
                "-c",
                "from importlinter.cli import lint_imports_command as c; c()",
                "--no-cache",
            ),
            "a floor imports only the floors below it",
        ),
        Step(
            "migrations",
            (*wangge, "makemigrations", "--check", "--dry-run"),
            "every change of a model has its migration",
        ),
        Step("messages", (*wangge, "messages", "check"), "everything people read is translated"),
        compiled,
        Step("api", (*wangge, "openapi", "--check"), "docs/openapi.json is what the API says"),
        Step("charts", (*wangge, "flows", "--check"), "docs/flows/ is what the loops are"),
        Step("python-audit", (*audit, "python"), "nothing is known against the packages of uv.lock"),
        Step("npm-audit", (*audit, "npm"), "nor against those of web/package-lock.json"),
        Step("protection", (*wangge, "protection", "--check"), "docs/data-protection.md is what may be held"),
    ]
    counted = ("--cov", "--cov-branch", "--cov-report=term:skip-covered") if coverage else ()
    return [
        *table,
        Step("tests", (*pytest, *counted), "behaviour, on a real database", results / "tests.xml"),
        Step("faces-format", (*npm, "run", "format", "--", "--check"), "one format there, too", beside=True),
        Step(
            "faces-types",
            (*npm, "run", "types"),
            "types of the faces hold, also against the API",
            beside=True,
        ),
        Step(
            "faces-unit",
            (
                *npm,
                "run",
                "test",
                "--",
                "--reporter=default",
                "--reporter=junit",
                f"--outputFile.junit={results / 'faces.xml'}",
            ),
            "logic of the faces",
            results / "faces.xml",
            beside=True,
        ),
        built,
        browser,
    ]


def run(place: Place, words: list[str]) -> int:
    """Run every step, whatever became of those before it; 0 only if all of them passed."""
    parser = ArgumentParser(prog="./wangge test", allow_abbrev=False, add_help=False)
    parser.add_argument("--postgres", choices=["wheel"])
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--coverage", action="store_true")
    options, chosen = parser.parse_known_args(words)
    if options.postgres and os.environ.get("DATABASE_URL"):
        parser.error("--postgres and DATABASE_URL exclude each other")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))  # so that the clean-up runs
    folder = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    folder.chmod(0o711)
    try:
        with environment(folder, wheel=options.postgres == "wheel") as variables:
            caches = folder / "cache" if os.environ.get("CI") else place.root / "var" / "cache"
            variables |= tool_caches(caches, folder)
            try:
                table = steps(chosen, caches, folder, coverage=options.coverage)
                outcomes = in_turn(table, place, variables, options.no_browser)
            finally:
                supervise.stop(Place(place.root, folder / "var"))  # a city whose step was killed
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return summary(outcomes, without_browser=options.no_browser)


def in_turn(table: list[Step], place: Place, variables: dict[str, str], no_browser: bool) -> list[Outcome]:
    """What became of every step, in the order of the table. Those that may run beside others do so from the beginning
    on, one behind the other; each is waited for, and what it said is shown, when its turn comes."""
    done: list[Outcome] = []
    with ThreadPoolExecutor(1) as beside:
        going = {
            step.name: beside.submit(do, step, place, variables, held=True) for step in table if step.beside
        }
        for step in table:
            if step.beside:
                done.append(going[step.name].result())
                print(done[-1].said, flush=True)
            else:
                run = wanted(step, no_browser)
                done.append(do(step, place, variables) if run else not_run(step))
    return done


def wanted(step: Step, no_browser: bool) -> bool:
    """Whether a step can and shall run: the browser's needs a browser, unless it was left out by name."""
    return step.name != "browser" or not (no_browser or chromium.provide() is None)


def tool_caches(caches: Path, folder: Path) -> dict[str, str]:
    """Nothing of a run is left in the checkout; what makes the next run quicker is in `var/cache`."""
    return {
        "RUFF_CACHE_DIR": str(caches / "ruff"),
        "MYPY_CACHE_DIR": str(caches / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(caches / "hypothesis"),
        "COVERAGE_FILE": str(folder / "coverage"),
        "PLAYWRIGHT_JUNIT_OUTPUT_FILE": str(folder / "browser.xml"),
    }


@contextmanager
def environment(folder: Path, *, wheel: bool) -> Iterator[dict[str, str]]:
    """The environment of the steps: a `var/` and a database of their own, none of the caller's settings."""
    var = folder / "var"
    (var / "static").mkdir(parents=True)  # where set-up would collect files to
    os.environ["WANGGE_VAR"] = str(var)
    variables = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    url = variables.pop("DATABASE_URL", "")
    app_url = variables.pop("APP_DATABASE_URL", "")
    variables |= {
        "WANGGE_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if url:
        role = "wangge_app" if app_url else f"wangge_test_{secrets.token_hex(4)}_app"
        addresses = database.yours(url, role)
        try:
            yield variables | addresses.environment()
        finally:
            if not app_url:
                drop_role(url, role)
        return
    server = database.server_in(folder / "postgres", wheel=wheel, durable=False)
    server.create(secret("postgres"))
    try:
        port = server.start()
        version = postgres_programs.major_version(server.programs)
        say("database", f"temporary PostgreSQL {version} on 127.0.0.1:{port}")
        database.prepare(f"postgresql://{SUPERUSER}:{secret('postgres')}@127.0.0.1:{port}/postgres")
        yield variables | database.private_addresses(port).environment()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave the server behind
        if server.pid():
            server.stop()
        postgres_user.remove(folder / "postgres")


def drop_role(url: str, role: str) -> None:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as owner:
        name = sql.Identifier(role)
        try:
            if owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                database_name = sql.Identifier(owner.info.dbname)
                owner.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(database_name, name))
                owner.execute(sql.SQL("DROP ROLE {}").format(name))
        except psycopg.errors.DependentObjectsStillExist as error:
            complain(error)


def do(step: Step, place: Place, variables: dict[str, str], *, held: bool = False) -> Outcome:
    """Run it; what it says is shown as it says it, or, `held`, kept to be shown later."""
    heading = f"\n── {step.name}: {step.why}"
    if not held:
        print(heading, flush=True)
    began = time.monotonic()
    ended = subprocess.run(  # noqa: S603
        step.command,
        cwd=place.root,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if held else None,
        stderr=subprocess.STDOUT if held else None,
        encoding="utf-8",
        errors="replace",
    )
    code, seconds = ended.returncode, time.monotonic() - began
    if step.results:
        passed, failed, skipped = count(step.results)
        if code and not failed:
            failed = 1  # too little covered, or no test was found
    else:
        passed, failed, skipped = int(code == 0), int(code not in (0, SKIPPED)), int(code == SKIPPED)
    said = f"{heading}\n{ended.stdout}" if held else ""
    return Outcome(step, seconds, passed, failed, skipped, said=said)


def not_run(step: Step) -> Outcome:
    return Outcome(step, 0, 0, 0, run=False)


def count(results: Path) -> tuple[int, int, int]:
    """Tests passed, failed and skipped, as pytest wrote them down; none when it did not get that far."""
    try:
        suites = ET.parse(results).getroot().iter("testsuite")  # noqa: S314  our own file
    except (FileNotFoundError, ET.ParseError):
        return 0, 1, 0
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return total - failed - skipped, failed, skipped


def summary(outcomes: list[Outcome], *, without_browser: bool = False) -> int:
    """The table of what passed, and the one line that says it all.

    A step that could not run fails the whole, unless it was left out on purpose.
    """
    rows = [[each.step.name, result(each), f"{each.seconds:.1f} s", counted(each)] for each in outcomes]
    show_rows(["step", "result", "time", ""], rows)
    left_out = [each.step.name for each in outcomes if not each.run]
    if left_out and without_browser:
        say("browser", "left out by --no-browser: nothing of what people see was tried")
    elif left_out:
        say(
            "browser",
            "not run, because Chromium is missing (apt-get install chromium) and could not be installed",
        )
    failed = sum(each.failed for each in outcomes)
    skipped = sum(each.skipped for each in outcomes)
    passed = sum(each.passed for each in outcomes)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 1 if failed or (left_out and not without_browser) else 0


def result(outcome: Outcome) -> str:
    if not outcome.run:
        return "NOT RUN"
    if outcome.skipped and not outcome.step.results:
        return "skipped"
    return "FAILED" if outcome.failed else "passed"


def counted(outcome: Outcome) -> str:
    if not outcome.step.results or not outcome.run:
        return outcome.step.why
    return f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
