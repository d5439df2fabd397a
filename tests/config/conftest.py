"""A launcher's installation in a folder of its own, and a private PostgreSQL to start and stop."""

import subprocess
from dataclasses import replace

import pytest

from wangge.config.launch import database, postgres_user
from wangge.config.launch.place import Place


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty installation; what the launcher reads from the environment is unset."""
    for name in (
        *("DATABASE_URL", "APP_DATABASE_URL", "WANGGE_PORT", "WANGGE_HOST", "WANGGE_DEMO", "WANGGE_SECRETS"),
        *("WANGGE_POSTGRES", "WANGGE_POSTGRES_BIN"),
    ):
        monkeypatch.delenv(name, raising=False)
    var = tmp_path / "in stallation" / "var"  # people's folders have spaces
    monkeypatch.setenv("WANGGE_VAR", str(var))
    place = Place(root=var.parent, var=var)
    place.run.mkdir(parents=True)
    place.log.mkdir()
    return place


@pytest.fixture
def reachable(place, monkeypatch):
    """When root runs the tests, pytest's folders are closed to the user that must run PostgreSQL."""
    monkeypatch.setattr(postgres_user, "ELSEWHERE", place.var.parent / "elsewhere")
    open_to_all(place.var)
    return place


def open_to_all(folder):
    for each in (folder, *folder.parents):
        if each.stat().st_mode & 0o001 == 0:
            each.chmod(each.stat().st_mode | 0o011)


@pytest.fixture(scope="session")
def blueprint(tmp_path_factory):
    """A data folder as `create` makes it, made once."""
    folder = tmp_path_factory.mktemp("blueprint")
    open_to_all(folder)
    server = database.server_in(folder / "postgres", wheel=False, durable=False)
    server.create("a password")
    return server


@pytest.fixture
def server(reachable, blueprint):
    """A private server that was made but not started; stopped and removed afterwards."""
    home = postgres_user.home(reachable.var / "postgres", blueprint.user)
    subprocess.run(["cp", "-a", blueprint.data, home / "data"], check=True)
    server = replace(blueprint, home=home)
    yield server
    if server.pid():
        server.stop()
    postgres_user.remove(reachable.var / "postgres")
