"""Whose list a file comes from that turned up somewhere: its invisible marks read, the list and its asker named."""

import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wangge.core.actors import job
from wangge.core.rows import guarded
from wangge.registry.exports import marks
from wangge.registry.exports.models import RegisterExport
from wangge.registry.keeping import EXPORTS

MOST = 200 * 1024 * 1024  # bytes of one part of a workbook


@dataclass(frozen=True, slots=True)
class Trace:
    """A list whose marks are in the file."""

    case_no: str
    asker: str
    receiver: str
    opened_at: datetime


def trace(path: Path) -> list[Trace]:
    """The lists a CSV, Excel or text file comes from; none where no mark is left. OSError if it cannot be read."""
    numbers = marks.found(_texts(path))
    with guarded(job(EXPORTS)):
        rows = RegisterExport.objects.filter(case_no__in=numbers).order_by("id")
        return [Trace(row.case_no, row.asker, row.receiver, row.opened_at) for row in rows]


def _texts(path: Path) -> list[str]:
    if not zipfile.is_zipfile(path):
        return [path.read_text(encoding="utf-8", errors="replace")]
    with zipfile.ZipFile(path) as book:
        parts = [
            part for part in book.infolist() if part.filename.endswith(".xml") and part.file_size <= MOST
        ]
        return [book.read(part).decode("utf-8", errors="replace") for part in parts]
