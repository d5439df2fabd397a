"""The private PostgreSQL: made, started, stopped, and what a crash or a neighbour does to it."""

import os
import signal
import socket
import stat
import time

import psycopg
import pytest

from wangge.config.launch import database, postgres_user
from wangge.config.launch.postgres_server import serves
from wangge.config.launch.report import Trouble


def ask(port, question, password="a password"):
    with psycopg.connect(
        f"postgresql://postgres:{password.replace(' ', '%20')}@127.0.0.1:{port}/postgres", connect_timeout=5
    ) as connection:
        return connection.execute(question).fetchone()[0]


def test_it_works(server):
    assert server.pid() is None
    port = server.start()
    assert server.pid()
    assert server.port() == port
    assert abs(server.started() - time.time()) < 30
    assert ask(port, "SHOW server_encoding") == "UTF8"
    assert ask(port, "SHOW listen_addresses") == "127.0.0.1"
    server.stop()
    assert server.pid() is None


def test_its_letters_are_letters(server):
    """With the C locale, trigrams drop every Chinese character and search would find nothing."""
    port = server.start()
    assert ask(port, "SELECT upper('é')") == "É"
    assert ask(port, "SELECT '网' ~ '[[:alpha:]]'")


def test_it_asks_for_the_password(server):
    port = server.start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        ask(port, "SELECT 1", password="wrong")


def test_nobody_else_reads_the_data(server):
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert not list(server.home.glob("password*"))


def test_it_never_runs_as_root(server):
    server.start()
    assert os.stat(f"/proc/{server.pid()}").st_uid != 0


def test_a_pid_file_left_by_a_crash_is_not_believed(server):
    server.start()
    os.kill(server.pid(), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.pid() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (server.data / "postmaster.pid").exists()
    assert server.pid() is None
    port = server.start()
    assert ask(port, "SELECT 1") == 1


def test_a_pid_that_now_belongs_to_another_process_is_not_believed(server):
    server.start()
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert not serves(os.getpid(), server.data)
    assert server.pid() is None
    assert ask(server.start(), "SELECT 1") == 1


def test_a_taken_port_is_left_to_its_owner(server):
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        taken = neighbour.getsockname()[1]
        assert server.start(taken) != taken


def test_a_kept_port_is_used_again(server):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert server.start(free) == free


def test_half_made_data_is_made_anew(server):
    (server.home / "data.new").mkdir()
    (server.home / "data.new" / "rubbish").touch()
    postgres_user.remove(server.data)
    server.create("a password")
    assert ask(server.start(), "SELECT 1") == 1


def test_why_it_does_not_start_is_shown(server, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(Trouble, match="pg_control"):
        server.start()


def test_an_unreachable_checkout_gets_its_data_elsewhere(folder, monkeypatch):
    """As below /root: only root may enter, so the server's user lives somewhere else, by a link."""
    if os.geteuid() != 0:
        pytest.skip("only root can drop to another user")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    user = postgres_user.unprivileged()
    elsewhere = folder / "elsewhere"
    monkeypatch.setattr(postgres_user, "ELSEWHERE", elsewhere)
    home = postgres_user.home(closed / "postgres", user)
    assert home.is_relative_to(elsewhere)
    assert (closed / "postgres").resolve() == home
    assert postgres_user.home(closed / "postgres", user) == home
    postgres_user.remove(closed / "postgres")
    assert not home.exists()
    assert not (closed / "postgres").is_symlink()
    again = postgres_user.home(closed / "postgres", user)
    assert again.is_relative_to(elsewhere)
    assert again.exists()


def test_roles_and_database_are_made_once(place):
    addresses = database.private(place)
    server = database.private_server(place, install=False)
    try:
        assert database.private(place) == addresses
        with psycopg.connect(addresses.owner) as owner:
            rights = owner.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles"
                " WHERE rolname LIKE 'wangge%' ORDER BY rolname"
            ).fetchall()
            owner.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist")
            assert owner.execute("SELECT similarity('网格员上门', '网格员来访') > 0").fetchone()[0]
        assert rights == [("wangge", False, False, True), ("wangge_app", False, False, False)]
        with (
            psycopg.connect(addresses.app) as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute("CREATE TABLE mine (id int)")
        assert addresses.private
        assert "@" not in addresses.said()
    finally:
        server.stop()
        postgres_user.remove(place.var / "postgres")


def test_replaced_secrets_are_named(place):
    database.private(place)
    server = database.private_server(place, install=False)
    try:
        for name in ("postgres", "database-app"):
            (place.var / "secrets" / name).write_text("0" * 64)
        with pytest.raises(Trouble, match="var/secrets/postgres"):
            database.private(place)
    finally:
        server.stop()
        postgres_user.remove(place.var / "postgres")


def test_an_installation_without_a_server_has_none_to_stop(place):
    assert database.private_server(place, install=False) is None
