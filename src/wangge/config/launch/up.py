"""`up`, `down`, `status`, `logs`: the life of an installation."""

import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from wangge.config.launch import database, faces, ports, setup, supervise
from wangge.config.launch.place import Place, alone, code_fingerprint, number_from_environment, write
from wangge.config.launch.report import Trouble, lasted, say, show_logins, show_rows, tail
from wangge.config.processes import processes

FIRST_WEB_PORT = 8000


def up(place: Place) -> int:
    """Bring everything up to the code and start it; what already is so stays untouched."""
    with alone(place):
        code = code_fingerprint(place.root)
        addresses = database.provide(place)
        database.note(place, addresses)
        built = faces.bring_up(place)
        if not setup.is_done(place, addresses, code):
            if supervise.stop(place):
                say("processes", "stopped, because the code or the data changed")
            setup.run(place, addresses, code)
        host, port = bring_up_processes(place, f"{code} {built}", addresses.environment())
        wait_healthy(place, host, port)
    address = f"http://{named(host)}:{port}"
    say("wangge", f"running at {address}")
    if built:
        say("wangge", f"console at {address}/console/, field app at {address}/field/")
    say("wangge", f"API documentation at {address}/api/v1/docs")
    if "demo" in setup.wanted_sets():
        show_logins(place.var / "demo-logins.json")
    return 0


def bring_up_processes(place: Place, code: str, environment: dict[str, str]) -> tuple[str, int]:
    """Start the processes, or start them anew when they run other code or settings; returns the web address."""
    host = os.environ.get("WANGGE_HOST", "127.0.0.1")
    wanted = number_from_environment("WANGGE_PORT")
    settings = {name: value for name, value in os.environ.items() if name.startswith("WANGGE_")} | environment
    running_as = hashlib.sha256(
        json.dumps([code, sys.executable, sorted(settings.items())]).encode()
    ).hexdigest()
    started = place.run / "started"
    port = number_or(place.remembered().get("web_port"), FIRST_WEB_PORT)
    running = supervise.states(place) is not None
    if wanted and not (running and wanted == port) and not ports.is_free(wanted, host):
        raise Trouble(f"WANGGE_PORT is {wanted}, and somebody else listens on {host}:{wanted} already.")
    if running:
        if started.exists() and started.read_text() == running_as:
            for name in supervise.restart_failed(place):
                say("processes", f"{name} was not running; started")
            supervise.settle(place)
            return host, port
        say("processes", "restarting, because the code or the settings changed")
        supervise.stop(place)
    else:
        supervise.end_leftovers(place)  # they would hold the port
    port = wanted or (port if ports.is_free(port, host) else ports.first_free(FIRST_WEB_PORT, host))
    stream_port = number_from_environment("WANGGE_STREAM_PORT") or free_stream_port(place, host, port)
    place.remember(web_port=str(port), web_host=host, stream_port=str(stream_port))
    table = processes(host, port, stream_port)
    say("processes", f"starting {', '.join(process.name for process in table)}")
    supervise.start(place, table, environment | {"WANGGE_STREAM_PORT": str(stream_port)})
    supervise.settle(place)
    write(started, running_as)
    return host, port


def free_stream_port(place: Place, host: str, web_port: int) -> int:
    """The port live changes were told on before, if it is free, else the first free one after the web's."""
    before = number_or(place.remembered().get("stream_port"), web_port + 1)
    return (
        before if before != web_port and ports.is_free(before, host) else ports.first_free(web_port + 1, host)
    )


def number_or(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def named(host: str) -> str:
    """A host as part of an address that can be opened from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{host}]" if ":" in host else host


def wait_healthy(place: Place, host: str, port: int, seconds: float = 60) -> None:
    """Wait until the platform says that it is well."""
    address = f"http://{named(host)}:{port}/api/v1/health"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    said = "nothing"
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with opener.open(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            said = f"{error.code} {error.read(500).decode(errors='replace')}"
        except OSError as error:
            said = str(error)
        time.sleep(0.1)
    raise Trouble(
        f"{address} did not answer 200 in {seconds:.0f} s (last: {said}).\n"
        f"The end of {place.log / 'web.log'} says:\n{tail(place.log / 'web.log')}"
    )


def down(place: Place) -> int:
    """Stop the processes, then the private database. A server of yours is left alone."""
    with alone(place):
        stopped = supervise.stop(place)
        say("processes", "stopped" if stopped else "were not running")
        server = database.private_server(place, install=False)
        if server and server.pid():
            server.stop()
            say("database", "private PostgreSQL stopped")
        known = database.known(place)
        if known and not known.private:
            say("database", f"your server at {known.said()} is left running")
    return 0


def status(place: Place) -> int:
    """Show every process; 0 only if all of them run."""
    rows = [database_row(place)]
    remembered = place.remembered()
    table = processes(remembered.get("web_host", ""), number_or(remembered.get("web_port"), 0))
    known = {each["name"]: each for each in supervise.states(place) or []}
    for process in table:
        each = known.get(process.name)
        running = bool(each) and each["statename"] == "RUNNING"
        rows.append(
            [
                process.name,
                each["statename"].lower() if each else "stopped",
                str(each["pid"]) if each and running else "",
                lasted(each["now"] - each["start"]) if each and running else "",
                remembered.get(f"{process.name}_port", "") if running else "",
                process.why,
            ]
        )
    show_rows(["process", "state", "pid", "up", "port", "what for"], rows)
    return 0 if all(row[1] in {"running", "answers"} for row in rows) else 3


def database_row(place: Place) -> list[str]:
    why = "keeps everything"
    known = database.known(place)
    if known and not known.private:
        try:
            state = "answers" if database.enters(known.app) else "refuses"
        except Trouble:
            state = "unreachable"
        return ["database", state, "", "", known.said(), f"{why} (your server)"]
    server = database.private_server(place, install=False)
    pid = server.pid() if server else None
    if not server or not pid:
        return ["database", "stopped", "", "", "", why]
    return ["database", "running", str(pid), lasted(time.time() - server.started()), str(server.port()), why]


def logs(place: Place, words: list[str]) -> int:
    """Show the end of one process's log, or of all; `-f` keeps following."""
    follow = bool({"-f", "--follow"} & set(words))
    names = [word for word in words if word not in {"-f", "--follow"}]
    files = log_files(place)
    unknown = [name for name in names if name not in files]
    if unknown:
        raise Trouble(f"There is no log {unknown[0]!r}; there are: {', '.join(files) or 'none yet'}.")
    shown = [str(files[name]) for name in names or files]
    if not shown:
        raise Trouble("There are no logs yet; ./wangge up makes them.")
    sys.stdout.flush()
    os.execvp("tail", ["tail", "-n", "200" if names else "20", *(["-F"] if follow else []), *shown])  # noqa: S606, S607


def log_files(place: Place) -> dict[str, Path]:
    """Every log by its short name; the database's is the one it writes to now."""
    files = {path.stem: path for path in sorted(place.log.glob("*.log"))}
    server = database.private_server(place, install=False)
    return files | ({"postgres": server.log()} if server else {})
