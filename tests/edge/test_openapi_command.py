"""`./wangge openapi` writes the API's document, and notices when it is out of date."""

import json

import pytest
from django.core.management import CommandError, call_command


def test_it_works(tmp_path, settings, capsys):
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="out of date"):
        call_command("openapi", "--check")
    call_command("openapi")
    path = tmp_path / "docs" / "openapi.json"
    assert "/api/v1/health" in json.loads(path.read_text())["paths"]
    call_command("openapi", "--check")
    path.write_text(path.read_text().replace("/api/v1/health", "/api/v1/wealth"))
    with pytest.raises(CommandError, match="out of date"):
        call_command("openapi", "--check")


def test_it_is_written_the_same_every_time(tmp_path, settings):
    settings.ROOT = tmp_path
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs" / "openapi.json"
    call_command("openapi")
    first = path.read_bytes()
    call_command("openapi")
    assert path.read_bytes() == first
