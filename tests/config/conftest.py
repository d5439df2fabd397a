"""A launcher's installation in a folder of its own, and a private PostgreSQL to start and stop."""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from wangge.config.launch import database, postgres_user
from wangge.config.launch.place import Place


@pytest.fixture
def folder():
    """A folder that everybody may enter: pytest's own are closed to the user that must run PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-config-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place(folder, monkeypatch):
    """An empty installation; what the launcher reads from the environment is unset."""
    for name in (
        *("DATABASE_URL", "APP_DATABASE_URL", "WANGGE_PORT", "WANGGE_HOST", "WANGGE_DEMO", "WANGGE_SECRETS"),
        *("WANGGE_POSTGRES", "WANGGE_POSTGRES_BIN"),
    ):
        monkeypatch.delenv(name, raising=False)
    var = folder / "in stallation" / "var"  # people's folders have spaces
    monkeypatch.setenv("WANGGE_VAR", str(var))
    place = Place(root=var.parent, var=var)
    place.run.mkdir(parents=True)
    place.log.mkdir()
    return place


@pytest.fixture(scope="session")
def blueprint():
    """A data folder as `create` makes it, made once."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-config-"))
    folder.chmod(0o711)
    server = database.server_in(folder / "postgres", wheel=False, durable=False)
    server.create("a password")
    yield server
    postgres_user.remove(folder / "postgres")
    folder.rmdir()


@pytest.fixture
def server(place, blueprint):
    """A private server that was made but not started; stopped and removed afterwards."""
    home = postgres_user.home(place.var / "postgres", blueprint.user)
    subprocess.run(["cp", "-a", blueprint.data, home / "data"], check=True)
    server = replace(blueprint, home=home)
    yield server
    if server.pid():
        server.stop()
    postgres_user.remove(place.var / "postgres")
