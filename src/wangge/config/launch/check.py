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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from wangge.config.launch import database, postgres_programs, postgres_user
from wangge.config.launch.place import Place
from wangge.config.launch.postgres_server import SUPERUSER
from wangge.config.launch.report import complain, say, show_rows
from wangge.core.secrets import secret


@dataclass(frozen=True, slots=True)
class Step:
    """One row of what CI runs."""

    name: str
    command: tuple[str, ...]
    why: str


@dataclass(slots=True)
class Outcome:
    step: Step
    seconds: float
    passed: int
    failed: int
    skipped: int = 0


def steps(chosen: list[str], caches: Path, results: Path) -> list[Step]:
    """The table. With arguments of pytest (`chosen`) only the tests they choose, without the bound on coverage."""
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
        *(f"--junitxml={results}", "-o", f"cache_dir={caches / 'pytest'}"),
    )
    compiled = Step("compile", (*wangge, "messages", "compile"), "the catalogue of messages can be read")
    if chosen:
        return [compiled, Step("tests", (*pytest, *chosen), "the chosen tests")]
    ruff = str(programs / "ruff")
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
    ]
    coverage = ("--cov", "--cov-branch", "--cov-report=term:skip-covered")
    table.append(Step("tests", (*pytest, *coverage), "behaviour, on a real database"))
    return table


def run(place: Place, words: list[str]) -> int:
    """Run every step, whatever became of those before it; 0 only if all of them passed."""
    parser = ArgumentParser(prog="./wangge test", allow_abbrev=False, add_help=False)
    parser.add_argument("--postgres", choices=["wheel"])
    options, chosen = parser.parse_known_args(words)
    if options.postgres and os.environ.get("DATABASE_URL"):
        parser.error("--postgres and DATABASE_URL exclude each other")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))  # so that the clean-up runs
    folder = Path(tempfile.mkdtemp(prefix="wangge-test-"))
    folder.chmod(0o711)
    try:
        with environment(folder, wheel=options.postgres == "wheel") as variables:
            results = folder / "results.xml"
            caches = folder / "cache" if os.environ.get("CI") else place.root / "var" / "cache"
            variables |= tool_caches(caches, folder)
            outcomes = [do(step, place, variables, results) for step in steps(chosen, caches, results)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return summary(outcomes)


def tool_caches(caches: Path, folder: Path) -> dict[str, str]:
    """Nothing of a run is left in the checkout; what makes the next run quicker is in `var/cache`."""
    return {
        "RUFF_CACHE_DIR": str(caches / "ruff"),
        "MYPY_CACHE_DIR": str(caches / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(caches / "hypothesis"),
        "COVERAGE_FILE": str(folder / "coverage"),
    }


@contextmanager
def environment(folder: Path, *, wheel: bool) -> Iterator[dict[str, str]]:
    """The environment of the steps: a `var/` and a database of their own, none of the caller's settings."""
    var = folder / "var"
    var.mkdir()
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


def do(step: Step, place: Place, variables: dict[str, str], results: Path) -> Outcome:
    print(f"\n── {step.name}: {step.why}", flush=True)
    began = time.monotonic()
    code = subprocess.run(  # noqa: S603
        step.command, cwd=place.root, env=variables, stdin=subprocess.DEVNULL
    ).returncode
    seconds = time.monotonic() - began
    if step.name != "tests":
        return Outcome(step, seconds, passed=int(code == 0), failed=int(code != 0))
    passed, failed, skipped = count(results)
    if code and not failed:
        failed = 1  # too little covered, or no test was found
    return Outcome(step, seconds, passed, failed, skipped)


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


def summary(outcomes: list[Outcome]) -> int:
    """The table of what passed, and the one line that says it all."""
    rows = [
        [each.step.name, "FAILED" if each.failed else "passed", f"{each.seconds:.1f} s", counted(each)]
        for each in outcomes
    ]
    show_rows(["step", "result", "time", ""], rows)
    failed = sum(each.failed for each in outcomes)
    skipped = sum(each.skipped for each in outcomes)
    passed = sum(each.passed for each in outcomes)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)
    return 1 if failed else 0


def counted(outcome: Outcome) -> str:
    if outcome.step.name != "tests":
        return outcome.step.why
    return f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
