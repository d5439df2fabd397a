"""What the figures were measured on: a rate without its machine says nothing."""

import os
import platform
import shutil
import subprocess
import time
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psycopg
from django.conf import settings

GIGABYTE = 1 << 30
SYNCED = 50  # writes, to learn how long the disk takes for one
PACKAGES = ("Django", "psycopg", "granian", "shapely")


def facts() -> dict[str, str]:
    """By name, in the order in which they are shown."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    disk = shutil.disk_usage(settings.VAR)
    with closing(psycopg.connect(os.environ["WANGGE_OWNER_DATABASE_URL"], connect_timeout=5)) as owner:
        row = owner.execute(
            "SELECT split_part(version(), ' ', 2), current_setting('shared_buffers')"
        ).fetchone()
    assert row
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores, shared by load, platform and database",
        "memory": f"{memory / GIGABYTE:.0f} GB, of them {row[1]} shared buffers of PostgreSQL",
        "disk": f"{disk.total / GIGABYTE:.0f} GB; a synced write of 8 kB takes {_synced_ms():.2g} ms",
        "kernel": f"{platform.system()} {platform.release()}",
        "PostgreSQL": row[0],
        "Python": platform.python_version(),
    } | {package: version(package) for package in PACKAGES}


def commit() -> str:
    """The commit that is checked out, with a + where files differ from it; "" without git."""
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=settings.ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.machine()


def _synced_ms() -> float:
    """Milliseconds until 8 kB are surely on the disk, as every commit needs; the median."""
    file = settings.VAR / "bench" / "synced"
    file.parent.mkdir(parents=True, exist_ok=True)
    took = []
    try:
        with file.open("wb", buffering=0) as out:
            for _ in range(SYNCED):
                began = time.perf_counter()
                out.write(bytes(8192))
                os.fdatasync(out.fileno())
                took.append((time.perf_counter() - began) * 1000)
    finally:
        file.unlink(missing_ok=True)
    return median(took)
