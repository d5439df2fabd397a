"""A CSV or Excel file as headings and rows of text. Nothing of it is understood here."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from wangge.core.problems import invalid
from wangge.core.text import unclean
from wangge.core.words import N_

MOST_ROWS, MOST_COLUMNS, LONGEST = 100_000, 60, 500
# An archive of a few kilobytes may unpack to gigabytes.
MOST_UNPACKED = 300 * 1024 * 1024
# Where a spreadsheet program saves CSV on a Chinese system, it is GB 18030.
ENCODINGS = ("utf-8-sig", "gb18030")

Row = tuple[int, list[str]]


def read(name: str, content: bytes) -> tuple[list[str], list[Row]]:
    """Headings, and rows with the number of their line; empty lines are left out. A problem names `file`."""
    lines = _workbook(content) if name.lower().endswith(".xlsx") else _csv(name, content)
    headings: list[str] = []
    rows: list[Row] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not headings:
            headings = _headings(cells)
        elif len(rows) == MOST_ROWS:
            raise invalid(file=N_("The table has too many rows; give it in parts of 100,000"))
        else:
            rows.append((number, cells[: len(headings)]))
    if not headings or not rows:
        raise invalid(file=N_("The table has no rows below its headings"))
    return headings, rows


def _headings(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS or any(unclean(each) for each in cells):
        raise invalid(file=N_("The first line must name the columns, each once"))
    if not all(cells) or len(set(cells)) != len(cells):
        raise invalid(file=N_("The first line must name the columns, each once"))
    return cells


def _csv(name: str, content: bytes) -> Iterator[Row]:
    if not name.lower().endswith(".csv"):
        raise invalid(file=N_("Give a .csv or .xlsx file"))
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        reader = csv.reader(io.StringIO(text, newline=""))
        try:
            for cells in reader:
                yield reader.line_num, [_text(cell) for cell in cells]
        except csv.Error as error:
            raise invalid(file=N_("The file cannot be read")) from error
        return
    raise invalid(file=N_("The file cannot be read"))


def _workbook(content: bytes) -> Iterator[Row]:
    """The first sheet; formulas by the value they had when the file was saved."""
    try:
        if sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist()) > MOST_UNPACKED:
            raise invalid(file=N_("The file cannot be read"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        yield from _cells(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        raise invalid(file=N_("The file cannot be read")) from error


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
    return " ".join(str(value).split())[:LONGEST]
