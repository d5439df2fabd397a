"""The one door for changes of the register: who may, what is locked, which version, what is written of it."""

from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from django.db.models import Model, QuerySet

from wangge.core import problems, statements
from wangge.core.actors import Actor
from wangge.core.crypto import blind_index
from wangge.core.problems import Problem
from wangge.network.scope import within
from wangge.registry.models import Component, Dwelling, Fact, History, Organisation, Person

SEE, EDIT, REVEAL, MERGE, IMPORT = (
    "registry.see",
    "registry.edit",
    "registry.reveal",
    "registry.merge",
    "registry.import",
)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
Row = TypeVar("Row", Person, Dwelling, Organisation, Component)
M = TypeVar("M", bound=Model)


def require(actor: Actor, *powers: str) -> None:
    """FORBIDDEN unless the actor holds all of these."""
    if not all(map(actor.may, powers)):
        raise Problem(problems.FORBIDDEN)


def found(rows: QuerySet[M], number: int, actor: Actor) -> M | None:
    """The row of this number among those the actor may see. One query."""
    return within(rows, actor).filter(pk=number).first() if small(number) else None


def seen(rows: QuerySet[M], number: int, actor: Actor) -> M:
    """The same; NOT_FOUND if there is none."""
    row = found(rows, number, actor)
    if row is None:
        raise Problem(problems.NOT_FOUND)
    return row


def locked(model: type[Row], number: int, actor: Actor, version: int | None) -> Row:
    """The same, locked for a change. STALE if somebody changed it since; 428 if nobody says what was seen."""
    row = seen(model.objects.select_for_update(), number, actor)
    if version is None:
        raise Problem(problems.VERSION_REQUIRED)
    if row.version != version:
        raise Problem(problems.STALE, version=row.version)
    return row


def small(number: int) -> bool:
    """A table keeps 64 bits: a larger number is nobody's, and must not reach the database."""
    return 0 < number < 2**63


@dataclass(frozen=True, slots=True)
class Request:
    """A write as it was asked for: under which key it may be repeated, and a keyed hash of what it says. Keyed,
    because a telephone number would be found again from a plain one."""

    key: str | None
    digest: bytes | None

    def done(self, actor: Actor) -> History | None:
        """What this person did under this key before; KEY_REUSED if that was something else."""
        if self.key is None:
            return None
        # The same request at the same moment waits here, and then finds what the first one did.
        statements.run(LOCK, (f"registry:{actor.person}:{self.key}",))
        before = History.objects.filter(person=actor.person, key=self.key).first()
        if before is not None and bytes(before.digest or b"") != self.digest:
            raise Problem(problems.KEY_REUSED)
        return before


def request(key: str | None, *what: Any) -> Request:
    """The request of this key (None: it is not to be repeated) that says this."""
    if key is None:
        return Request(None, None)
    said = msgspec.json.encode(what, order="deterministic")
    return Request(key, blind_index(said.decode(), "registry.request"))


def write(
    row: Person | Dwelling | Organisation | Component,
    action: str,
    actor: Actor,
    *,
    fact: Fact | None = None,
    note: str = "",
    asked: Request | None = None,
) -> None:
    """Add what was done to the history of a row."""
    entry(row, action, actor, fact=fact, note=note, asked=asked).save(force_insert=True)


def entry(
    row: Person | Dwelling | Organisation | Component,
    action: str,
    actor: Actor,
    *,
    fact: Fact | None = None,
    note: str = "",
    asked: Request | None = None,
) -> History:
    """The same, not saved yet: for many at once."""
    return History(
        subject=str(row._meta.model_name),
        subject_id=row.pk,
        region_code=row.region_code,
        action=action,
        group=fact.group if fact else "",
        fact=fact.pk if fact else None,
        note=note,
        person=actor.person,
        by=actor.label,
        key=asked.key if asked else None,
        digest=asked.digest if asked else None,
    )
