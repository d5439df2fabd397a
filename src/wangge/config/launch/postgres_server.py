"""One private PostgreSQL: made, started, stopped. It listens on 127.0.0.1 only and asks for a password."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow

from wangge.config.launch.ports import first_free, is_free
from wangge.config.launch.postgres_user import User
from wangge.config.launch.report import Trouble, tail

SUPERUSER = "postgres"
FIRST_PORT = 54320
MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Server:
    """`home` belongs to `user` and holds `data/`; `programs` is the folder of initdb and pg_ctl.

    `durable=False` trades safety for speed: for data that is thrown away.
    """

    home: Path
    programs: Path
    user: User
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def start_log(self) -> Path:
        return self.home / "start.log"

    def log(self) -> Path:
        """The file the server writes to now: its own log, or what it said before it opened that."""
        own = sorted((self.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        return own[-1] if own else self.start_log

    def pid(self) -> int | None:
        """The process id of the running server, or None. A pid file left by a crash is not believed."""
        pid = int(self._pid_file(0) or 0)
        return pid if pid and serves(pid, self.data) else None

    def port(self) -> int:
        """The port the running server listens on."""
        return int(self._pid_file(3) or 0)

    def started(self) -> float:
        """When the running server started (seconds since 1970)."""
        return float(self._pid_file(2) or 0)

    def _pid_file(self, line: int) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return lines[line].strip() if len(lines) > line else ""

    def create(self, password: str) -> None:
        """Make the data folder, with one superuser. A half-made one from an interrupted call is removed."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        file = self.home / "password.new"
        file.touch(mode=0o600)
        try:
            file.write_text(password)
            self.user.own(file)
            self._run(
                self.programs / "initdb",
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                f"--pwfile={file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                # Not C: trigram search and upper/lower case of Chinese texts need to know what a letter is.
                "--locale=C.UTF-8",
                *(["--data-checksums"] if self.durable else ["--no-sync"]),
            )
        finally:
            file.unlink()
        fresh.rename(self.data)

    def start(self, wanted: int | None = None) -> int:
        """Start it on `wanted` or the next free port, and return that port.

        After a crash the old server's last processes may need a moment to go away, so it is tried thrice.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # the caller saw that nobody serves this data
        for attempt in range(3):
            # Somebody may take a port between our look and the server's: not the same place again.
            start = FIRST_PORT + attempt * randbelow(2000)
            port = wanted if wanted and is_free(wanted) else first_free(start)
            settings = " ".join(f"-c {name}={value}" for name, value in self._settings(port).items())
            where = ("-D", self.data, "-l", self.start_log, "-o", settings)
            done = subprocess.run(  # noqa: S603
                [self.programs / "pg_ctl", "start", "-w", "-t", "120", *where],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **self.user.how(),
            )
            if done.returncode == 0:
                return port
            time.sleep(1 + attempt)
        log = self.log()
        raise Trouble(f"PostgreSQL did not start. The end of {log} says:\n{tail(log)}")

    def stop(self) -> None:
        self._run(self.programs / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "120")

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **self.user.how(),
        )
        if done.returncode:
            raise Trouble(f"{Path(command[0]).name} failed:\n{(done.stdout + done.stderr)[-1500:]}")

    def _settings(self, port: int) -> dict[str, str | int]:
        """Server settings, given at every start so that a new version of this file is all an upgrade needs."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
        room = shutil.disk_usage(self.data).free // GIGABYTE
        settings: dict[str, str | int] = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # a path may be too long for a socket
            "max_connections": 100,
            "shared_buffers": f"{max(128, min(memory // 8, 1024))}MB",
            "effective_cache_size": f"{max(256, memory // 2)}MB",
            "maintenance_work_mem": "128MB",
            "work_mem": "8MB",
            # Between checkpoints, a tenth of the room at most: each makes every page it comes upon be written whole.
            "max_wal_size": f"{max(1, min(room // 10, 4))}GB",
            "random_page_cost": "1.1",
            "jit": "off",
            # Seven files, one a weekday. Statements and rows stay out of them: they hold personal data.
            "logging_collector": "on",
            "log_directory": "log",
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_size": 0,
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_parameter_max_length": 0,
        }
        if not self.durable:
            settings |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "shared_buffers": "128MB",
                "logging_collector": "off",
                # It finds tables empty while tests write what nobody ever commits, and has them planned for nothing.
                "autovacuum": "off",
            }
        return settings


def serves(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server of this data folder, not a later one with the same id."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        shown = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True)  # noqa: S603, S607
        command = shown.stdout
    return "postgres" in command and str(data) in command
