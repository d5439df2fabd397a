"""`docs/security.md` promises nothing that no test shows: each row names tests, and each of them exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
COLUMNS = "| promise | where | shown by |"


def promises() -> list[tuple[str, str, str]]:
    """The rows of every table of promises."""
    rows = []
    for table in PAGE.split(COLUMNS)[1:]:
        for line in table.strip().splitlines()[1:]:
            if not line.startswith("|"):
                break
            promise, where, shown = line.strip("| ").split(" | ")
            rows.append((promise, where, shown))
    return rows


def named(shown: str) -> list[str]:
    return re.findall(r"`([^`]+)`", shown)


@cache
def names_of(path: Path) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse(path.read_text())
    return {
        each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }


def missing(name: str) -> str:
    """What is wrong with a test that is named so; "" if it is there."""
    file, _, test = name.partition("::")
    path = ROOT / file
    if not file.startswith(("tests/", "web/")) or not path.is_file():
        return f"{name} is no file of tests"
    if path.suffix == ".ts":
        found = bool(re.search(r"^\s*test\w*(\.\w+)*\(|^\s*it\(", path.read_text(), re.MULTILINE))
        return "" if found and not test else f"{name} holds no such test"
    if not path.name.startswith("test_"):
        return f"{name} is no file of tests"
    known = names_of(path)
    return "" if (test in known if test else known) else f"{name} holds no such test"


def test_it_works():
    assert PAGE.count(COLUMNS) >= 5
    assert len(promises()) > 35
    assert missing("tests/core/test_promises.py::test_it_works") == ""


@pytest.mark.parametrize(
    "name",
    [
        "tests/core/test_promises.py::test_that_is_not_there",
        "tests/core/test_nothing.py",
        "tests/core/",
        "tests/personas.py",
        "test_promises.py",
        "src/wangge/core/rates.py",
        "web/e2e/nothing.spec.ts",
    ],
)
def test_what_is_no_test_is_found_out(name):
    assert missing(name)


@pytest.mark.parametrize(("promise", "where", "shown"), promises(), ids=lambda each: each[:40])
def test_every_promise_names_tests_that_exist(promise, where, shown):
    assert promise
    assert where
    tests = named(shown)
    assert tests, promise
    assert [wrong for each in tests if (wrong := missing(each))] == []


def test_every_test_the_page_names_elsewhere_exists_too():
    """In sentences, where only whole paths are looked at."""
    found = re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", PAGE)
    assert found
    assert [wrong for each in found if (wrong := missing(each))] == []
