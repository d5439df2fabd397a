"""One masked value in the clear: for a power, for a reason, in the audit log, and told to the person."""

import msgspec

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.words import N_
from wangge.registry import definitions, facts
from wangge.registry.door import REVEAL, SEE, Row, require, seen
from wangge.registry.models import Reading


class RevealIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which field, and what for."""

    field: str
    reason: str


class Revealed(msgspec.Struct, frozen=True):
    field: str
    label: str
    value: str


def reveal(model: type[Row], number: int, asked: RevealIn, actor: Actor, address: str = "") -> Revealed:
    """One sealed value of a person, home or organisation. NOT_FOUND outside the actor's area and where there is no
    value; FORBIDDEN without the power of its group; a problem names `reason` or `field`."""
    require(actor, SEE, REVEAL)
    refuse_unclean(msgspec.to_builtins(asked))
    kind = facts.KINDS[model]
    with guarded(actor):
        row = seen(model, number, actor)
        reason = asked.reason.strip()
        if not 2 <= len(reason) <= 200:
            raise invalid(reason=N_("Say in 2 to 200 characters what you need it for"))
        for group in definitions.groups(kind).values():
            field = group.field(asked.field)
            if field is not None and field.sealed:
                break
        else:
            raise invalid(field=N_("This is not a masked value"))
        require(actor, group.see, group.reveal)
        held = facts.opened(facts.current(kind, [row.pk]).get(row.pk, {}).get(group.key))
        if asked.field not in held:
            raise Problem(problems.NOT_FOUND)
        Reading.objects.create(
            subject=kind,
            subject_id=row.pk,
            region_code=row.region_code,
            field=asked.field,
            person=actor.person,
            by=actor.label,
            reason=reason,
        )
        audit.record(
            actor, "registry.reveal", (f"registry_{kind}", row.pk), reason, address=address, field=asked.field
        )
    return Revealed(asked.field, field.label, str(held[asked.field]))
