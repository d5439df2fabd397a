"""The door. Every write to every case goes through `open_case` or `perform`, in one transaction:
lock, compare versions, decide, append the step, write the case and the outbox in one statement."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import msgspec
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, models, transaction
from django.utils.timezone import now as clock_now

from wangge.core import problems, statements
from wangge.core.actors import Actor
from wangge.core.flow.chain import Record, digest
from wangge.core.flow.decide import decide
from wangge.core.flow.editions import flow_at
from wangge.core.flow.models import Case, Step, step_values
from wangge.core.flow.turn import Turn, World
from wangge.core.problems import Problem

CaseRow = TypeVar("CaseRow", bound=Case)

_LENGTH = re.compile(r"\([^)]*\)")  # of varchar(24), varchar(5)[], numeric(9, 2)


@dataclass(frozen=True, slots=True)
class Result:
    """What an action did. `replayed` is true when the same key had already done it."""

    case: Any
    record: Record
    replayed: bool = False


def open_case(
    flow_key: str,
    case: Case,
    action: str,
    actor: Actor,
    data: Any,
    world: World,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Take the first action on a case that is not stored yet, and store it: one statement.

    `case.flow_version` must be set. A case whose `source_key` is there already is not opened again: the first
    result comes back, or KEY_REUSED when something else was asked (`source_digest`) under that key.
    """
    flow = flow_at(flow_key, case.flow_version)
    record, turn = decide(
        flow,
        case,
        action,
        actor,
        data,
        world,
        now or clock_now(),
        request=digest(action, data),
        client_key=key,
    )
    # Inside a transaction a repeated key must not spoil what else it holds; alone, the statement is atomic.
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with guard:
            ((case.pk,),) = statements.run(_open_sql(type(case)), _parameters(case, record, turn))
    except IntegrityError as error:
        return _opened_before(case, error)
    case._state.adding = False
    return Result(case, record)


def _opened_before(case: Case, error: IntegrityError) -> Result:
    """The first result of an opening that is repeated; any other violation of a constraint is not ours."""
    model = type(case)
    there = model._default_manager.filter(source_key=case.source_key).first() if case.source_key else None
    if there is None:
        raise error
    if there.source_digest != case.source_digest:
        raise Problem(problems.KEY_REUSED, case_no=there.case_no) from error
    first = step_model(model)._default_manager.get(case=there, seq=1)
    return Result(there, first.record(there.case_no), replayed=True)


def perform(
    flow_key: str,
    cases: models.QuerySet[CaseRow],
    case_no: str,
    action: str,
    actor: Actor,
    data: Any,
    expected_version: int | None,
    world: World,
    *,
    key: str | None = None,
    now: datetime | None = None,
) -> Result:
    """Take one action on a stored case. `cases` is already limited to what the actor may see, so a stranger
    gets 404. `expected_version` None is for the platform's own jobs, which act on whatever they find.

    Raises a Problem: NOT_FOUND, STALE (with the current version), KEY_REUSED, and those of `decide`.
    """
    asked = digest(action, data)
    with transaction.atomic():
        try:
            case = cases.select_for_update(of=("self",)).get(case_no=case_no)
        except cases.model.DoesNotExist:
            raise Problem(problems.NOT_FOUND) from None
        if key is not None:
            done = step_model(type(case))._default_manager.filter(case=case, key=key).first()
            if done is not None:
                if done.digest != asked:
                    raise Problem(problems.KEY_REUSED)
                return Result(case, done.record(case.case_no), replayed=True)
        if expected_version is not None and expected_version != case.version:
            raise Problem(problems.STALE, version=case.version)
        before = case.version
        record, turn = decide(
            flow_at(flow_key, case.flow_version),
            case,
            action,
            actor,
            data,
            world,
            now or clock_now(),
            request=asked,
            client_key=key,
        )
        written = statements.run(_move_sql(type(case)), [case.pk, before, *_parameters(case, record, turn)])
        if not written:
            raise Problem(problems.STALE)
    return Result(case, record)


@cache
def step_model(case_model: type[Case]) -> Any:
    """The step table that belongs to a case table: the other end of `related_name="steps"`.

    Typed as Any, because which context's table it is, and so its key `case`, is known at run time only.
    """
    relation: Any = next(each for each in case_model._meta.related_objects if each.name == "steps")
    model = relation.related_model
    assert issubclass(model, Step)
    return model


@cache
def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@cache
def _casts(model: type[models.Model]) -> tuple[list[str], list[str]]:
    """Quoted column names and typed placeholders of a table, primary key left out.

    A length is left out of the cast: casting to varchar(n) would cut a text short without a word.
    """
    fields = _columns(model)
    names = [connection.ops.quote_name(field.column or "") for field in fields]
    return names, [f"%s::{_LENGTH.sub('', field.db_type(connection) or '')}" for field in fields]


@cache
def _tail(model: type[Case]) -> str:
    """The step and the outbox, written beside the case `c` in the same statement."""
    steps = step_model(model)
    names, casts = _casts(steps)
    place = names.index('"case_id"')
    names = names[:place] + names[place + 1 :]
    casts = casts[:place] + casts[place + 1 :]
    return (
        f'step AS (INSERT INTO "{steps._meta.db_table}" ("case_id", {", ".join(names)}) '
        f"SELECT c.id, {', '.join(casts)} FROM c), "
        "told AS (INSERT INTO core_outbox (topic, payload, at, next_at, attempts, error) "
        "SELECT m.topic, m.payload::jsonb, %s::timestamptz, %s::timestamptz, 0, '' "
        "FROM c, unnest(%s::text[], %s::text[]) AS m(topic, payload)) "
        "SELECT id FROM c"
    )


@cache
def _open_sql(model: type[Case]) -> str:
    names, casts = _casts(model)
    return (
        f'WITH c AS (INSERT INTO "{model._meta.db_table}" ({", ".join(names)}) '
        f"VALUES ({', '.join(casts)}) RETURNING id), " + _tail(model)
    )


@cache
def _move_sql(model: type[Case]) -> str:
    """Placeholders: the row's id and the version it must have, then those of `_open_sql`."""
    names, casts = _casts(model)
    changes = ", ".join(f"{name} = {cast}" for name, cast in zip(names, casts, strict=True))
    return (
        "WITH target AS (SELECT %s::bigint AS id, %s::int AS version), "
        f'c AS (UPDATE "{model._meta.db_table}" AS t SET {changes} FROM target '
        "WHERE t.id = target.id AND t.version = target.version RETURNING t.id), " + _tail(model)
    )


def _parameters(case: Case, record: Record, turn: Turn[Any]) -> list[Any]:
    steps = step_model(type(case))
    values = step_values(record)
    door = connections[DEFAULT_DB_ALIAS]  # looked up once: the proxy would be asked for every column
    return [
        *(field.get_db_prep_save(getattr(case, field.attname), door) for field in _columns(type(case))),
        *(
            field.get_db_prep_save(values[field.attname], door)
            for field in _columns(steps)
            if field.attname != "case_id"
        ),
        record.at,
        record.at,
        [message.topic for message in turn.messages],
        [msgspec.json.encode(message.payload).decode() for message in turn.messages],
    ]
