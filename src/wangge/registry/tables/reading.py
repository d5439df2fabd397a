"""A CSV or Excel file as headings and rows of text. Nothing of it is understood here."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, TextIO

from openpyxl import load_workbook

from wangge.core.problems import Problem, invalid
from wangge.core.text import unclean, visible
from wangge.core.words import N_

MOST_ROWS, MOST_COLUMNS, LONGEST = 100_000, 60, 500
# An archive of a few kilobytes may unpack to gigabytes.
MOST_UNPACKED = 300 * 1024 * 1024
# Where a spreadsheet program saves CSV on a Chinese system, it is GB 18030.
ENCODINGS = ("utf-8-sig", "gb18030")

PIECE = 1024 * 1024
NO_ROWS = N_("The table has no rows below its headings")
UNREADABLE = N_("The file cannot be read")

Row = tuple[int, list[str]]


def read(name: str, content: bytes) -> tuple[list[str], list[Row]]:
    """Headings, and rows with the number of their line; empty lines are left out. A problem names `file`."""
    kind = _kind(name)
    lines = _workbook(io.BytesIO(content)) if kind == ".xlsx" else _csv(_decoded(content))
    headings, body = _table(lines)
    rows = list(islice(body, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise invalid(file=N_("The table has too many rows; give it in parts of 100,000"))
    if not rows:
        raise invalid(file=NO_ROWS)
    return headings, rows


def stream(path: Path) -> tuple[list[str], Iterator[Row]]:
    """The same of a file of any length, row by row; the file is closed behind the last of them."""
    try:
        if _kind(path.name) == ".xlsx":
            return _table(_workbook(path))
        return _table(_csv(path.open(encoding=_encoding(path), newline="")))
    except OSError as error:
        raise invalid(file=UNREADABLE) from error


def length(path: Path) -> int | None:
    """How many lines below the first a CSV file has; None for a workbook, which would have to be read for it."""
    if _kind(path.name) == ".xlsx":
        return None
    with path.open("rb") as file:
        return max(sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b"")) - 1, 0)


def _table(lines: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
    said = (line for line in lines if any(line[1]))
    first = next(said, None)
    if first is None:
        raise invalid(file=NO_ROWS)
    headings = _headings(first[1])
    return headings, ((number, cells[: len(headings)]) for number, cells in said)


def _headings(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS or any(unclean(each) for each in cells):
        raise invalid(file=N_("The first line must name the columns, each once"))
    if not all(cells) or len(set(cells)) != len(cells):
        raise invalid(file=N_("The first line must name the columns, each once"))
    return cells


def _kind(name: str) -> str:
    kind = PurePath(name.lower()).suffix
    if kind not in (".csv", ".xlsx"):
        raise invalid(file=N_("Give a .csv or .xlsx file"))
    return kind


def _decoded(content: bytes) -> TextIO:
    for encoding in ENCODINGS:
        try:
            return io.StringIO(content.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
    raise invalid(file=UNREADABLE)


def _encoding(path: Path) -> str:
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    decoder.decode(piece)
                decoder.decode(b"", True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise invalid(file=UNREADABLE)


def _csv(text: TextIO) -> Iterator[Row]:
    with text:
        reader = csv.reader(text)
        try:
            for cells in reader:
                yield reader.line_num, [_text(cell) for cell in cells]
        except csv.Error as error:
            raise invalid(file=UNREADABLE) from error


def _workbook(file: Path | io.BytesIO) -> Iterator[Row]:
    """The first sheet; formulas by the value they had when the file was saved."""
    try:
        if sum(part.file_size for part in zipfile.ZipFile(file).infolist()) > MOST_UNPACKED:
            raise invalid(file=UNREADABLE)
        book = load_workbook(file, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        yield from _cells(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1))
    except Problem:
        raise
    except Exception as error:  # whatever a reader of foreign bytes stumbles over: ParseError, zlib.error, …
        raise invalid(file=UNREADABLE) from error


def _cells(rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        yield number, [_text(cell) for cell in row]


def _text(value: Any) -> str:
    """A cell as text: days as ISO, whole numbers without a point."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return " ".join(visible(str(value)).split())[:LONGEST]
