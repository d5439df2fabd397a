"""A list as a workbook people open: who took it out, when and why stands on every sheet, printed or not."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font

WIDEST = 50  # characters of a column
MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading in the language in force, and the width in characters."""

    heading: str
    width: int


def workbook(
    title: str, marks: Sequence[str], columns: Sequence[Column], rows: Iterable[Sequence[Any]], author: str
) -> bytes:
    """One sheet: the marks, one a row, then the headings and the rows. The first mark is the head and foot of
    every printed page, and all of them are in the document's properties."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = author
    book.properties.description = "\n".join(marks)
    sheet = book.create_sheet(title)
    # `&` begins a command in the head and foot of a page.
    printed = marks[0].replace("&", "&&")
    sheet.HeaderFooter.oddHeader.center.text = printed
    sheet.HeaderFooter.oddFooter.center.text = printed
    sheet.HeaderFooter.oddFooter.right.text = "&P / &N"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4
    sheet.freeze_panes = f"A{len(marks) + 2}"
    for place, column in enumerate(columns):
        sheet.column_dimensions[_letter(place)].width = min(column.width, WIDEST)
    for mark in marks:
        sheet.append([_cell(sheet, mark, Font(bold=True))])
    sheet.append([_cell(sheet, column.heading, Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, font: Font | None = None) -> Cell:
    """A text is always a text: one that begins with `=` must not become a formula on somebody's machine."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=localtime(value).replace(tzinfo=None))
        cell.number_format = MOMENT
    else:
        cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, bool):
        cell.value = gettext("Yes") if value else gettext("No")
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top")
    if font is not None:
        cell.font = font
    return cell


def _letter(place: int) -> str:
    """The letters of a column by its place, from 0; these sheets have fewer than 26."""
    return chr(ord("A") + place)
