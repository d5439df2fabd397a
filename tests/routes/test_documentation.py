"""`docs/api.md` says what the code does."""

import re
from importlib import import_module
from pkgutil import walk_packages

from django.conf import settings

import wangge
from wangge.core import problems


def test_every_problem_is_in_the_table_and_nothing_else():
    """The failure prints the rows to put in."""
    for module in walk_packages(wangge.__path__, "wangge."):
        if (
            "migrations" not in module.name
            and "management" not in module.name
            and ".config." not in module.name
        ):
            import_module(module.name)
    text = (settings.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z.-]+)` \| (.+) \|$", text, re.M))
    real = {each.code: f"{each.status} | {each.title}" for each in problems.registered()}
    missing = [f"| `{code}` | {row} |" for code, row in real.items() if told.get(code) != row]
    assert not missing, "\n".join(missing)
    assert told.keys() == real.keys()
