"""The sealed columns of the register, and what each value is bound to."""

from wangge.core.crypto.columns import Sealed
from wangge.registry import facts
from wangge.registry.models import Fact, TableRow
from wangge.registry.tables import lines

SEALED = (
    Sealed(Fact, "sealed", lambda row: facts.context(row.subject, row.subject_id, row.group)),
    Sealed(TableRow, "sealed", lambda row: lines.context(row.table_id, row.number)),
)
