"""Databases and processes of the benchmark's own, on the server the installation uses."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
from django.db import connections
from psycopg import sql

from wangge.config.processes import processes

NAME = "wangge_bench"
# A database of the same code with the base data in it, where there is one: making another takes twenty seconds.
BASE = ""
PATIENCE = 60.0  # seconds until the web process must answer, or a database to be copied is left alone


def elsewhere(url: str, name: str) -> str:
    """The same server and role, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def made(name: str) -> Iterator[dict[str, str]]:
    """A fresh database with the base data; yields the environment that points at it. It is kept, unless something
    goes wrong meanwhile."""
    drop(name)
    with _server() as server:
        statement = sql.SQL("CREATE DATABASE {}" + (" TEMPLATE {}" if BASE else ""))
        statement = statement.format(*map(sql.Identifier, [name, BASE] if BASE else [name]))
        _patiently(lambda: server.execute(statement), psycopg.errors.ObjectInUse)
    environment = environment_of(name)
    try:
        if not BASE:
            wangge(environment, "migrate", "--database", "owner", "--verbosity", "0")
            wangge(environment, "load", "base")
        with pointed_at(name):
            yield environment
    except BaseException:
        drop(name)
        raise


@contextmanager
def sized(size: int) -> Iterator[dict[str, str]]:
    """The kept database with so many events, made or brought up to the code first; for benchmarks that only read."""
    name = _ready(size)
    with pointed_at(name):
        yield environment_of(name)


@contextmanager
def copied(size: int) -> Iterator[dict[str, str]]:
    """A copy of the kept database with so many events, dropped afterwards; for benchmarks that write."""
    kept = _ready(size)
    name = f"{kept}_{secrets.token_hex(4)}"
    with _server() as server:
        # By files, not through the log, where the server knows the difference: seconds instead of minutes.
        quickly = " STRATEGY FILE_COPY" if server.info.server_version >= 150000 else ""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + quickly)
        _patiently(
            lambda: server.execute(statement.format(sql.Identifier(name), sql.Identifier(kept))),
            psycopg.errors.ObjectInUse,
        )
    try:
        with pointed_at(name):
            yield environment_of(name)
    finally:
        drop(name)


def kept() -> list[int]:
    """The sizes of the databases that are kept, ascending. One that is still being filled has no comment yet."""
    found = (re.fullmatch(rf"{NAME}_(\d+)", name) for name in names())
    return sorted(int(each[1]) for each in found if each)


def names() -> list[str]:
    """Every database that is kept, whatever it holds."""
    with _server() as server:
        rows = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s"
            " AND shobj_description(oid, 'pg_database') IS NOT NULL",
            [f"{NAME}%"],
        ).fetchall()
    return [row[0] for row in rows]


@cache  # what is ready stays so while this process works
def _ready(size: int) -> str:
    """The name of the kept database of this size; who asks while it is filled waits until it is there."""
    from bench import filled  # which makes its databases by what stands here

    name = filled.name_of(size)
    with waiting(name):
        filled.fill(size)
    return name


@contextmanager
def waiting(name: str) -> Iterator[None]:
    """One at a time: who asks for a database of this name while somebody else fills it waits."""
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield


def _patiently(attempt: Callable[[], object], until: type[Exception]) -> None:
    """Try again while it fails like this: the server itself may be tidying a database up, or someone reads it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            attempt()
            return
        except until:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def environment_of(name: str) -> dict[str, str]:
    """The environment of a process that is to work on this database of the installation's server."""
    return os.environ | {
        "WANGGE_OWNER_DATABASE_URL": elsewhere(os.environ["WANGGE_OWNER_DATABASE_URL"], name),
        "WANGGE_APP_DATABASE_URL": elsewhere(os.environ["WANGGE_APP_DATABASE_URL"], name),
        "WANGGE_LOG_LEVEL": "ERROR",
        # One token files everything that is measured: many more than a system may.
        "WANGGE_RATES": "token=1000000000/60",
    }


def drop(name: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def said_of(name: str) -> str | None:
    """The comment on a database, empty if it has none; None if there is no such database."""
    with _server() as server:
        row = server.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
    return row[0] if row else None


def say_of(name: str, comment: str) -> None:
    with _server() as server:
        server.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(comment))
        )


def _server() -> psycopg.Connection:
    owner = os.environ["WANGGE_OWNER_DATABASE_URL"]
    return psycopg.connect(elsewhere(owner, "postgres"), autocommit=True, connect_timeout=5)


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """This process's own connections lead to the database of this name meanwhile."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    try:
        for alias in connections:
            _lead(alias, name)
        yield
    finally:
        for alias in connections:
            _lead(alias, before[alias])


def _lead(alias: str, name: str) -> None:
    connections[alias].close()
    connections[alias].settings_dict["NAME"] = name


def wangge(environment: dict[str, str], *words: str) -> str:
    """A management command in this environment; its output. Raises RuntimeError with the end of what it said."""
    command = [sys.executable, "-m", "wangge.config", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed: {(done.stdout + done.stderr).strip()[-1000:]}")
    return done.stdout


@contextmanager
def web(environment: dict[str, str]) -> Iterator[int]:
    """The web process as a city runs it, on a free port of the loopback; yields the port."""
    with running(environment, "web", "/api/v1/health") as port:
        yield port


@contextmanager
def stream(environment: dict[str, str]) -> Iterator[int]:
    """The process that tells live changes, likewise."""
    with running(environment, "stream", "/health") as port:
        yield port


@contextmanager
def running(environment: dict[str, str], name: str, health: str) -> Iterator[int]:
    """One process of the table, answering 200 at `health`; yields the port."""
    with process(environment, name, health) as (port, _):
        yield port


@contextmanager
def process(environment: dict[str, str], name: str, health: str) -> Iterator[tuple[int, int]]:
    """Likewise; yields the port, and the number of the group its processes are in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    row = next(each for each in processes("127.0.0.1", port, port) if each.name == name)
    started = subprocess.Popen(
        row.command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(f"http://127.0.0.1:{port}{health}")
        yield port, started.pid
    finally:
        # A worker that still holds a connection open does not hurry; the whole group is ended.
        os.killpg(started.pid, signal.SIGTERM)
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def _await(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"nothing answered at {address}")
