"""Starts, watches and stops the processes, through supervisor, which writes their logs and restarts them."""

import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from wangge.config.launch.place import Place, write
from wangge.config.launch.report import Trouble, tail
from wangge.config.processes import Process

MARK = (
    "WANGGE_SUPERVISED"  # every process below supervisor carries it, so that leftovers of a crash are found
)
SOCKET_LIMIT = 100  # an address of a socket holds 107 bytes


def socket(place: Place) -> Path:
    """Where supervisor listens: in `var/run`, or in a private folder when that path is too long for a socket."""
    wanted = place.run / "supervisor.sock"
    if len(os.fsencode(wanted)) < SOCKET_LIMIT:
        return wanted
    short = hashlib.sha256(str(wanted).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"wangge-{os.geteuid()}-{short}"
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.geteuid()):
        raise Trouble(f"{folder} belongs to somebody else; remove it.")
    return folder / "supervisor.sock"


def configuration(place: Place, processes: tuple[Process, ...]) -> str:
    """The text of supervisor's configuration. Addresses and passwords reach it by its environment, not here."""

    def text(value: object) -> str:
        return str(value).replace("%", "%%")

    lines = [
        "[unix_http_server]",
        f"file={text(socket(place))}",
        "chmod=0700",
        "[supervisord]",
        f"logfile={text(place.log / 'supervisor.log')}",
        "logfile_maxbytes=5MB",
        "logfile_backups=2",
        f"pidfile={text(place.run / 'supervisord.pid')}",
        f"directory={text(place.root)}",
        "umask=077",
        *(["user=root"] if os.geteuid() == 0 else []),
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
    ]
    for process in processes:
        lines += [
            f"[program:{process.name}]",
            f"command={text(shlex.join(process.command))}",
            "startsecs=3",
            "startretries=3",
            "autorestart=true",
            "stopwaitsecs=30",
            "killasgroup=true",
            "redirect_stderr=true",
            f"stdout_logfile={text(place.log / process.name)}.log",
            "stdout_logfile_maxbytes=10MB",
            "stdout_logfile_backups=5",
        ]
    return "\n".join(lines) + "\n"


@contextmanager
def control(place: Place) -> Iterator[Any]:
    """supervisor's own commands. Raises OSError or an XML-RPC error when it does not run."""
    transport = SupervisorTransport(None, None, serverurl=f"unix://{socket(place)}")
    try:
        yield xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor
    finally:
        transport.close()


def states(place: Place) -> list[dict[str, Any]] | None:
    """supervisor's word on every process; None when supervisor does not run."""
    try:
        with control(place) as supervisor:
            return list(supervisor.getAllProcessInfo())
    except (OSError, xmlrpc.client.Error):
        return None


def start(place: Place, processes: tuple[Process, ...], environment: dict[str, str]) -> None:
    """Start supervisor and, by it, the processes. What a crash left behind is ended first."""
    end_leftovers(place)
    socket(place).parent.mkdir(mode=0o700, exist_ok=True)
    socket(place).unlink(missing_ok=True)
    file = place.run / "supervisord.conf"
    write(file, configuration(place, processes))
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "supervisor.supervisord", "-c", file],
        env=os.environ | environment | {MARK: str(place.var)},
        cwd=place.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Trouble(f"supervisor did not start:\n{(done.stdout + done.stderr)[-1500:]}")


def settle(place: Place, seconds: float = 30) -> None:
    """Wait until every process runs; one that gives up is named with the end of its log."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        known = states(place)
        if known is None:
            if time.monotonic() > until - seconds + 5:
                break
        elif failed := [
            each["name"] for each in known if each["statename"] in {"FATAL", "STOPPED", "EXITED"}
        ]:
            name = failed[0]
            raise Trouble(
                f"The process {name} does not stay up. The end of its log says:\n{tail(place.log / f'{name}.log')}"
            )
        elif known and all(each["statename"] == "RUNNING" for each in known):
            return
        time.sleep(0.1)
    raise Trouble(f"The processes did not start in {seconds:.0f} s; see {place.log}.")


def restart_failed(place: Place) -> list[str]:
    """Start again what supervisor has given up or somebody stopped; returns the names."""
    started = []
    with control(place) as supervisor:
        for each in supervisor.getAllProcessInfo():
            if each["statename"] in {"FATAL", "STOPPED", "EXITED"}:
                supervisor.startProcess(each["name"], False)
                started.append(each["name"])
    return started


def stop(place: Place, seconds: float = 60) -> bool:
    """Stop the processes and supervisor; True when there was something to stop."""
    ran = states(place) is not None
    if ran:
        with control(place) as supervisor:
            pid = supervisor.getPID()
            supervisor.shutdown()
        until = time.monotonic() + seconds
        while pid in leftovers(place) and time.monotonic() < until:
            time.sleep(0.05)
    left = end_leftovers(place)
    (place.run / "supervisord.pid").unlink(missing_ok=True)
    address = socket(place)
    if address.parent != place.run and address.parent.exists():
        shutil.rmtree(address.parent)
    return ran or left


def leftovers(place: Place) -> list[int]:
    """Processes that carry this installation's mark, by Linux's process table."""
    mark = f"{MARK}={place.var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue  # gone meanwhile, or somebody else's
    return found


def end_leftovers(place: Place, seconds: float = 10) -> bool:
    """End what an earlier supervisor left running when it was killed; True when there was something."""
    found = leftovers(place)
    for how, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5.0)):
        for pid in leftovers(place):
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                continue
        until = time.monotonic() + patience
        while leftovers(place) and time.monotonic() < until:
            time.sleep(0.05)
    return bool(found)
