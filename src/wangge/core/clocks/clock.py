"""One clock on one case: intervals during which it ran, and what may be said from them.

Nothing derived is stored here: due time, time used and time left are computed from the intervals by a
calendar, so a changed calendar or limit can be replayed (design §3). Every change returns a new clock.
"""

from datetime import datetime, timedelta

import msgspec

from wangge.core.clocks.calendar import Calendar
from wangge.core.clocks.kinds import ClockKind, Span
from wangge.core.clocks.reckon import advance, counted


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """From when to when a clock ran; `until` is None while it runs, and is not stored then."""

    since: datetime
    until: datetime | None = None


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """`name`: which timer (`accept`, `dispatch`, `handle`, `verify`, `total`). `limit`: None for a stopwatch that
    only measures. `extended`: spans added later. `runs`: at least one. `stopped`: it will not run again.

    Stored as JSON in every case, most of its row: what has its default is left out, but for `stopped`, which is
    always there to be asked for in SQL."""

    name: str
    limit: Span | None
    runs: tuple[Run, ...]
    extended: tuple[Span, ...] = ()
    # A factory, because msgspec leaves out a field that has its plain default.
    stopped: bool = msgspec.field(default_factory=bool)

    @property
    def started_at(self) -> datetime:
        return self.runs[0].since

    @property
    def running(self) -> bool:
        return not self.stopped and self.runs[-1].until is None

    @property
    def paused(self) -> bool:
        return not self.stopped and self.runs[-1].until is not None

    @property
    def kind(self) -> ClockKind:
        return self.limit.kind if self.limit else ClockKind.NATURAL_DAYS

    def allowed(self) -> timedelta | None:
        """All counted time allowed, extensions included; None for a stopwatch."""
        if self.limit is None:
            return None
        return sum((span.counted() for span in self.extended), self.limit.counted())


def started(name: str, limit: Span | None, now: datetime) -> Clock:
    return Clock(name, limit, (Run(now),))


def halted(clock: Clock, now: datetime) -> tuple[Run, ...]:
    last = clock.runs[-1]
    if last.until is not None:
        return clock.runs
    return (*clock.runs[:-1], Run(last.since, max(now, last.since)))


def stop(clock: Clock, now: datetime) -> Clock:
    return msgspec.structs.replace(clock, runs=halted(clock, now), stopped=True)


def pause(clock: Clock, now: datetime) -> Clock:
    return clock if clock.stopped else msgspec.structs.replace(clock, runs=halted(clock, now))


def resume(clock: Clock, now: datetime) -> Clock:
    until = clock.runs[-1].until
    if clock.stopped or until is None:
        return clock
    return msgspec.structs.replace(clock, runs=(*clock.runs, Run(max(now, until))))


def extend(clock: Clock, span: Span) -> Clock:
    """One span more. Spans of another kind are refused: they cannot be added up on one calendar."""
    if clock.limit is None or span.kind is not clock.limit.kind:
        raise ValueError(f"clock {clock.name} cannot be extended by {span.kind}")
    return msgspec.structs.replace(clock, extended=(*clock.extended, span))


def used(clock: Clock, now: datetime, calendar: Calendar) -> timedelta:
    """Counted time used up to `now`, which may lie in the past."""
    return sum(
        (counted(clock.kind, run.since, min(run.until or now, now), calendar) for run in clock.runs),
        timedelta(0),
    )


def due(clock: Clock, calendar: Calendar) -> datetime | None:
    """When the allowed time is (or was, or would have been) used up; None for a stopwatch or while paused
    with time left, because nobody can say when it will go on."""
    return warning(clock, 1, calendar)


def warning(clock: Clock, fraction: float, calendar: Calendar) -> datetime | None:
    """When `fraction` of the allowed time is used up; None as for `due`."""
    allowed = clock.allowed()
    if allowed is None:
        return None
    left = allowed * fraction
    for run in clock.runs:
        if run.until is None:
            return advance(clock.kind, run.since, left, calendar)
        spent = counted(clock.kind, run.since, run.until, calendar)
        if spent >= left:
            return advance(clock.kind, run.since, left, calendar)
        left -= spent
    if clock.paused:
        return None
    until = clock.runs[-1].until
    assert until is not None  # the loop returned otherwise
    return advance(clock.kind, until, left, calendar)


def overdue(clock: Clock, now: datetime, calendar: Calendar) -> bool:
    """Whether more than the allowed time is used at `now` (or was, when it stopped)."""
    allowed = clock.allowed()
    return allowed is not None and used(clock, now, calendar) > allowed
