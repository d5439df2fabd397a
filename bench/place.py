"""A database and a web process of the benchmark's own, on the server the installation uses."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
from django.db import connections
from psycopg import sql

from wangge.config.processes import processes

NAME = "wangge_bench"
PATIENCE = 60.0  # seconds until the web process must answer


def elsewhere(url: str, name: str) -> str:
    """The same server and role, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """A fresh database with the base data; yields the environment that points at it, and drops it after."""
    owner, app = os.environ["WANGGE_OWNER_DATABASE_URL"], os.environ["WANGGE_APP_DATABASE_URL"]
    with psycopg.connect(elsewhere(owner, "postgres"), autocommit=True, connect_timeout=5) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            environment = os.environ | {
                "WANGGE_OWNER_DATABASE_URL": elsewhere(owner, NAME),
                "WANGGE_APP_DATABASE_URL": elsewhere(app, NAME),
                "WANGGE_LOG_LEVEL": "ERROR",
            }
            wangge(environment, "migrate", "--database", "owner", "--verbosity", "0")
            wangge(environment, "load", "base")
            _point_at(NAME)
            yield environment
        finally:
            _point_at(urlsplit(owner).path.lstrip("/"))
            server.execute(drop)


def _point_at(name: str) -> None:
    """Make this process's own connections lead to the database of this name."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def wangge(environment: dict[str, str], *words: str) -> str:
    """A management command in this environment; its output. Raises CalledProcessError."""
    command = [sys.executable, "-m", "wangge.config", *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@contextmanager
def web(environment: dict[str, str]) -> Iterator[int]:
    """The web process as a city runs it, on a free port of the loopback; yields the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    row = next(each for each in processes("127.0.0.1", port) if each.name == "web")
    process = subprocess.Popen(
        row.command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(port)
        yield port
    finally:
        # A worker that still holds a connection open does not hurry; the whole group is ended.
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the web process did not answer")
