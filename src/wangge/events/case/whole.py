"""One event with everything that is shown beside it, in one statement: contact, files, words, kin, names, and the
numbers of what is published."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from wangge.core import problems, statements, versions
from wangge.core.actors import Actor
from wangge.core.fetched import columns, made, width
from wangge.core.problems import Problem
from wangge.events.lists.rows import NAMES, placed
from wangge.events.models import Contact, Event
from wangge.network import queries as network
from wangge.network.scope import covers

# Arrays of JSON, so that a row is one row. Moments stay the text PostgreSQL writes.
_LISTS = {
    "files": """
        SELECT coalesce(json_agg(json_build_object(
                   'id', a.id, 'kind', a.kind, 'media_type', a.media_type, 'name', a.name, 'size', a.size,
                   'by', a.by, 'at', a.at, 'seq', added.seq, 'state', added.source) ORDER BY a.id), '[]')::text
          FROM events_attachment a
          LEFT JOIN LATERAL (SELECT s.seq, s.source FROM events_eventstep s
                              WHERE s.case_id = a.event_id AND s.action = 'attach' AND s.data->>'sha256' = a.sha256
                              ORDER BY s.seq LIMIT 1) AS added ON true
         WHERE a.event_id = page.id""",
    "words": """
        SELECT coalesce(json_agg(json_build_object('text', w.text, 'at', w.at) ORDER BY w.id), '[]')::text
          FROM events_addition w WHERE w.event_id = page.id""",
    "parts": """
        SELECT coalesce(json_agg(k.case_no ORDER BY k.id), '[]')::text
          FROM events_event k WHERE k.parent_id = page.id""",
    "merged": """
        SELECT coalesce(json_agg(k.case_no ORDER BY k.id), '[]')::text
          FROM events_event k WHERE k.merged_into_id = page.id""",
}
_LINKED = ("parent", "merged_into")
_NUMBER = "SELECT k.case_no FROM events_event k WHERE k.id = page.{}_id"


@dataclass(frozen=True, slots=True)
class Whole:
    """`contact` is None where the reporter left none; `names` are what `rows.placed` gives, `units` those of the
    joint units, `numbers` as of `core.versions`."""

    event: Event
    contact: Contact | None
    files: list[dict[str, Any]]
    words: list[dict[str, Any]]
    parts: list[str]
    merged: list[str]
    parent: str | None
    merged_into: str | None
    names: dict[str, Any]
    units: dict[int, str]
    numbers: dict[str, int]


@cache
def _sql() -> str:
    """Composed when everything published has said where its number stands."""
    wanted = [
        columns(Event, "page"),
        columns(Contact, "contact"),
        *(f"({select})" for select in _LISTS.values()),
        *(f"({_NUMBER.format(name)})" for name in _LINKED),
        *NAMES.values(),
        network.unit_names_sql("page.joint_units"),
        versions.sql(),
    ]
    return (
        f"SELECT {', '.join(wanted)} FROM events_event AS page"  # noqa: S608  expressions of our own
        " LEFT JOIN events_contact AS contact ON contact.event_id = page.id WHERE page.case_no = %s"
    )


def whole(case_no: str, actor: Actor) -> Whole:
    """Everything of a case, or NOT_FOUND to whoever may not see it. One query, to be asked inside `guarded`: the
    contact is hidden otherwise."""
    found = visible(statements.run(_sql(), [case_no]), actor)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    event, rest = found
    contact, rest = rest[: width(Contact)], rest[width(Contact) :]
    lists, rest = [msgspec.json.decode(each) for each in rest[: len(_LISTS)]], rest[len(_LISTS) :]
    (parent, merged_into), rest = rest[: len(_LINKED)], rest[len(_LINKED) :]
    names, (units, *numbers) = rest[: len(NAMES)], rest[len(NAMES) :]
    facts = {name: getattr(event, name) for name in ("region_code", "owner", "desk")}
    return Whole(
        event,
        None if contact[0] is None else made(Contact, contact),
        *lists,
        parent=parent,
        merged_into=merged_into,
        names=placed(facts | dict(zip(NAMES, names, strict=True))),
        units=msgspec.json.decode(units, type=dict[int, str]),
        numbers=versions.read(numbers),
    )


@cache
def _bare_sql() -> str:
    return (
        f"SELECT {columns(Event, 'page')}, {versions.sql()} FROM events_event AS page WHERE page.case_no = %s"  # noqa: S608
    )


def bare(case_no: str, actor: Actor) -> tuple[Event, dict[str, int]]:
    """A case the actor may see, with the numbers of everything published; NOT_FOUND likewise. One query."""
    found = visible(statements.run(_bare_sql(), [case_no]), actor)
    if found is None:
        raise Problem(problems.NOT_FOUND)
    event, numbers = found
    return event, versions.read(numbers)


def visible(rows: list[tuple[Any, ...]], actor: Actor) -> tuple[Event, tuple[Any, ...]] | None:
    """The case that a row begins with, and the rest of the row; None without a row, or where the actor may not see
    the case."""
    if not rows:
        return None
    event = made(Event, rows[0][: width(Event)])
    return (event, rows[0][width(Event) :]) if covers(actor, event) else None
