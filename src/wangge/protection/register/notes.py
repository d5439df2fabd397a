"""What the city adds to an activity: each change is a row more, and the last one counts."""

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Max

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.http import wording
from wangge.core.http.documents import refuse_unclean
from wangge.core.problems import Problem, invalid
from wangge.core.words import N_
from wangge.network import queries as network
from wangge.protection.models import ActivityNote
from wangge.protection.powers import DESK
from wangge.protection.register import activities
from wangge.registry.door import require, small

MOST = {"processor": 200, "recipient": 200, "storage": 200, "note": 1000}


class NoteIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the city says of an activity: the unit in charge (its number), to whom it is entrusted, to whom it is
    given, where it is stored, whether it goes abroad. Words about processing, none of a person. `version`: the one
    seen, 0 of an activity of which nothing was said yet."""

    version: int
    unit: int | None = None
    processor: str = ""
    recipient: str = ""
    storage: str = ""
    abroad: bool = False
    note: str = ""


def latest() -> dict[str, ActivityNote]:
    """What counts of every activity of which something is said. One query."""
    newest = ActivityNote.objects.values("activity").annotate(last=Max("id")).values("last")
    return {each.activity: each for each in ActivityNote.objects.filter(pk__in=newest)}


def write(key: str, asked: NoteIn, actor: Actor, address: str = "") -> ActivityNote:
    """Say it anew. NOT_FOUND for no activity, STALE if somebody did meanwhile; the same again changes nothing."""
    require(actor, DESK)
    if key not in activities.by_key():
        raise Problem(problems.NOT_FOUND)
    refuse_unclean(msgspec.to_builtins(asked))
    said = {name: getattr(asked, name).strip() for name in MOST}
    too_long = {name: wording.TOO_LONG for name, text in said.items() if len(text) > MOST[name]}
    if too_long:
        raise invalid(**too_long)
    if asked.unit is not None and (not small(asked.unit) or network.unit(asked.unit) is None):
        raise invalid(unit=N_("There is no such unit"))
    last = ActivityNote.objects.filter(activity=key).order_by("-number").first()
    if (last.number if last else 0) != asked.version:
        raise Problem(problems.STALE, version=last.number if last else 0)
    try:
        with transaction.atomic():
            made = ActivityNote.objects.create(
                activity=key,
                number=asked.version + 1,
                unit=asked.unit,
                abroad=asked.abroad,
                by=actor.label,
                **said,
            )
            audit.record(actor, "protection.noted", ("processing", key), address=address)
    except IntegrityError as error:  # somebody said something at the same moment
        raise Problem(problems.STALE) from error
    return made
