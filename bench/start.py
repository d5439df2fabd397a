"""`./wangge up` on a prepared machine: how long until a city that was stopped answers, and one that runs already.

An installation of its own: this checkout with a `var` in a temporary folder, its own private PostgreSQL and its own
ports. It is set up once, which is not measured; then it goes down and up again, round by round.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Side
from bench.outcome import Ask, Reach, Row
from wangge.config.launch import faces, postgres_user
from wangge.config.launch.place import ROOT, here

SECONDS = 10.0
PATIENCE = 900  # seconds until a word of the launcher must have ended; building the faces takes long
# What of this installation's environment the other one is to share: how it gets its parts, not where they are.
SHARED = {"WANGGE_FACES", "WANGGE_POSTGRES"}


def run(ask: Ask) -> list[Row]:
    """Latencies are milliseconds from the call of `./wangge up` to its end."""
    stopped, running = Side("./wangge up", [], []), Side("./wangge up", [], [])
    with installation() as environment:
        for _ in range(ask.rounds):
            wangge(environment, "down")
            stopped.latencies.append(wangge(environment, "up") * 1000)
            running.latencies.append(wangge(environment, "up") * 1000)
    return [
        Row("stopped before", stopped, None, (Reach("seconds", at_most=SECONDS),), _longest(stopped)),
        Row("running already", running, None, (), _longest(running)),
    ]


def _longest(side: Side) -> dict[str, float]:
    return {"seconds": max(side.latencies) / 1000}


@contextmanager
def installation() -> Iterator[dict[str, str]]:
    """A city of its own, set up and running; yields the environment of its launcher. Nothing of it stays."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-start-"))
    folder.chmod(0o711)  # the user that runs PostgreSQL must get through
    var = folder / "var"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in SHARED or not name.startswith(("WANGGE_", "DJANGO_", "DATABASE_", "APP_DATABASE_"))
    } | {"WANGGE_VAR": str(var)}
    try:
        built = here()
        if faces.current(built):  # the same sources: they need not be built again
            shutil.copytree(built.var / "faces", var / "faces", symlinks=True)
        wangge(environment, "up")
        yield environment
    finally:
        subprocess.run([ROOT / "wangge", "down"], env=environment, capture_output=True)
        postgres_user.remove(var / "postgres")
        shutil.rmtree(folder)


def wangge(environment: dict[str, str], word: str) -> float:
    """Seconds that one word of the launcher takes. Raises RuntimeError with what it said if it fails."""
    began = time.perf_counter()
    done = subprocess.run(
        [ROOT / "wangge", word], env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"./wangge {word}: {(done.stdout + done.stderr)[-1500:]}")
    return seconds
