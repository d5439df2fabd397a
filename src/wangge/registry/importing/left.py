"""The lines that were not entered, in a file beside the one they came from: mended there, they are imported again."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext

from wangge.core.words import N_
from wangge.registry.importing.taking import Left
from wangge.registry.queries.tables import ROW_STATES
from wangge.registry.tables import mapping
from wangge.registry.tables.reading import Row

BESIDE = (N_("Line"), N_("Outcome"), N_("Field at fault"), N_("What is wrong"))


def write(path: Path, headings: Sequence[str], rows: Iterable[Row], left: Iterable[Left]) -> None:
    """As CSV, with what is wrong in columns beside. It holds what the lines said of people, so nobody but who ran the
    import may read it."""
    wrong = {each.number: each for each in left}
    labels = mapping.targets()
    with open(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline=""
    ) as file:
        out = csv.writer(file)
        out.writerow([*headings, *(gettext(name) for name in BESIDE)])
        for number, cells in rows:
            if (each := wrong.get(number)) is not None:
                said = cells + [""] * (len(headings) - len(cells))
                why = gettext(each.why) if each.why else ""
                state = gettext(ROW_STATES[each.state])
                out.writerow([*said, number, state, labels.get(each.field, ""), why])
