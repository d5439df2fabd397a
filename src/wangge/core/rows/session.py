"""Telling the database who acts, for the length of a transaction."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import Model
from psycopg.pq import TransactionStatus

from wangge.core import statements
from wangge.core.actors import Actor, ActorKind
from wangge.core.rows import guard

# In the order in which `_facts` gives them.
SETTINGS = ("region", "unit", "desks", "person", "case", "powers", "job", "subject")
SQL = "SELECT " + ", ".join(f"set_config('wangge.{key}', %s, true)" for key in SETTINGS)
NOBODY = ("",) * len(SETTINGS)

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


@contextmanager
def guarded(actor: Actor) -> Iterator[None]:
    """What this actor may see of guarded tables is visible inside, and may be written; to the end of the block.

    Opens a transaction, or goes on in the one that is open. The settings are local to the transaction, so nothing
    of them is left on the connection for the next request. Inside a block of the same actor this does nothing;
    inside another's it takes its place until it ends. One statement, two where a transaction goes on after it.
    A job is an actor, too (`actors.job`): its name opens the tables that name it, and no others.
    """
    outer = _acting.get()
    if outer is actor:
        yield
        return
    reset = _acting.set(actor)
    try:
        if connection.in_atomic_block:
            statements.run(SQL, _facts(actor))
            try:
                yield
            finally:
                # In a transaction that has failed nothing can be set, and going back undoes what was set in it.
                if connection.connection.info.transaction_status == TransactionStatus.INTRANS:
                    statements.run(SQL, _facts(outer) if outer else NOBODY)
        else:
            with transaction.atomic():
                statements.run(SQL, _facts(actor))
                yield
    finally:
        _acting.reset(reset)


def guarded_if_needed(model: type[Model], actor: Actor) -> AbstractContextManager[None]:
    """`guarded(actor)` for a model that is guarded; for any other nothing, so that no transaction is opened."""
    return guarded(actor) if model in guard.guards() else nullcontext()


def _facts(actor: Actor) -> tuple[str, ...]:
    """What the policies ask of an actor, as text."""
    return (
        actor.region,
        "" if actor.unit is None else str(actor.unit),
        ",".join(sorted(actor.desks)),
        "" if actor.person is None else str(actor.person),
        actor.case_no,
        ",".join(sorted(actor.powers & guard.powers())),
        actor.label if actor.kind is ActorKind.JOB else "",
        "" if actor.subject is None else str(actor.subject),
    )
