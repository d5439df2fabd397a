"""The steps of a case as they are stored, each with the role and place it was taken in: one query for all of it."""

from dataclasses import dataclass
from functools import cache

import msgspec

from wangge.accounts import queries as accounts
from wangge.core import statements
from wangge.core.fetched import columns, made, width
from wangge.core.flow.models import Case, Step
from wangge.core.flow.store import step_model
from wangge.core.words import chinese
from wangge.network import queries as network
from wangge.network.queries import POSTING_COLUMNS

NO_FILES = "NULL::text"


@dataclass(frozen=True, slots=True)
class Told:
    """A step; `role` and `place` are empty where nobody's posting stands behind it."""

    step: Step
    role: str
    place: str


@cache
def _sql(model: type[Case], files: str) -> str:
    steps = step_model(model)
    return (
        f"SELECT {columns(steps, 'told')}, {accounts.role_names_sql('held.role')}, held.place, {files}"  # noqa: S608
        f" FROM {steps._meta.db_table} AS told LEFT JOIN LATERAL ({network.posting_sql('told.posting')})"
        f" AS held({', '.join(POSTING_COLUMNS)}) ON true WHERE told.case_id = %s ORDER BY told.seq"
    )


def told(case: Case, files_sql: str = NO_FILES) -> tuple[list[Told], dict[int, str]]:
    """The steps of a case, oldest first, and the names of its files by number: `files_sql` gives them as a JSON
    text beside the first step of `told`."""
    model = type(case)
    steps = step_model(model)
    count = width(steps)
    found: list[Told] = []
    files: dict[int, str] = {}
    for row in statements.run(_sql(model, files_sql), [case.pk]):
        name, name_en, place, named = row[count:]
        found.append(Told(made(steps, row[:count]), (name if chinese() else name_en) or "", place or ""))
        if named:
            files = msgspec.json.decode(named, type=dict[int, str])
    return found, files
