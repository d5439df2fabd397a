"""The job queue: PostgreSQL keeps it (schema `jobs`), and the process `jobs` works through it.

Every context declares its timetable in `tasks.py` as `PERIODIC`, a tuple of `wangge.core.tasks.Periodic`. A
row is queued once for each time its cron line names, never while the last one still waits (queueing lock),
and never runs beside itself (lock). One that fails is logged and tried again at its next time.
"""

import importlib.util
import logging
import time
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, OperationalError, close_old_connections, connections
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.jobs import Status

from wangge.config.jobs_schema import SCHEMA
from wangge.core.tasks import Periodic

log = logging.getLogger(__name__)

CONCURRENCY = 4  # one slow row must not hold up the clocks
KEEP_FAILED_HOURS = 30 * 24


def connector() -> PsycopgConnector:
    """The application's own database door, with the queue's schema in front."""
    parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold", "client_encoding"):
        parameters.pop(ours, None)
    # A name of its own, so that an operator can tell the worker's connections from the web's.
    parameters |= {"options": f"-c search_path={SCHEMA}", "application_name": "wangge jobs"}
    return PsycopgConnector(kwargs=parameters, min_size=1, max_size=CONCURRENCY)


def timetable() -> dict[str, Periodic]:
    """Every declared row by its full name, `context.name`. Two rows of one name are a programming error."""
    rows: dict[str, Periodic] = {}
    for config in apps.get_app_configs():
        module = f"{config.name}.tasks"
        if not config.name.startswith("wangge.") or importlib.util.find_spec(module) is None:
            continue
        for row in getattr(import_module(module), "PERIODIC", ()):
            name = f"{config.label}.{row.name}"
            if name in rows:
                raise ValueError(f"the periodic task {name} is declared twice")
            rows[name] = row
    return rows


def run(name: str, row: Periodic) -> dict[str, int]:
    """Do one row now, with database connections that are alive, and log what it did."""
    close_old_connections()
    try:
        counts = dict(row.function() or {})
    finally:
        close_old_connections()
    if any(counts.values()):
        log.info("%s: %s", name, ", ".join(f"{count} {what}" for what, count in counts.items()))
    return counts


def register(app: App, name: str, row: Periodic) -> None:
    def work(timestamp: int) -> dict[str, int]:  # noqa: ARG001  procrastinate says which time this is for
        return run(name, row)

    task = app.task(name=name, lock=name, queueing_lock=name, queue="periodic")(work)
    app.periodic(cron=row.cron, periodic_id=name)(task)


async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Free what a worker that was killed left in hand; its lock would keep that row from ever running again.

    A row of the timetable comes again by itself, so it is closed as failed; other jobs are queued again.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        log.warning("job %s (%s) was left by a worker that is gone", job.id, job.task_name)
        if job.queueing_lock:
            await manager.finish_job(job=job, status=Status.FAILED, delete_job=False)
        else:
            await manager.retry_job(job=job)


async def tidy(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Forget failed jobs after a month; those that succeed are deleted at once."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_FAILED_HOURS, include_failed=True)


def make_app(rows: Iterable[tuple[str, Periodic]]) -> App:
    """A queue that knows these rows, and keeps itself in order."""
    app = App(
        connector=connector(),
        worker_defaults={
            "concurrency": CONCURRENCY,
            "delete_jobs": "successful",
            "shutdown_graceful_timeout": 20,
        },
    )
    for name, cron, own in (("jobs.rescue", "* * * * *", rescue), ("jobs.tidy", "20 3 * * *", tidy)):
        task = app.task(name=name, queueing_lock=name, pass_context=True, queue="periodic")(own)
        app.periodic(cron=cron, periodic_id=name)(task)
    for name, row in rows:
        register(app, name, row)
    return app


@cache
def queue() -> App:
    """The queue of this installation."""
    return make_app(timetable().items())


def wait_for_database(patience: float = 600) -> None:
    """Wait for a database that is away (being restarted, say); gives up after `patience` seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            return connections[DEFAULT_DB_ALIAS].ensure_connection()
        except OperationalError as error:
            if time.monotonic() > until:
                raise
            log.warning("waiting for the database: %s", str(error).partition("\n")[0])
            time.sleep(3)


def is_set_up() -> bool:
    """Whether the schema is there and the application may use it."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = %s", [SCHEMA]
        )
        row = cursor.fetchone()
    return bool(row and row[0])
