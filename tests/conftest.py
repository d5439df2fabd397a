"""A real PostgreSQL for every test: migrated as the owner, used as the role the application runs as.

One template database is made for a run (migrations, regions, grids, roles, catalogue); each worker and each
test that needs real commits gets a clone of it, which takes a fraction of a second.
"""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from wangge.core import secrets

TEMPLATE = "WANGGE_TEST_TEMPLATE"


def admin():
    """A connection that may create databases: the owner's, at the server's maintenance database."""
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
        connect_timeout=5,
    )


def point_at(name: str) -> None:
    """Make both doors lead to the database of this name."""
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def forget_head(database: str) -> None:
    """Forget the last link of the audit log that was noted for a database: its tables are empty again."""
    (secrets.folder() / f"audit-head-{database}").unlink(missing_ok=True)


def drop(name: str) -> None:
    with admin() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    forget_head(name)


def pytest_addoption(parser):
    parser.addoption(
        "--examples",
        type=int,
        default=0,
        help="tests/fuzz: so many of each kind of request, others each time",
    )


def pytest_configure(config):
    """Name the prepared database once a run: the workers inherit the name with the environment."""
    if not hasattr(config, "workerinput"):
        os.environ[TEMPLATE] = f"wangge_test_{uuid.uuid4().hex[:12]}"


def pytest_make_parametrize_id(val):
    """Half a character cannot stand in the name of a test: names travel between processes as UTF-8."""
    if isinstance(val, str) and any("\ud800" <= each <= "\udfff" for each in val):
        return "half-character"
    return None


@pytest.fixture(scope="session")
def template_name() -> str:
    """The name of the prepared database; workers of one run share it and the first one makes it."""
    return os.environ[TEMPLATE]


@pytest.fixture(scope="session")
def django_db_setup(template_name, django_db_blocker, worker_id):
    mine = f"{template_name}_{worker_id}"
    with django_db_blocker.unblock():
        with admin() as server:
            # Session-level lock on the server: exactly one worker prepares, the others wait for it.
            server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template_name])
            made = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template_name]).fetchone()
            if not made:
                server.execute(f'CREATE DATABASE "{template_name}"')
                point_at(template_name)
                call_command("migrate", database="owner", verbosity=0)
                call_command("load", "base", verbosity=0)
                point_at("postgres")
            copied(server, template_name, mine)
        point_at(mine)
    yield
    with django_db_blocker.unblock():
        point_at("postgres")
        drop(mine)


def copied(server: psycopg.Connection, template: str, name: str) -> None:
    """A database like the template. The server itself may be tidying that up (autovacuum), and on a busy machine
    does not always step aside within the five seconds it is given."""
    for attempt in range(6):
        try:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        except psycopg.errors.ObjectInUse:
            if attempt == 5:
                raise
        else:
            return


@pytest.fixture
def threads(committed):
    """Run functions in threads, each with a connection of its own that is closed at its end.

    `committed` is the folder's own fixture: a database in which commits are real.
    """

    def closing(function, *args):
        try:
            return function(*args)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:

        def begin(function, *args):
            return pool.submit(closing, function, *args)

        yield begin


def pytest_sessionfinish(session):
    """The process that started the run removes the template when the workers are done with it."""
    if not hasattr(session.config, "workerinput"):
        drop(os.environ[TEMPLATE])
