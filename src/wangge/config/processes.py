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


def processes(host: str, port: int) -> tuple[Process, ...]:
    """The table, for a web address."""
    return (
        Process(
            "web",
            (
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", host, "--port", str(port)),
                *("--workers", os.environ.get("WANGGE_WORKERS", "2")),
                # A thread holds one database connection: workers × threads stays well below the server's 100.
                *("--blocking-threads", os.environ.get("WANGGE_THREADS", "4")),
                *("--blocking-threads-idle-timeout", "600"),
                *("--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
                "wangge.config.wsgi:application",
            ),
            "answers HTTP",
        ),
        Process(
            "jobs",
            (sys.executable, "-m", "wangge.config", "jobs", "work"),
            "does what is due by the timetable: clocks, overlays, deliveries",
        ),
    )
