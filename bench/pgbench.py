"""The yardstick: pgbench running the same statements on the same server, prepared, with as many clients."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from wangge.config.launch.postgres_programs import installed

# A quoted text in SQL, with escapes (E'…') or plain; and in it a colon that pgbench would take for a variable's.
QUOTED = re.compile(r"\bE'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'", re.IGNORECASE | re.DOTALL)
VARIABLE = re.compile(r":(?=\w)")
TPS = re.compile(r"tps = ([0-9.]+) \(without")


class Missing(RuntimeError):
    """pgbench is not on this machine."""


def program() -> str:
    """Where pgbench is: beside the server, or on PATH."""
    folder = installed()
    beside = str(folder / "pgbench") if folder else None
    found = beside if beside and Path(beside).exists() else shutil.which("pgbench")
    if found is None:
        raise Missing("pgbench is missing; it comes with the package postgresql-contrib or postgresql")
    return found


def literal(connection: psycopg.Connection[Any], statement: str, params: Sequence[Any]) -> str:
    """A statement with its parameters written out, on one line, for a pgbench script."""
    text = psycopg.ClientCursor(connection).mogrify(statement, params)
    return " ".join(QUOTED.sub(_without_variables, text).split("\n"))


def _without_variables(quoted: re.Match[str]) -> str:
    """The same text, in which pgbench sees no `:name` to put a value for."""
    text = quoted[0]
    if not VARIABLE.search(text):
        return text
    if text.startswith("'"):
        text = "E" + text.replace("\\", r"\\")
    return VARIABLE.sub(r"\\x3A", text)


def run(url: str, script: str, clients: int, seconds: float) -> float:
    """Transactions per second of a script by so many clients, connections not counted."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [
            *(program(), "--no-vacuum", "--protocol", "prepared", "--file", file.name),
            *("--client", str(clients), "--jobs", "2", "--time", str(max(1, round(seconds))), url),
        ]
        result = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    found = TPS.search(result.stdout)
    if result.returncode or found is None:
        raise RuntimeError(f"pgbench failed: {result.stderr.strip()[-500:]}")
    return float(found[1])
