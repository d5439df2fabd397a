"""The page on data protection says what the definitions say."""

import pytest
from django.core.management import CommandError, call_command

from wangge.config.management.commands import protection
from wangge.registry import definitions
from wangge.registry.protection import section


def test_it_works():
    text = section()
    for group in definitions.source().groups:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| {group.en} {group.name}")]
        assert group.basis in row
        assert f"{group.keep_days} days after it ended" in row
        assert all(field.en.lower() in row for field in group.fields)
        assert all(f"**{field.en.lower()}**" in row for field in group.fields if field.sealed)
    assert "Grid worker".lower() in text


def test_the_page_is_up_to_date():
    call_command("protection", "--check")


def test_a_page_that_drifted_is_found(settings, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    page = docs / "data-protection.md"
    settings.ROOT = tmp_path
    page.write_text("by hand\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no place"):
        call_command("protection")
    page.write_text(f"before\n{protection.BEGIN}drifted\n{protection.END}after\n", encoding="utf-8")
    with pytest.raises(CommandError, match="out of date"):
        call_command("protection", "--check")
    call_command("protection")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "drifted" not in text
    call_command("protection", "--check")
