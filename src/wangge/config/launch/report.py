"""What the launcher says: one line for each thing it does, and one clear message when it cannot go on."""

import json
import sys
from pathlib import Path


class Trouble(Exception):
    """The launcher cannot go on; the text says which piece is missing or wrong, and what to do about it."""


def say(subject: str, text: str) -> None:
    """One line: what is being worked on, and what happens to it."""
    print(f"{subject}: {text}", flush=True)


def complain(trouble: Exception) -> None:
    print(f"wangge: {trouble}", file=sys.stderr, flush=True)


def tail(path: Path, lines: int = 20) -> str:
    """The end of a log, indented for showing below a message; empty when there is none."""
    try:
        text = path.read_text(errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def lasted(seconds: float) -> str:
    """How long something has been up, in its two largest units."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days} d {hour} h"
    if hour:
        return f"{hour} h {minute} min"
    return f"{minute} min {second} s" if minute else f"{second} s"


def show_rows(columns: list[str], rows: list[list[str]], title: str | None = None) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def show_logins(file: Path) -> None:
    """The people of the demo city, from the file that its loader wrote: never present outside a demo."""
    try:
        people = json.loads(file.read_text())
    except FileNotFoundError:
        return
    columns = ["username", "password", "role", "name", "place"]
    rows = [[str(person.get(column, "")) for column in columns] for person in people]
    show_rows(columns, rows, "Demo log-ins (synthetic people)")
