"""The track of a patrol, where the worker wished one: coarse, sealed, deleted by itself, every reader named.

A worker's position is sensitive personal data (PIPL §28): nothing is kept unless the worker switched it on for
this one patrol, while it is being walked, to 100 m and a minute; nobody else reads it without saying why, and
the worker sees who did (domain.md §7.3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.utils.timezone import now as clock_now

from wangge.core import audit, problems
from wangge.core.actors import Actor
from wangge.core.crypto import open_, seal
from wangge.core.deletions import deleted
from wangge.core.problems import Problem, invalid
from wangge.core.rows import guarded
from wangge.core.text import unclean
from wangge.core.words import N_
from wangge.events.keeping import FORGETTING, KEEP, TRACK, TRACK_READINGS
from wangge.events.models import Patrol
from wangge.events.patrols.models import TrackPoint, TrackReading
from wangge.network.scope import within

COARSE = 3  # decimals of a degree: some 100 metres
MOST = 300  # points at once: five hours without a network
CLOCK = timedelta(minutes=10)  # a phone's clock may differ by as much
CONTEXT = "event.track"
TRACK_OFF = problems.kind("track.off", 409, N_("No track is being kept of this patrol"))


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the phone was at a moment, CGCS2000 degrees."""

    lng: float
    lat: float
    at: datetime


class Points(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Track:
    """Points by the minute, oldest first; `readers` is told to the worker alone."""

    tracking: bool
    keep_days: int
    points: list[Point]
    readers: list[Reader] | None


def add(case_no: str, sent: Points, actor: Actor) -> int:
    """Keep these points, one a minute, and say how many are new; the same minute again changes nothing.

    Points before the start are left out. NOT_FOUND; FORBIDDEN to anybody but the worker who walks it; TRACK_OFF
    unless the worker switched it on.
    """
    if len(sent.points) > MOST:
        raise invalid(points=N_("Send up to 300 points at once"))
    for place, point in enumerate(sent.points):
        if not (-180 <= point.lng <= 180 and -90 <= point.lat <= 90):
            raise invalid(**{f"points.{place}": N_("This is no point on the Earth")})
        if point.at.tzinfo is None or point.at > clock_now() + CLOCK:
            raise invalid(**{f"points.{place}.at": N_("Give a time that has been, with its zone")})
    with guarded(actor):
        # Locked, so that a track that is being switched off is not added to.
        patrol = within(Patrol.objects.select_for_update(of=("self",)), actor).filter(case_no=case_no).first()
        if patrol is None:
            raise Problem(problems.NOT_FOUND)
        if not _walks(patrol, actor):
            raise Problem(problems.FORBIDDEN)
        if not patrol.tracking or patrol.started_at is None:
            raise Problem(TRACK_OFF)
        earliest = patrol.started_at - CLOCK
        kept: dict[datetime, Point] = {}
        for point in sorted(sent.points, key=lambda each: each.at):
            if point.at >= earliest:
                kept.setdefault(point.at.replace(second=0, microsecond=0), point)
        before = TrackPoint.objects.filter(patrol=patrol).count()
        TrackPoint.objects.bulk_create(
            [
                TrackPoint(patrol=patrol, minute=minute, sealed=_seal(patrol, minute, point))
                for minute, point in kept.items()
            ],
            ignore_conflicts=True,
        )
        return TrackPoint.objects.filter(patrol=patrol).count() - before


def read(case_no: str, actor: Actor, why: str = "", address: str = "") -> Track:
    """The track of a patrol: to its worker with everybody who looked; to who plans there for a reason that is
    logged and told to the worker. NOT_FOUND, FORBIDDEN, or a problem naming `why`."""
    with guarded(actor):
        patrol = within(Patrol.objects.all(), actor).filter(case_no=case_no).first()
        if patrol is None:
            raise Problem(problems.NOT_FOUND)
        readers = None
        if _walks(patrol, actor):
            readers = [
                Reader(each.name, each.at, each.why) for each in patrol.track_readings.order_by("-at", "-id")
            ]
        elif actor.may("patrol.plan") and actor.covers(patrol.region_code) and actor.person is not None:
            _note(patrol, actor, why.strip(), address)
        else:
            raise Problem(problems.FORBIDDEN)
        points = [_open(patrol, row) for row in patrol.track.order_by("minute")]
        return Track(patrol.tracking, KEEP["track"].days, points, readers)


def forget(case_no: str, actor: Actor) -> None:
    """The worker deletes the track at once; nobody else can. NOT_FOUND, FORBIDDEN."""
    with guarded(actor):
        patrol = within(Patrol.objects.all(), actor).filter(case_no=case_no).first()
        if patrol is None:
            raise Problem(problems.NOT_FOUND)
        if not _walks(patrol, actor):
            raise Problem(problems.FORBIDDEN)
        patrol.track.all().delete()


def purge() -> int:
    """Delete points and readings whose time is up; the number of points."""
    now = clock_now()
    with guarded(FORGETTING):
        points, _ = TrackPoint.objects.filter(minute__lt=now - KEEP["track"]).delete()
        readings, _ = TrackReading.objects.filter(at__lt=now - KEEP["track_reading"]).delete()
        deleted(TRACK_READINGS, readings)
        return deleted(TRACK, points)


def _walks(patrol: Patrol, actor: Actor) -> bool:
    return actor.person is not None and patrol.worker_id == actor.person


def _note(patrol: Patrol, actor: Actor, why: str, address: str) -> None:
    if not 2 <= len(why) <= 200 or unclean(why):
        raise invalid(why=N_("Say what you need it for"))
    assert actor.person is not None
    TrackReading.objects.create(patrol=patrol, person=actor.person, name=actor.label, why=why)
    audit.record(
        actor, "track.read", ("patrol", patrol.case_no), why, address=address, region=patrol.region_code
    )


def _seal(patrol: Patrol, minute: datetime, point: Point) -> bytes:
    coarse = f"{round(point.lng, COARSE)},{round(point.lat, COARSE)}"
    return seal(coarse, context(patrol, minute))


def context(patrol: Patrol, minute: datetime) -> str:
    """What a sealed point is bound to: its patrol and its minute."""
    return f"{CONTEXT}:{patrol.case_no}:{int(minute.timestamp())}"


def _open(patrol: Patrol, row: TrackPoint) -> Point:
    plain = open_(row.sealed, context(patrol, row.minute))
    lng, lat = plain.split(",")
    return Point(float(lng), float(lat), row.minute)
