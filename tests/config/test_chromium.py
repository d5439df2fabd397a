"""Which browser the faces are tried in."""

import os

import pytest

from wangge.config.launch import chromium
from wangge.config.launch.report import Trouble


@pytest.fixture
def program(tmp_path):
    """Makes a program that says what it is."""

    def make(name, says, code=0):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.delenv("WANGGE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_it_works(path, program):
    assert chromium.installed() is None
    wanted = program("chromium", "Chromium 140.0 built on Debian")
    assert chromium.installed() == wanted


def test_one_that_does_not_run_is_none(path, program):
    program("chromium", "Chromium 140.0", code=127)
    other = program("google-chrome", "Google Chrome 140.0")
    assert chromium.installed() == other


def test_it_can_be_named(path, program, monkeypatch):
    mine = program("mine", "Chromium 141.0")
    monkeypatch.setenv("WANGGE_CHROMIUM", str(mine))
    assert chromium.installed() == mine
    monkeypatch.setenv("WANGGE_CHROMIUM", "/nowhere")
    with pytest.raises(Trouble, match="WANGGE_CHROMIUM is /nowhere"):
        chromium.installed()


def test_what_is_missing_is_installed_only_by_root(path, monkeypatch):
    asked = []
    monkeypatch.setattr(chromium, "by_apt", lambda subject, *packages: asked.append(packages))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert chromium.provide() is None
    assert asked == []
    monkeypatch.setattr(chromium, "may_apt", lambda: True)
    assert chromium.provide() is None
    assert asked == [("chromium", chromium.FONTS)]


def test_with_a_browser_the_letters_are_still_asked_for(path, program, monkeypatch):
    found = program("chromium", "Chromium 140.0")
    asked = []
    monkeypatch.setattr(chromium, "may_apt", lambda: True)
    monkeypatch.setattr(chromium, "by_apt", lambda subject, *packages: asked.append(packages))
    assert chromium.provide() == found
    assert asked == [(chromium.FONTS,)]
    program("fc-list", "Noto Sans CJK SC")
    assert chromium.provide() == found
    assert len(asked) == 1
