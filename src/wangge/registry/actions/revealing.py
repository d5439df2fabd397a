"""One masked value in the clear: for a power, for a reason, in the audit log, and told to the person."""

import msgspec

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.registry import definitions, facts, objections
from wangge.registry.door import REVEAL, SEE, require, seen
from wangge.registry.looks import look, reason_of
from wangge.registry.models import Dwelling, Organisation, Person


class RevealIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which field, and what for."""

    field: str
    reason: str


class Revealed(msgspec.Struct, frozen=True):
    field: str
    label: str
    value: str


def reveal(
    model: type[Person] | type[Dwelling] | type[Organisation],
    number: int,
    asked: RevealIn,
    actor: Actor,
    address: str = "",
) -> Revealed:
    """One sealed value of a person, home or organisation. NOT_FOUND outside the actor's area and where there is no
    value; FORBIDDEN without the power of its group; a problem names `reason` or `field`."""
    require(actor, SEE, REVEAL)
    refuse_unclean(msgspec.to_builtins(asked))
    kind = facts.KINDS[model]
    with guarded(actor):
        row = seen(model.objects.all(), number, actor)
        reason = reason_of(asked.reason)
        for group in definitions.groups(kind).values():
            field = group.field(asked.field)
            if field is not None and field.sealed:
                break
        else:
            raise invalid(field=N_("This is not a masked value"))
        require(actor, group.see, group.reveal)
        if isinstance(row, Person):
            objections.refuse(row.pk, group.key)
        held = facts.opened(facts.current(kind, [row.pk]).get(row.pk, {}).get(group.key))
        if asked.field not in held:
            raise Problem(problems.NOT_FOUND)
        look(row, asked.field, reason, actor, address)
    return Revealed(asked.field, field.label, str(held[asked.field]))
