"""Roles are data, and the three administrators stay apart (domain.md section 6)."""

import ast
from pathlib import Path

import msgspec
import pytest

import wangge
from wangge.accounts import roles
from wangge.accounts.roles import Family

ADMINISTRATORS = {
    "system_admin": Family.SYSTEM,
    "security_admin": Family.SECURITY,
    "audit_admin": Family.AUDIT,
}


def test_it_works():
    assert roles.check(roles.source()) == []
    assert roles.families(["event.see", "network.see"]) == {Family.BUSINESS}


def test_three_administrators_share_nothing_that_decides():
    held = {row.key: row for row in roles.source().roles}
    for key, family in ADMINISTRATORS.items():
        assert roles.families(held[key].powers) == {family}
    # Whoever watches over how personal data are handled handles none (PIPL §52).
    assert roles.families(held["protection_officer"].powers) == {Family.PROTECTION}
    others = [row for key, row in held.items() if key not in {*ADMINISTRATORS, "protection_officer"}]
    assert all(roles.families(row.powers) == {Family.BUSINESS} for row in others)


def test_every_power_is_given_to_somebody():
    given = {power for row in roles.source().roles for power in row.powers}
    assert given == set(roles.powers())


def test_a_token_never_carries_an_administrators_power():
    assert roles.families(roles.token_powers()) == {Family.BUSINESS}
    assert roles.token_powers() == {
        "event.report",
        "event.see",
        "event.import",
        "network.see",
        "catalogue.see",
    }


def changed(which: str, /, **columns):
    read = roles.source()
    rows = tuple(msgspec.structs.replace(row, **columns) if row.key == which else row for row in read.roles)
    return msgspec.structs.replace(read, roles=rows)


@pytest.mark.parametrize(
    ("key", "columns", "fault"),
    [
        ("audit_admin", {"powers": ("audit.read", "role.edit")}, "audit_admin: mixes audit, security"),
        ("system_admin", {"powers": ("unit.edit", "event.see")}, "system_admin: mixes business, system"),
        ("grid_worker", {"powers": ("event.fly",)}, "grid_worker: unknown powers event.fly"),
        ("grid_worker", {"levels": ("city",), "unit_kinds": ("*",)}, "grid_worker: unit_kinds"),
        ("unit_head", {"levels": ()}, "unit_head: unit_kinds"),
        ("unit_head", {"key": "unit_handler"}, "a role is listed twice"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(key, columns, fault):
    assert any(told.startswith(fault) for told in roles.check(changed(key, **columns)))


def test_a_power_listed_twice_or_given_to_machines_wrongly_is_refused():
    read = roles.source()
    twice = msgspec.structs.replace(read, powers=(*read.powers, read.powers[0]))
    assert "a power is listed twice" in roles.check(twice)
    audit = next(each for each in read.powers if each.key == "audit.read")
    wrong = msgspec.structs.replace(read, powers=(msgspec.structs.replace(audit, token=True),))
    assert roles.check(wrong)[0].startswith("audit.read: a token")


def test_code_asks_for_powers_never_for_roles():
    """A role's key stands in data and in the loaders of demo people, nowhere else in the code."""
    keys = {row.key for row in roles.source().roles}
    found = [
        f"{path.name}:{node.lineno}"
        for path in Path(wangge.__file__).parent.rglob("*.py")
        if path.name not in {"demo.py", "loading.py"} and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare | ast.Match)
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant) and constant.value in keys
    ]
    assert found == []
