"""What a sensitive model declares, and the policy that PostgreSQL makes of it.

The columns are those of a `Scope`, read as `network.scope` reads them: a row is visible when any of them matches.
What the actor is stands in settings of the transaction (`session`); a setting that is not there matches nothing.

A policy comes before every condition of a query whose operator might tell something of rows that are hidden
(`LIKE`, `@@`, `&&`): such a condition cannot use an index on a guarded table. Equality and order of text, bytes
and numbers can.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, ManyToOneRel, Model

from wangge.core.scope import SUBJECT_KIND, Scope

# Jobs that see every guarded table whole: sealing it anew with another key, proving the chains of its cases, and
# counting their clocks anew by another calendar.
EVERYWHERE = ("keys.rotate", "audit.verify", "flow.replay")
# The owner's role, by hand, for a backup or a repair: `SET wangge.job = 'maintenance'`.
MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Guard:
    """Whose rows these are, to the database.

    `scope`: the columns that are matched; None means the model's own `scope`, or, with `through`, that of the
    model the foreign key `through` leads to (its columns are looked at there, whole with its own guard).
    `jobs`: names of the jobs that see the table whole. `letterbox`: anyone may add a row (`drop_in`), even who
    may not read it: a report with a telephone number comes from outside.
    """

    scope: Scope | None = None
    through: str = ""
    jobs: tuple[str, ...] = ()
    letterbox: bool = False


@cache
def guards() -> dict[type[Model], Guard]:
    """Every guarded model there is, by its declaration `sensitive`."""
    return {
        model: guard
        for model in apps.get_models(include_auto_created=True)
        if (guard := getattr(model, "sensitive", None)) is not None
    }


@cache
def powers() -> frozenset[str]:
    """The powers that any guard asks for: what else an actor may do the database need not know."""
    scopes = [_scope(model, guard) for model, guard in guards().items()]
    named = {name for scope in scopes if scope for name in (scope.power, scope.unit_power)}
    return frozenset(named - {""})


def policy(model: type[Model]) -> str:
    """The condition, as SQL, under which a row of this guarded model is visible and may be written."""
    guard, table = guards()[model], model._meta.db_table
    scope, jobs = _scope(model, guard), (*EVERYWHERE, *guard.jobs)
    if not guard.through:
        if scope is None:
            raise TypeError(f"{model.__name__} is sensitive and says nothing of whose its rows are")
        return _conditions(model, scope, f'"{table}"', jobs)
    key = model._meta.get_field(guard.through)
    if not isinstance(key, ForeignKey):
        raise TypeError(f"{model.__name__}.{guard.through} is no foreign key")
    parent = key.related_model
    if scope is None and parent not in guards():
        raise TypeError(f"{parent.__name__} is neither guarded nor has it a scope of its own")
    inner = f" AND ({_conditions(parent, scope, 'parent', jobs)})" if scope else ""
    return (
        f'EXISTS (SELECT FROM "{parent._meta.db_table}" parent'
        f' WHERE parent."{key.target_field.column}" = "{table}"."{key.column}"{inner})'
    )


def _scope(model: type[Model], guard: Guard) -> Scope | None:
    """The scope a guard is made from; None where the guard of the model it leads to says it all."""
    if guard.scope is not None:
        return guard.scope
    bearer = model._meta.get_field(guard.through).related_model if guard.through else model
    own = getattr(bearer, "scope", None)
    return own if isinstance(own, Scope) else None


def _conditions(model: type[Model], scope: Scope, name: str, jobs: tuple[str, ...]) -> str:
    """A scope as SQL over the columns of `name`; the same rules as `network.scope.within`, and the jobs."""

    def column(field: str) -> str:
        found = [each for each in model._meta.concrete_fields if field in (each.name, each.attname)]
        if not found:
            raise TypeError(f"{model.__name__} has no column {field}")
        return f'{name}."{found[0].column}"'

    parts = []
    job = f"current_setting('wangge.job', true) IN ({', '.join(_quoted(each) for each in jobs)})"
    if scope.region:
        # A prefix, said as a range so that an index serves it: codes are digits, and ":" comes after "9". A job
        # that sees everything has the empty prefix; beside the range that would be an OR, which no index serves.
        own = f" WHEN {_setting('subject')} IS NOT NULL THEN ''" if scope.subject else ""
        area = f"(SELECT CASE WHEN {job} THEN ''{own} WHEN {_may(scope.power)} THEN {_setting('region')} END)"
        place = f'{column(scope.region)} COLLATE "C"'
        parts.append(f"{place} >= {area} AND {place} < {area} || ':'")
    else:
        parts.append(f"(SELECT {job})")
    unit, at_unit = f"(SELECT {_setting('unit')}::bigint)", ""
    if scope.unit_power:
        at_unit = f"(SELECT {_may(scope.unit_power)}) AND "
    if scope.unit:
        parts.append(f"{at_unit}{column(scope.unit)} = {unit}")
    if scope.units:
        parts.append(f"{at_unit}{unit} = ANY ({column(scope.units)})")
    if scope.desk:
        parts.append(f"{column(scope.desk)} = ANY ({_list('desks')})")
    person = f"(SELECT {_setting('person')}::bigint)"
    if scope.person:
        parts.append(f"{column(scope.person)} = {person}")
    if scope.people:
        parts.append(f"{person} = ANY ({column(scope.people)})")
    if scope.case:
        parts.append(f"{column(scope.case)} = (SELECT {_setting('case')})")
    found = " OR ".join(f"({part})" for part in parts)
    return f"({found}) AND {_narrowed(model, scope, name)}" if scope.subject else found


def _narrowed(model: type[Model], scope: Scope, name: str) -> str:
    """What is left to a subject, who has the whole area and of it their own rows alone: a condition that is added,
    because one that is offered beside the area would be an OR, which no index serves. Written so that the planner
    takes it for what it is for everybody else: true."""
    subject = f"(SELECT {_setting('subject')}::bigint)"
    found: Any = model._meta.get_field(scope.subject)
    if isinstance(
        found, ManyToOneRel
    ):  # the home of the person, for instance: it is the person who knows which
        child, key = found.related_model._meta, found.field.column
        own = (
            f'{name}."{model._meta.pk.column}" = (SELECT child."{key}" FROM "{child.db_table}" child'  # noqa: S608  our own
            f' WHERE child."{child.pk.column}" = {subject})'
        )
    else:
        own = f'{name}."{found.column}" = {subject}'
    if scope.subject_kind:
        kind: Any = model._meta.get_field(scope.subject_kind)
        own += f""" AND {name}."{kind.column}" = '{SUBJECT_KIND}'"""
    return f"((SELECT CASE WHEN {_setting('subject')} IS NULL THEN 'all' ELSE 'own' END) <> 'own' OR ({own}))"


def _setting(key: str) -> str:
    """A setting of the transaction; NULL, which equals nothing, where there is none. `(SELECT …)` around it has it
    read once a statement, not once a row."""
    return f"nullif(current_setting('wangge.{key}', true), '')"


def _list(key: str) -> str:
    return f"string_to_array({_setting(key)}, ',')"


def _may(power: str) -> str:
    return f"{_quoted(power)} = ANY ({_list('powers')})"


def _quoted(text: str) -> str:
    if not text.replace(".", "").replace("_", "").isalnum():
        raise ValueError(f"{text!r} is no name of a power or a job")
    return f"'{text}'"
