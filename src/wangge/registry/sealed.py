"""The sealed columns of the register, and what each value is bound to."""

from functools import partial

from wangge.core.crypto.columns import Sealed
from wangge.registry import facts
from wangge.registry.care import world as care
from wangge.registry.models import CareWords, Fact, RightsWords, TableRow
from wangge.registry.requests import words
from wangge.registry.tables import lines


def _words(column: str, row: RightsWords) -> str:
    return words.context(row.case.case_no, column)


SEALED = (
    *(
        Sealed(RightsWords, f"{column}_sealed", partial(_words, column), ("case",))
        for column in ("asked", "decided", "done")
    ),
    Sealed(Fact, "sealed", lambda row: facts.context(row.subject, row.subject_id, row.group)),
    Sealed(CareWords, "sealed", lambda row: care.context(row.entry.case_no, row.seq), ("entry",)),
    Sealed(TableRow, "sealed", lambda row: lines.context(row.table_id, row.number)),
)
