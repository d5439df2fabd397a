"""The job queue on a real database, worked through as the role that the application runs as."""

import asyncio
import secrets
import shutil
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from procrastinate.schema import SchemaManager

from tests.conftest import admin, drop, point_at
from wangge.config import jobs, jobs_schema
from wangge.core.tasks import Periodic


@pytest.fixture
def empty_database(django_db_blocker):
    """A database of its own: a worker commits, so it cannot work inside a test's transaction."""
    before = settings.DATABASES["default"]["NAME"]
    name = f"wangge_jobs_{secrets.token_hex(4)}"
    with admin() as server:
        server.execute(f"CREATE DATABASE {name}")
    with django_db_blocker.unblock():
        point_at(name)
        yield
        point_at(before)
        drop(name)


@pytest.fixture
def queue_tables(empty_database):
    """The schema `jobs`, made as the owner."""
    assert jobs_schema.ensure(connections["owner"])


NEVER = "0 0 29 2 *"  # well, hardly ever: these tests queue what they need by themselves


def queued():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM jobs.procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def work(app, *names):
    """Queue these rows as their cron lines would, and work until nothing is left."""

    async def run():
        async with app.open_async():
            for name in names:
                await app.tasks[name].defer_async(timestamp=0)
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    asyncio.run(run())


@pytest.fixture
def calls():
    return []


@pytest.fixture
def app(queue_tables, calls):
    def count():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT current_user")
            calls.append(cursor.fetchone()[0])
        return {"cases marked": 2}

    def fail():
        raise RuntimeError("broken")

    return jobs.make_app(
        {
            "t.count": Periodic("count", NEVER, count),
            "t.fail": Periodic("fail", NEVER, fail),
        }.items()
    )


def test_it_works(app, calls):
    work(app, "t.count")
    assert calls == [settings.APP_ROLE]
    assert queued() == []  # what succeeds is not kept


def test_one_that_fails_does_not_stop_the_others(app, calls):
    work(app, "t.fail", "t.count")
    assert len(calls) == 1
    assert ("t.fail", "failed") in queued()
    work(app, "t.fail")
    assert queued().count(("t.fail", "failed")) == 2


def test_one_that_waits_is_not_queued_again(app):
    from procrastinate.exceptions import AlreadyEnqueued

    with app.open():
        app.tasks["t.count"].defer(timestamp=0)
        with pytest.raises(AlreadyEnqueued):
            app.tasks["t.count"].defer(timestamp=1)


def test_one_never_runs_beside_itself(app):
    """Another worker, alive, is at it; so the next one waits although somebody is free to do it."""
    with app.open():
        app.tasks["t.count"].defer(timestamp=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET search_path = jobs")
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())
        cursor.execute("RESET search_path")
    work(app, "t.count")
    assert queued() == [("t.count", "doing"), ("t.count", "todo")]


def test_what_a_killed_worker_left_is_freed(app, calls):
    with app.open():
        app.tasks["t.count"].defer(timestamp=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET search_path = jobs")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("RESET search_path")
    work(app, "jobs.rescue")
    assert queued() == [("t.count", "failed")]
    work(app, "t.count")
    assert len(calls) == 1


def test_the_schema_is_made_once(queue_tables):
    assert not jobs_schema.ensure(connections["owner"])


def test_a_later_version_applies_only_what_is_new(empty_database, tmp_path, monkeypatch):
    """`ensure` relies on procrastinate's promise that all its changes, in order, make the whole schema.

    A database from before the first change is brought up in two goes and compared with a new one.
    """
    changes = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    older = tmp_path / "older"
    older.mkdir()
    for path in changes[:-2]:
        shutil.copy(path, older)
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA jobs; CREATE TABLE jobs.change (name text PRIMARY KEY)")
        cursor.execute("INSERT INTO jobs.change VALUES ('before the first')")
        with monkeypatch.context() as patched:
            patched.setattr(SchemaManager, "get_migrations_path", staticmethod(lambda: str(older)))
            assert jobs_schema.ensure(connections["owner"])
        cursor.execute("SELECT max(name) FROM jobs.change WHERE name < 'b'")
        assert cursor.fetchone()[0] == changes[-3].name
        assert jobs_schema.ensure(connections["owner"])
        assert not jobs_schema.ensure(connections["owner"])
        upgraded = shape(cursor)
        cursor.execute("DROP SCHEMA jobs CASCADE")
        assert jobs_schema.ensure(connections["owner"])
        assert shape(cursor) == upgraded


def shape(cursor):
    """The functions and columns of the schema `jobs`."""
    cursor.execute(
        "SELECT proname, pg_get_function_identity_arguments(oid) FROM pg_proc"
        " WHERE pronamespace = 'jobs'::regnamespace UNION ALL"
        " SELECT table_name || '.' || column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'jobs' ORDER BY 1, 2"
    )
    return cursor.fetchall()


def test_the_application_may_work_the_queue_but_not_change_its_tables(queue_tables):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM jobs.procrastinate_jobs")
    for statement in ("DROP TABLE jobs.procrastinate_jobs", "DELETE FROM jobs.change"):
        with (
            connections["default"].cursor() as cursor,
            pytest.raises(Exception, match=r"must be owner|denied"),
        ):
            cursor.execute(statement)


def test_every_row_of_the_timetable_can_be_registered():
    rows = jobs.timetable()
    app = jobs.make_app(rows.items())
    assert set(rows) < set(app.tasks)
    assert all(name.count(".") == 1 for name in rows)


def test_the_same_name_twice_is_an_error(monkeypatch):
    import wangge.core.tasks

    row = Periodic("same", "* * * * *", dict)
    monkeypatch.setattr(wangge.core.tasks, "PERIODIC", (row, row), raising=False)
    with pytest.raises(ValueError, match=r"core\.same is declared twice"):
        jobs.timetable()


def test_one_row_can_be_done_now(monkeypatch, capsys):
    import wangge.core.tasks

    row = Periodic("count", "* * * * *", lambda: {"cases": 3})
    monkeypatch.setattr(wangge.core.tasks, "PERIODIC", (row,), raising=False)
    call_command("jobs", "run", "core.count")
    assert capsys.readouterr().out == "core.count: 3 cases\n"
    call_command("jobs", "list")
    assert "core.count" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"no row 'core\.other'"):
        call_command("jobs", "run", "core.other")


def test_a_database_without_the_queue_is_said(empty_database):
    assert not jobs.is_set_up()
    with pytest.raises(CommandError, match="not set up"):
        call_command("jobs", "work")


def test_a_database_that_is_away_is_waited_for(monkeypatch):
    waits = []
    answers = iter([OperationalError("away"), OperationalError("away"), None])

    def ensure_connection():
        answer = next(answers)
        if answer:
            raise answer

    monkeypatch.setattr(connections["default"], "ensure_connection", ensure_connection)
    monkeypatch.setattr(jobs.time, "sleep", waits.append)
    jobs.wait_for_database()
    assert waits == [3, 3]


def test_a_database_that_stays_away_is_given_up(monkeypatch):
    def ensure_connection():
        raise OperationalError("away")

    monkeypatch.setattr(connections["default"], "ensure_connection", ensure_connection)
    with pytest.raises(OperationalError):
        jobs.wait_for_database(patience=-1)


def test_the_queue_has_a_door_of_its_own(queue_tables):
    parameters = jobs.connector()._pool_args["kwargs"]
    with psycopg.connect(**parameters) as connection:
        assert connection.execute("SHOW search_path").fetchone()[0] == "jobs"
        assert connection.execute("SELECT current_user").fetchone()[0] == settings.APP_ROLE
