"""Reports from a file: CSV with a heading, or JSON lines. Good lines are filed, bad ones set aside, none is lost.

Each line stands on its own: a bad one never holds up the rest, and running the same file again files nothing
twice, because a line is known by its channel and outside id, or by its own content when it has none.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

from wangge.core.actors import Actor, ActorKind
from wangge.core.clocks.reckon import LOCAL
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.events.intake.reports import ContactDetails, Report, file

# What a file may call a column, beside our own names.
COLUMNS = {"time": "seen_at", "id": "outside_id", "longitude": "lng", "latitude": "lat"}
KNOWN = {"text", "place", "lng", "lat", "seen_at", "channel", "outside_id", "item_code", "name", "phone"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: `number` counts from 1 as an editor shows it, a record of several lines having that
    of its first; `raw` is what it said, by column, or under `line` what could not be read."""

    number: int
    raw: dict[str, Any]
    fault: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of a file. `rejects` are (line, reason in the language in force)."""

    filed: int = 0
    known: int = 0
    rejects: list[tuple[Line, str]] = field(default_factory=list)


def importer() -> Actor:
    """The platform filing on behalf of whoever runs the command."""
    return Actor(
        kind=ActorKind.JOB,
        label=N_("Import from a file"),
        powers=frozenset({"job", "event.report", "event.import"}),
    )


def lines(path: Path) -> Iterator[Line]:
    """The lines of a `.csv` or `.jsonl` file (UTF-8, with or without a byte-order mark).

    Raises a Problem naming `file` when it is neither, not UTF-8, or a CSV whose heading lacks `text`. A line that
    cannot be read by itself comes with its `fault`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            readers = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}
            reader = readers.get(path.suffix.lower())
            if reader is None:
                raise invalid(file=N_("Give a .csv or .jsonl file"))
            yield from reader(stream)
    except UnicodeDecodeError as error:
        raise invalid(file=N_("The file is not UTF-8")) from error
    except OSError as error:
        raise invalid(file=N_("The file cannot be read")) from error


def _csv(stream: TextIO) -> Iterator[Line]:
    heading: list[str] = []
    for number, row, text in _records(list(stream)):
        if not heading:
            heading = [COLUMNS.get(name.strip(), name.strip()) for name in row]
            if "text" not in heading:
                raise invalid(file=N_("The first line must name the columns, text among them"))
        elif not row:
            yield Line(number, {"line": text}, N_("The quotes of this line do not match"))
        else:
            given = {name: value for name, value in zip(heading, row, strict=False) if value}
            surplus = len(row) > len(heading)
            yield Line(number, given, N_("The line has more columns than the heading") if surplus else "")
    if not heading:
        raise invalid(file=N_("The first line must name the columns, text among them"))


def _records(lines: list[str]) -> Iterator[tuple[int, list[str], str]]:
    """Each record: the number of its first line, its cells, and that line; no cells if it cannot be read.

    Then reading goes on at the very next line: a quote that is never closed must not swallow the rest.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], strict=True)
        offset = start
        try:
            for row in reader:
                if row:
                    yield start + 1, row, lines[start]
                start = offset + reader.line_num
        except csv.Error:
            yield start + 1, [], lines[start].rstrip("\r\n")
            start += 1


def _json_lines(stream: TextIO) -> Iterator[Line]:
    for number, text in enumerate(stream, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            yield Line(number, {"line": text.rstrip("\n")}, N_("Not valid JSON"))
            continue
        if not isinstance(row, dict):
            yield Line(number, {"line": text.rstrip("\n")}, N_("Not a JSON object"))
            continue
        yield Line(number, {COLUMNS.get(name, name): value for name, value in row.items()})


def report_of(line: Line) -> Report:
    """The report a line stands for; a Problem naming the column where it does not fit."""
    if line.fault:
        raise invalid(line=line.fault)
    refuse_unclean(line.raw)
    raw = {name: value for name, value in line.raw.items() if value is not None}
    unknown = sorted(set(raw) - KNOWN)
    if unknown:
        raise invalid(**{unknown[0]: N_("There is no such column")})
    for column in ("lng", "lat"):
        if isinstance(raw.get(column), str):
            try:
                raw[column] = float(raw[column])
            except ValueError:
                raise invalid(**{column: N_("Must be a number")}) from None
    seen_at = _moment(raw.pop("seen_at", None))
    contact = ContactDetails(str(raw.pop("name", "")), str(raw.pop("phone", "")))
    raw["outside_id"] = str(raw.get("outside_id") or _own_name(line))
    try:
        report = msgspec.convert({"text": "", **raw}, Report)
    except msgspec.ValidationError as error:
        column = str(error).rpartition("`$.")[2].rstrip("`") or "line"
        raise invalid(**{column: N_("This value does not fit")}) from None
    return msgspec.structs.replace(
        report, seen_at=seen_at, contact=contact if contact.name or contact.phone else None
    )


def take(line: Line, actor: Actor, outcome: Outcome) -> None:
    """File one line and note what became of it; a Problem is a reject, anything else rises."""
    try:
        filed = file(report_of(line), actor)
    except Problem as problem:
        outcome.rejects.append((line, reason(problem)))
        return
    if filed.replayed:
        outcome.known += 1
    else:
        outcome.filed += 1


def reason(problem: Problem) -> str:
    """A problem in one line: which column, and what is wrong with it."""
    document = problem.document()
    errors = [f"{each['field']}: {each['message']}" for each in document.get("errors", ())]
    return "; ".join(errors) or document.get("detail", document["title"])


def write_rejects(path: Path, outcome: Outcome) -> None:
    """The rejects beside the file they came from, one JSON line each: number, reason, and what it `said`.

    Half a character, which UTF-8 cannot write, is written as JSON escapes it.
    """
    with path.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        for line, why in outcome.rejects:
            row = {"line": line.number, "reason": why, "said": line.raw}
            stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def _moment(value: Any) -> datetime | None:
    """A time as ISO 8601; without a zone it is local time, as files from local systems mean it."""
    if value in (None, ""):
        return None
    with suppress(ValueError, TypeError):
        moment = datetime.fromisoformat(str(value).strip())
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    raise invalid(seen_at=N_("Not a time (ISO 8601)"))


def _own_name(line: Line) -> str:
    """What a line without an outside id is known by: its own content."""
    content = json.dumps(line.raw, sort_keys=True, ensure_ascii=False, default=str)
    return "line:" + hashlib.sha256(content.encode()).hexdigest()[:32]
