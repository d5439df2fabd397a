"""Brings database, message catalogues, static files and data up to the code: all of it, or nothing to do."""

import compileall
import io
import os
from contextlib import redirect_stdout

import psycopg
from psycopg import sql

from wangge.config.launch.database import Addresses
from wangge.config.launch.place import Place
from wangge.config.launch.report import Trouble, say

JOBS_SCHEMA = "jobs"


def wanted_sets() -> tuple[str, ...]:
    """Which data to load: the demo city on top of the base, unless `WANGGE_DEMO=0`."""
    return ("base",) if os.environ.get("WANGGE_DEMO") == "0" else ("base", "demo")


def mark(code: str) -> str:
    return f"set up by code {code} with {' '.join(wanted_sets())}"


def is_done(place: Place, addresses: Addresses, code: str) -> bool:
    """Whether this very code set up this very database.

    The mark is a comment on the schema of the job queue, so that it goes wherever the database goes: a
    restored backup or another server is set up again, whatever `var/` remembers.
    """
    with psycopg.connect(addresses.owner, connect_timeout=5) as owner:
        row = owner.execute(
            "SELECT obj_description(to_regnamespace(%s)::oid, 'pg_namespace')", [JOBS_SCHEMA]
        ).fetchone()
    return bool(row) and row[0] == mark(code) and (place.var / "static").exists()


def run(place: Place, addresses: Addresses, code: str) -> None:
    """Compile code and messages, migrate, collect static files, load data. Every step can be repeated."""
    os.environ.update(addresses.environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    import django
    from django.core.management import CommandError, call_command
    from django.db import connections

    from wangge.config import jobs_schema, messages

    # Also where Python may write no bytecode: each of the processes would compile everything at every start.
    compileall.compile_dir(place.root / "src", quiet=2)
    compiled = messages.compile_stale(place.root / "src" / "wangge" / "locale")
    if compiled:
        say("messages", f"compiled {', '.join(compiled)}")
    django.setup()
    try:
        said = io.StringIO()
        call_command("migrate", database="owner", stdout=said)
        applied = said.getvalue().count("... OK")
        say("database", f"applied {applied} migrations" if applied else "nothing to migrate")
        if jobs_schema.ensure(connections["owner"]):
            say("database", "made or upgraded the job queue's schema")
        call_command("collectstatic", interactive=False, verbosity=0)
        for name in wanted_sets():
            say("data", f"loading {name}")
            with redirect_stdout(io.StringIO()) as counts:
                call_command("load", name)
            for line in counts.getvalue().splitlines():
                say("data", line)
    except CommandError as error:
        raise Trouble(f"The set-up failed: {error}") from error
    finally:
        connections.close_all()
    with psycopg.connect(addresses.owner, connect_timeout=5) as owner:
        owner.execute(
            sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(JOBS_SCHEMA), sql.Literal(mark(code)))
        )
