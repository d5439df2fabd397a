"""A line of a list of cases, whichever list it is: what every case shows, shaped for people.

The columns come from the list's own statement, the names of places and units with them (`NAMES`). What a key is
called depends on the language and on nothing else, or on a version that never changes, so it is asked once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, override

from wangge.accounts.channels import CHANNELS
from wangge.core.flow.editions import flow_at
from wangge.core.flow.table import Flow
from wangge.events.case.views import UnitNamed, state_named
from wangge.events.labels import (
    DESKS,
    DUE,
    GRADES,
    KINDS,
    RATINGS,
    Named,
    due_word,
    item_named,
    maybe,
    named,
    phase,
)
from wangge.events.lists.waiting import PERSON, UNIT, DeskView
from wangge.network.queries.naming import VERSION_SQL, named_at, unit_sql

EXCERPT = 80  # characters of the text

# The columns `line` reads, of a table of events; other kinds of case have the first of them only.
OF_CASES = (
    "case_no", "flow_version", "state", "region_code", "due_at", "warn_at", "opened_at", "version", "desk",
)  # fmt: skip
OF_EVENTS = (
    "item_code", "catalogue_version", "grade", "channel", "lng", "lat", "owner", "lead_unit_id", "reminders",
    "orders", "order_open", "overdues",
)  # fmt: skip
COLUMNS = OF_CASES + OF_EVENTS
# What names them, as expressions over a page of such rows called `page`: units by a look-up for each row, so put it
# around what is limited already; places by the version that names them all (`placed`).
NAMES = {
    "lead_name": unit_sql("page.lead_unit_id"),
    "desk_unit": f"CASE WHEN starts_with(page.desk, 'unit:') THEN {unit_sql('substr(page.desk, 6)::bigint')} END",
    "boundary": VERSION_SQL,
}


def with_names(page: str, columns: Sequence[str], order: str) -> str:
    """A statement that gives these columns of a page with `NAMES` behind them, in this order.

    `page`: the statement of the page itself, ordered and limited; `order`: the same order over its columns.
    """
    wanted = [*(f"page.{name}" for name in columns), *(f"{sql} AS {name}" for name, sql in NAMES.items())]
    return f"SELECT {', '.join(wanted)} FROM ({page}) AS page ORDER BY {order}"  # noqa: S608  our own columns


def placed(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the names of its places and its desk beside `NAMES`.

    A place without a name here (a region that is gone) is called by its code, which says where it was. A person's
    desk, that of whoever wrote the draft, has no name.
    """
    places = named_at(row["boundary"])
    kind, _, rest = row["desk"].partition(":")
    row["region"] = places.get(row["region_code"], row["region_code"])
    row["owner_name"] = places.get(row["owner"], row["owner"])
    row["desk_name"] = row["desk_unit"] if kind == UNIT else "" if kind == PERSON else places.get(rest, rest)
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """What a state means: its name, the step the case stands in, and why it lies on a desk (None: on none)."""

    state: Named
    step: Named
    reason: Named | None


class Wording:
    """What the keys of a line are called in one language."""

    def __init__(self, language: str | None) -> None:
        self._language = language
        with override(language):
            self.kinds, self.due, self.grades, self.channels, self.ratings = (
                {key: named(table, key) for key in table} for table in (KINDS, DUE, GRADES, CHANNELS, RATINGS)
            )
        self._standing: dict[tuple[str, int, str], tuple[Flow, Standing]] = {}

    def standing(self, kind: str, version: int, state: str) -> Standing:
        """Of a state in this version of a flow."""
        flow = flow_at(kind, version)
        known = self._standing.get((kind, version, state))
        if known is None or known[0] is not flow:
            with override(self._language):
                reason = maybe(DESKS, flow.state_by_key[state].desk)
                known = flow, Standing(state_named(flow, state), phase(kind, state), reason)
            self._standing[kind, version, state] = known
        return known[1]


@lru_cache(maxsize=8)
def _wording(language: str | None) -> Wording:
    return Wording(language)


def wording() -> Wording:
    """In the caller's language."""
    return _wording(get_language())


class Items(dict[tuple[str, int], Named | None]):
    """The items of one page by code and version, each looked up once."""

    def __missing__(self, key: tuple[str, int]) -> Named | None:
        found = self[key] = item_named(*key)
        return found


def line(flow: str, row: Mapping[str, Any], words: Wording, items: Items, now: datetime) -> dict[str, Any]:
    """What any line shows of a case of this flow, from `COLUMNS` and what `placed` adds. What a kind of case does not
    have is None, empty or 0 in its row."""
    standing = words.standing(flow, row["flow_version"], row["state"])
    due = due_word(row["due_at"], row["warn_at"], now)
    lead, desk, reason = row["lead_unit_id"], row["desk"], standing.reason
    return {
        "case_no": row["case_no"],
        "state": standing.state,
        "step": standing.step,
        "version": row["version"],
        "item": items[row["item_code"], row["catalogue_version"]],
        "grade": words.grades[row["grade"]] if row["grade"] else None,
        "channel": words.channels[row["channel"]] if row["channel"] else None,
        "region_code": row["region_code"],
        "region": row["region"],
        "lng": row["lng"],
        "lat": row["lat"],
        "opened_at": row["opened_at"],
        "due_at": row["due_at"],
        "due": words.due[due] if due else None,
        "lead": None if lead is None else UnitNamed(lead, row["lead_name"]),
        "owner": row["owner"],
        "owner_name": row["owner_name"],
        "desk": DeskView(reason, row["desk_name"]) if desk and reason else None,
        "reminders": row["reminders"],
        "orders": row["orders"],
        "order_open": row["order_open"],
        "overdues": row["overdues"],
    }
