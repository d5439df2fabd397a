"""The processes of a running city. `supervisor` starts and watches them; each logs to `var/log/<name>.log`."""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Process:
    """One row: its name in `status` and `logs`, its command line, and why it exists."""

    name: str
    command: tuple[str, ...]
    why: str


def processes(host: str, port: int, stream_port: int = 0) -> tuple[Process, ...]:
    """The table, for a web address; live changes are told on a port of their own, the next one by default."""
    return (
        Process(
            "web",
            (
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", host, "--port", str(port)),
                *("--workers", os.environ.get("WANGGE_WORKERS", "2")),
                # A thread holds one database connection: workers × threads stays well below the server's 100. More
                # than three of a worker wait for each other, and for the cores, longer than for the database.
                *("--blocking-threads", os.environ.get("WANGGE_THREADS", "3")),
                *("--blocking-threads-idle-timeout", "600"),
                *("--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
                "wangge.config.wsgi:application",
            ),
            "answers HTTP",
        ),
        Process(
            "stream",
            (
                *(sys.executable, "-m", "granian", "--interface", "asgi"),
                *("--host", host, "--port", str(stream_port or port + 1)),
                # One process knows every listener; a listener is a request that does not end, so none is held back.
                *("--workers", "1", "--backlog", "4096", "--backpressure", "20000"),
                *("--http", "1", "--no-ws", "--respawn-failed-workers", "--log-level", "warning"),
                *("--workers-kill-timeout", "3"),
                "wangge.config.asgi:application",
            ),
            "tells browsers what has changed, as it happens",
        ),
        Process(
            "jobs",
            (sys.executable, "-m", "wangge.config", "jobs", "work"),
            "does what is due by the timetable: clocks, overlays, deliveries",
        ),
    )
