"""What a grid worker has to do today: patrols, visits and cases, with how far each is from where they stand."""

import msgspec

from wangge.core.actors import Actor
from wangge.core.problems import invalid
from wangge.core.words import N_
from wangge.events.intake.duplicates import apart
from wangge.events.lists.todo import TodoRow, todo
from wangge.events.models import Event
from wangge.events.patrols import queries as patrols
from wangge.events.patrols.models import Kind
from wangge.events.patrols.queries import PatrolRow
from wangge.network import queries as network

MOST = 100


class Call(msgspec.Struct, frozen=True):
    """The office to ask about a case, never its reporter."""

    name: str
    phone: str


class Task(msgspec.Struct, frozen=True):
    """A patrol or visit; `distance` in metres, null where it has no point or nobody said where they stand."""

    task: PatrolRow
    distance: float | None


class Job(msgspec.Struct, frozen=True):
    """A case on my desk. `place` is what the report said in words. `may_reveal`: the caller may ask for the
    reporter's contact, with a reason."""

    case: TodoRow
    place: str
    distance: float | None
    call: Call | None
    may_reveal: bool


class Today(msgspec.Struct, frozen=True):
    """`patrols` and `visits` by when they are to be finished, `todo` by due time; `more`: there is more to do than
    is listed here."""

    patrols: list[Task]
    visits: list[Task]
    todo: list[Job]
    more: bool


def today(actor: Actor, lng: float | None = None, lat: float | None = None) -> Today:
    """The day of whoever asks, in eight queries at most. A problem names `lng` or `lat` where one is missing."""
    if (lng is None) != (lat is None):
        raise invalid(**{"lat" if lat is None else "lng": N_("Longitude and latitude come together")})
    here = (lng, lat) if lng is not None and lat is not None else None
    tasks = patrols.as_rows(list(patrols.on_desk(actor)[: MOST + 1]))
    page = todo(actor, limit=MOST)
    cases = [row for row in page.items if row.kind.key in ("event", "joint")]
    places = dict(
        Event.objects.filter(case_no__in=[row.case_no for row in cases]).values_list("case_no", "place")
    )
    centres = network.centres_at(row.owner for row in cases if row.owner)
    return Today(
        patrols=[_task(row, here) for row in tasks if row.kind.key == Kind.PATROL],
        visits=[_task(row, here) for row in tasks if row.kind.key == Kind.VISIT],
        todo=[
            Job(
                case=row,
                place=places.get(row.case_no, ""),
                distance=_far(here, row.lng, row.lat),
                call=Call(centre.name, centre.phone) if centre and centre.phone else None,
                may_reveal=actor.may("event.reveal"),
            )
            for row in cases
            for centre in (centres.get(row.owner),)
        ],
        more=page.next is not None or len(tasks) > MOST,
    )


def _task(row: PatrolRow, here: tuple[float, float] | None) -> Task:
    return Task(row, _far(here, row.lng, row.lat))


def _far(here: tuple[float, float] | None, lng: float | None, lat: float | None) -> float | None:
    return apart(here, (lng, lat)) if here and lng is not None and lat is not None else None
