"""The step `browser` of `./wangge test`: the specs of `web/e2e` against a demo city of their own.

The city is made and started by the launcher itself, as anybody's is: its database on the server that the checks
use, its processes on free ports, its folder that of the checks. All of it is gone afterwards.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from wangge.config.launch import chromium, faces, node, ports
from wangge.config.launch.place import here
from wangge.config.launch.report import Trouble, complain

FIRST_PORT = 8100


def main(words: list[str]) -> int:
    """Run the specs that the words choose (none: all of them); 0 only if all passed."""
    place = here()
    found = chromium.provide()
    if not found:
        raise Trouble("Chromium is missing; the browser tests were not run.")
    web = place.root / "web"
    faces.install(web, place.log / "faces.log")
    folder = node.provide()
    with city() as address:
        environment = node.path_with(folder) | {
            "WANGGE_ADDRESS": address,
            "WANGGE_CHROMIUM": str(found),
            "WANGGE_PYTHON": sys.executable,
        }
        playwright = web / "node_modules" / ".bin" / "playwright"
        command = [str(playwright), "test", *words]
        return subprocess.run(command, cwd=web / "e2e", env=environment).returncode  # noqa: S603


@contextmanager
def city() -> Iterator[str]:
    """A demo city that runs; yields its address."""
    port = ports.first_free(FIRST_PORT)
    with database() as addresses:
        environment = os.environ | addresses | {"WANGGE_PORT": str(port)}
        launcher = [sys.executable, "-m", "wangge.config"]
        try:
            subprocess.run([*launcher, "up"], env=environment, check=True)  # noqa: S603
            yield f"http://127.0.0.1:{port}"
        finally:
            subprocess.run([*launcher, "down"], env=environment, check=False)  # noqa: S603


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """A fresh database on the server of the checks, as the variables that name it to the launcher."""
    owner, app = (os.environ[f"WANGGE_{role}_DATABASE_URL"] for role in ("OWNER", "APP"))
    name = f"wangge_browser_{secrets.token_hex(4)}"

    def named(url: str, database: str) -> str:
        return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))

    with psycopg.connect(named(owner, "postgres"), autocommit=True, connect_timeout=5) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield {"DATABASE_URL": named(owner, name), "APP_DATABASE_URL": named(app, name)}
    finally:
        with psycopg.connect(named(owner, "postgres"), autocommit=True, connect_timeout=5) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        complain(trouble)
        sys.exit(1)
    except subprocess.CalledProcessError:
        sys.exit(1)  # the launcher has said why
