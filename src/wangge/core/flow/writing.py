"""The statements that keep cases: any number of them opened, or one moved on, each with its step and messages.

Rows travel as JSON, so that one prepared statement serves one case and a hundred, and a column's value needs no
conversion of its own on the way. Columns left at their default are constants of the statement, and of a case
that moves only the columns that changed are written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg import sql

from wangge.core import statements
from wangge.core.flow.chain import Record
from wangge.core.flow.models import Case, Step, step_values
from wangge.core.flow.turn import Message

_LENGTH = re.compile(r"\([^)]*\)")  # of varchar(24), varchar(5)[], numeric(9, 2)
_GIVEN = object()  # the default of a column that has none worth a constant

# What a case was when it was read, to tell what has changed: see `state_of`.
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turned:
    """A case as a turn has left it in memory, with the step it took and what others shall hear."""

    case: Case
    record: Record
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Column:
    """`type` without a length: a cast to varchar(n) would cut a text short without a word. `constant` is the
    default as SQL; "" where the column must always be given."""

    attname: str
    name: str
    type: str
    default: Any
    constant: str


def open_all(turned: Sequence[Turned]) -> None:
    """Store cases of one table that are not stored yet: all or none, in one statement, numbered in their order."""
    model = type(turned[0].case)
    defaults = _defaults(model)
    values = [vars(each.case) for each in turned]
    touched = [[name for name, default in defaults if each[name] != default] for each in values]
    given = tuple(touched[0]) if len(touched) == 1 else _merged(model, touched)
    rows = [{name: each[name] for name in given} for each in values]
    stored = dict(statements.run(_open_sql(model, given), [_json(rows), *_aside(turned)]))
    for each in turned:
        each.case.pk = stored[each.case.case_no]
        each.case._state.adding = False


def move(turned: Turned, before: State) -> bool:
    """Store what a turn changed on a case that was read as `before`; False if it is no longer at that version."""
    case = turned.case
    now = state_of(case)
    changed = tuple(name for name, value in now.items() if value != before[name])
    row = {"of": case.pk, "at": before["version"], **{name: vars(case)[name] for name in changed}}
    return bool(statements.run(_move_sql(type(case), changed), [_json(row), *_aside([turned])]))


def state_of(case: Case) -> State:
    """The columns of a case by name, for comparison: what could be changed in its place is kept in writing."""
    values = vars(case)
    return {
        column.attname: msgspec.json.encode(value) if type(value) in (list, dict) else value
        for column in _columns(type(case))
        for value in (values[column.attname],)
    }


@cache
def step_model(case_model: type[Case]) -> Any:
    """The step table that belongs to a case table: the other end of `related_name="steps"`.

    Typed as Any, because which context's table it is, and so its key `case`, is known at run time only.
    """
    relation: Any = next(each for each in case_model._meta.related_objects if each.name == "steps")
    model = relation.related_model
    assert issubclass(model, Step)
    return model


def _aside(turned: Sequence[Turned]) -> tuple[str, str]:
    """The steps and the messages of these cases, as JSON."""
    steps = [{"of": each.record.case_no, **step_values(each.record)} for each in turned]
    messages = [
        {"topic": message.topic, "payload": message.payload, "at": each.record.at}
        for each in turned
        for message in each.messages
    ]
    return _json(steps), _json(messages)


def _json(rows: Any) -> str:
    return msgspec.json.encode(rows).decode()


@cache
def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    """All columns but the primary key."""
    return tuple(_column(field) for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _defaults(model: type[models.Model]) -> tuple[tuple[str, Any], ...]:
    return tuple((column.attname, column.default) for column in _columns(model))


def _merged(model: type[Case], touched: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The columns that any of these rows gives, in the order of the table."""
    any_of = set().union(*touched)
    return tuple(column.attname for column in _columns(model) if column.attname in any_of)


def _column(field: models.Field[Any, Any]) -> Column:
    if isinstance(field, models.BinaryField) or field.column != field.attname:
        raise TypeError(f"{field}: bytes cannot travel as JSON, nor a column under another name")
    kind = _LENGTH.sub("", field.db_type(connection) or "")
    default = field.get_default() if field.has_default() or field.null else _GIVEN
    constant = ""
    if default is None:
        constant = "NULL"
    elif default == [] and isinstance(field, ArrayField):
        constant = "'{}'"
    elif type(default) in (bool, int, str):
        constant = sql.Literal(default).as_string()
    else:  # a moment of its own, or a document
        default = _GIVEN
    return Column(field.attname, connection.ops.quote_name(field.column), kind, default, constant)


@lru_cache(maxsize=1024)
def _open_sql(model: type[Case], given: tuple[str, ...]) -> str:
    """Rows with these columns given and all others at their default."""
    columns = _columns(model)
    shape = [column for column in columns if column.attname in given]
    values = [f"r.{each.name}" if each in shape else f"{each.constant}::{each.type}" for each in columns]
    return f"""
WITH c AS (
  INSERT INTO "{model._meta.db_table}" ({_names(columns)})
  SELECT {", ".join(values)} FROM json_to_recordset(%s::json) AS r({_shape(shape)})
  RETURNING id, case_no),
{_tail(model)}"""  # noqa: S608  names of our own columns


@lru_cache(maxsize=1024)
def _move_sql(model: type[Case], changed: tuple[str, ...]) -> str:
    """The row `of` this id, if it is `at` this version, with these columns changed."""
    shape = [column for column in _columns(model) if column.attname in changed]
    return f"""
WITH c AS (
  UPDATE "{model._meta.db_table}" AS t SET {", ".join(f"{each.name} = r.{each.name}" for each in shape)}
    FROM json_to_record(%s::json) AS r("of" bigint, "at" int, {_shape(shape)})
   WHERE t.id = r."of" AND t.version = r."at"
  RETURNING t.id, t.case_no),
{_tail(model)}"""  # noqa: S608  names of our own columns


@cache
def _tail(model: type[Case]) -> str:
    """The steps and the outbox, written beside the cases `c` in the same statement."""
    steps = step_model(model)
    columns = [each for each in _columns(steps) if each.attname != "case_id"]
    return f"""
step AS (
  INSERT INTO "{steps._meta.db_table}" ("case_id", {_names(columns)})
  SELECT c.id, {", ".join(f"s.{each.name}" for each in columns)}
    FROM json_to_recordset(%s::json) AS s("of" varchar, {_shape(columns)})
    JOIN c ON c.case_no = s."of"),
told AS (
  INSERT INTO core_outbox (topic, payload, at, next_at, attempts, error)
  SELECT m.topic, m.payload, m.at, m.at, 0, ''
    FROM json_to_recordset(%s::json) AS m(topic varchar, payload jsonb, at timestamptz)
   WHERE EXISTS (SELECT FROM c))
SELECT case_no, id FROM c
"""  # noqa: S608  names of our own columns


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(each.name for each in columns)


def _shape(columns: Sequence[Column]) -> str:
    return ", ".join(f"{each.name} {each.type}" for each in columns)
