"""What the code says to people: English, marked for the catalogue, and translated there."""

import ast
import re
from pathlib import Path

import pytest

from wangge.config import messages
from wangge.config.launch.place import ROOT

SOURCE = ROOT / "src" / "wangge"
FILES = sorted(SOURCE.rglob("*.py"))
WIDE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
# The name of a language stands in that language, in every language.
ALLOWED = {("config/settings.py", "简体中文")}
MARKS = {*messages.KEYWORDS}


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def docstrings(module):
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def wide_literals(module):
    documented = docstrings(module)
    return [
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
        and WIDE.search(node.value)
    ]


def unmarked(module):
    """Texts given to a problem without a mark: they would reach people untranslated.

    `Problem(kind, "…", fields={"name": "…"})`, `invalid(name="…")`, `kind("code", 409, "…")`.
    """
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        named = {each.arg: each.value for each in node.keywords}
        said: list[ast.expr] = []
        if name == "Problem":
            said = [*node.args[1:2], *(named[key] for key in ("detail",) if key in named)]
            fields = named.get("fields")
            said += fields.values if isinstance(fields, ast.Dict) else []
        elif name == "invalid":
            said = [
                value
                for each in node.keywords
                for value in (each.value.values if isinstance(each.value, ast.Dict) else [each.value])
            ]
        elif name == "kind":
            said = node.args[2:3]
        for text in said:
            literal = isinstance(text, ast.JoinedStr) or (
                isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value
            )
            if literal:
                yield text.lineno


def test_it_works():
    module = ast.parse(
        '"""文档"""\nx = "网格"\ny = f"网格{x}"\nraise Problem(K, "said", fields={"a": N_("b"), "c": "d"})\n'
        'raise invalid(a="b")\nraise invalid(**{"a": "b", "c": N_("d")})\nK = kind("x", 409, "Title")\n'
        'raise Problem(K)\nraise Problem(K, N_("said"), params={"a": "b"})\nraise Problem(K, f"{x} said")\n'
    )
    assert wide_literals(module) == ["网格", "网格"]
    assert sorted(unmarked(module)) == [4, 4, 5, 6, 7, 10]


def test_there_is_something_to_walk():
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_chinese_in_code(path: Path):
    name = path.relative_to(SOURCE).as_posix()
    assert [text for text in wide_literals(tree(path)) if (name, text) not in ALLOWED] == []


def test_what_is_allowed_is_still_there():
    for name, text in ALLOWED:
        assert text in wide_literals(tree(SOURCE / name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_problem_is_marked(path: Path):
    assert list(unmarked(tree(path))) == []


def test_a_mark_holds_a_text_written_out():
    """`N_(f"{x}")` and `N_(x)` would mark nothing."""
    wrong = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "N_"
        and not (
            len(node.args) == 1
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        )
    ]
    assert wrong == []
