"""The shell script: help at once, and a clear word when Python is missing."""

import os
import shutil
import subprocess
import sys

import pytest

from wangge.config.launch.place import ROOT


@pytest.fixture
def checkout(tmp_path):
    """A checkout in a folder with a space, without `.venv` and `var`."""
    folder = tmp_path / "check out"
    folder.mkdir()
    for name in ("wangge", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def call(checkout, *words, **environment):
    return subprocess.run(
        [checkout / "wangge", *words],
        cwd="/",
        env={"PATH": os.environ["PATH"], "HOME": "/nowhere"} | environment,
        capture_output=True,
        text=True,
    )


def tools(tmp_path, *names):
    """A PATH with these programs only."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


BARE = ("bash", "env", "dirname", "readlink", "mkdir", "cksum", "cat", "rm", "id", "flock")


@pytest.mark.parametrize("words", [(), ("help",), ("--help",)])
def test_help_needs_nothing_and_leaves_nothing(checkout, words):
    done = call(checkout, *words)
    assert done.returncode == 0, done.stderr
    for word in ("up", "down", "status", "logs", "test", "jobs", "load"):
        assert f"\n  {word}" in done.stdout
    assert not (checkout / "var").exists()
    assert not (checkout / ".venv").exists()


def test_it_can_be_called_through_a_link(checkout, tmp_path):
    (tmp_path / "linked").symlink_to(checkout / "wangge")
    done = subprocess.run([tmp_path / "linked", "help"], cwd="/", capture_output=True, text=True)
    assert done.returncode == 0
    assert "usage: ./wangge" in done.stdout


def test_a_missing_python_is_said(checkout, tmp_path):
    for word in ("help", "up"):
        done = call(checkout, word, PATH=tools(tmp_path, *BARE) if word == "help" else str(tmp_path / "bin"))
        assert done.returncode == 1
        assert "Python 3.11 or newer is missing" in done.stderr
        assert "apt-get install python3" in done.stderr


def test_a_missing_venv_module_is_said(checkout, tmp_path):
    """Debian keeps `ensurepip` in a package of its own, and here we may not install it."""
    path = tools(tmp_path, *BARE)
    python = tmp_path / "bin" / "python3"
    python.write_text(
        f'#!/bin/bash\ncase "$*" in *ensurepip*) exit 1 ;; esac\nexec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)
    done = call(checkout, "up", PATH=path)
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert not (checkout / "var" / "tools" / "uv").exists()
