"""Which cases stand on a page of a list, newest first: each way in which a case may be the actor's is read by itself
in the order of an index and stops after a page, and the ways are merged.

One condition for all ways (`network.scope.within`) could be read in the order of no index. Words, and what a unit
takes part in, stand in an index without order; they are asked for in stretches of time that grow, until a page is
full (`events.searching`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.codes import LENGTHS, Level
from wangge.core.flow.editions import flow_at
from wangge.events import reading, searching
from wangge.events.filters import (
    Condition,
    Filters,
    is_number,
    of_columns,
    of_place,
    of_words,
    only_open,
)
from wangge.events.models import Event
from wangge.events.reading import Part
from wangge.events.searching import Window
from wangge.network.scope import Branch, Way, branches, declared

# Where a row stands: when it was opened, and its key.
Key = tuple[datetime, int]
# So many of the newest cases of an area are looked through for words before the index is asked, and more where this
# many of them have the words.
LOOKED = 1000
FREQUENT = 10
# A page that goes no further back than this is completed by time, a longer stretch by keys.
SHORT = timedelta(days=6)
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
EVER = Window(None, None)
OPEN: Condition = ("closed_at IS NULL", [])
ENDED: Condition = ("closed_at IS NOT NULL", [])
# The ends that most cases come to are not in `event_ended`; it is used when the statement says so in its words.
OFTEN = ("closed", "refused")
SELDOM: Condition = ("closed_at IS NOT NULL AND NOT state IN ('closed', 'refused')", [])


@dataclass(frozen=True, slots=True)
class Stream:
    """One way in which cases are the actor's to see, narrowed to the place that is asked for.

    `own`: its conditions. `prefix`: the area, of the way by region alone, which is looked through for words before
    any index. `keys`: what its cases that have ended are looked for by, empty where all of it is read in order.
    `open`: whether it has cases that are open. `little`: its cases are few, and found by the first of `own`.
    `behind`: where looking goes on.
    """

    own: list[Condition]
    prefix: str = ""
    keys: str = ""
    open: bool = True
    little: bool = False
    behind: Key | None = None

    @property
    def late(self) -> bool:
        """Stands in the index of keys alone: asked when it is known how far back the page goes."""
        return bool(self.keys) and not self.open

    @property
    def looks(self) -> bool:
        return bool(self.prefix and self.keys)


@dataclass(frozen=True, slots=True)
class Further:
    """What of a stream is still to be asked, and down to when it is known."""

    stream: Stream
    window: Window
    known_to: datetime


class Listing:
    """The keys of one page: of whom, narrowed how, behind which row, how many."""

    def __init__(self, actor: Actor, filters: Filters, after: Key | None, limit: int) -> None:
        self.filters, self.after, self.limit = filters, after, limit
        self.now = clock_now()
        self.only_open = only_open(filters)
        self.streams = list(self._streams(branches(declared(Event), actor)))
        self._common = [*of_columns(filters), *self._said(), *_behind(after)]

    def read(self) -> list[Key]:
        """The keys in order: one query, up to five more where words are rare or a unit takes part in little."""
        near = searching.near(self._top())
        late = [each for each in self.streams if each.late and not self.filters.q]
        rows = self._run(
            [part for each in self.streams if each not in late for part in self._first(each, near)]
        )
        found = {row[1]: row[2] for row in rows}
        if late:
            newest = self._newest(found)
            if len(newest) == self.limit and self._top() - newest[-1][0] < SHORT:
                parts = [self._since(each, newest[-1][0]) for each in late]
                return self._newest(found | {row[1]: row[2] for row in self._run(parts)})
            more = self._run([part for each in late for part in self._inside(each, near)])
            found |= {row[1]: row[2] for row in more}
        further = self._further(near, rows[0][0] if rows else 0, found)
        newest = self._newest(found)
        if further and not (
            len(newest) == self.limit and newest[-1][0] > max(each.known_to for each in further)
        ):
            rows = self._run([part for each in further for part in self._inside(each.stream, each.window)])
            newest = self._newest(found | {row[1]: row[2] for row in rows})
        return newest

    def _further(self, near: Window, looked: int, found: dict[int, datetime]) -> list[Further]:
        """What must be asked if the page is not full of what is newer than is known; adds to what was found.

        `looked`: cases found by looking through the newest of an area. The last weeks are asked by themselves: what
        is rare among the newest, which are open, may be frequent among what has ended.
        """
        since = near.since or OLDEST
        rest = Window(None, since)
        more = [
            Further(each, rest, since)
            for each in self.streams
            if each.keys and not each.looks and (self.filters.since or OLDEST) < since
        ]
        for each in self.streams:
            if each.looks and (last := self._looked_on(each, looked, found)):
                stream = replace(each, behind=last)
                if self._walked(each) or last[0] < since:
                    more.append(Further(stream, EVER, last[0]))
                else:
                    found |= {row[1]: row[2] for row in self._run(self._inside(stream, near))}
                    more.append(Further(stream, rest, since))
        return more

    def _looked_on(self, stream: Stream, looked: int, found: dict[int, datetime]) -> Key | None:
        """Behind which case of an area is to be asked; None where the page is full of what was seen by looking
        through it, or nothing is left. Where the words are frequent, looking on is the shortest way."""
        if looked >= self.limit:
            return None
        last = self._looked_to(stream, LOOKED)
        if last is None or looked < FREQUENT:
            return last
        # As many as should fill the page, and half as many again.
        enough = LOOKED * self.limit * 3 // (looked * 2)
        stream = replace(stream, behind=last)
        rows = self._run([self._look(stream, enough)])
        found |= {row[1]: row[2] for row in rows}
        return None if looked + len(rows) >= self.limit else self._looked_to(stream, enough)

    def _newest(self, found: dict[int, datetime]) -> list[Key]:
        return sorted(((at, number) for number, at in found.items()), reverse=True)[: self.limit]

    def _run(self, parts: list[Part]) -> list[tuple[Any, ...]]:
        """The newest of all parts, each case once: `looked, id, opened_at`, where `looked` counts the cases among
        them that were found by looking through an area."""
        if not parts:
            return []
        if len(parts) == 1:
            rows = statements.run(*parts[0], fresh=True)
            return [(looked * len(rows), number, at) for looked, number, at in rows]
        values = [value for _, given in parts for value in given]
        merged = reading.written(reading.MERGED, parts=" UNION ALL ".join(part for part, _ in parts))
        return statements.run(merged, [*values, self.limit], fresh=True)

    def _looked_to(self, stream: Stream, count: int) -> Key | None:
        newest, values = self._keys(stream, [], count)
        rows = statements.run(reading.LOOKED_TO.format(newest=newest), [*values, count - 1], fresh=True)
        return rows[0] if rows else None

    # Streams ------------------------------------------------------------------------------------------------

    def _streams(self, ways: tuple[Branch, ...]) -> Iterator[Stream]:
        place = of_place(self.filters.region)
        ways = self._needed(ways)
        for way in ways:
            own = [*_compared(way), *place]
            if way.way is Way.PREFIX:
                prefix = _inner(way.value, self.filters.region)
                if prefix is not None:
                    yield Stream(of_place(prefix), prefix, self._words(prefix))
            elif way.column == "lead_unit_id":
                keys = self._words(self.filters.region)
                yield Stream(own, keys=searching.both(keys, searching.of_unit(way.value)) if keys else "")
            elif way.way is Way.CONTAINS:
                parts = (f"{own[0][0]} AND {OPEN[0]}", own[0][1])
                yield Stream([parts, *own[1:]], little=True)
                if not self.only_open:
                    keys = searching.asked(self.filters.q, self.filters.region, is_number(self.filters.q))
                    unit = searching.of_unit(way.value[0])
                    yield Stream([*own, ENDED], keys=searching.both(keys, unit), open=False)
            else:
                yield Stream(own, little=way.way is Way.AMONG)

    def _needed(self, ways: tuple[Branch, ...]) -> tuple[Branch, ...]:
        """Without the ways that can add nothing: the region covers all that is asked for. A city is all there is."""
        for way in ways:
            if way.way is Way.PREFIX and (
                len(way.value) <= LENGTHS[Level.CITY] or self.filters.region.startswith(way.value)
            ):
                return (way,)
        return ways

    def _words(self, region: str) -> str:
        """What the words are looked for by; empty where they are not: nothing is asked, or all that can fit is open
        and little."""
        words = self.filters.q
        if self.only_open or not searching.names_words(words):
            return ""
        return searching.asked(words, region, is_number(words))

    # Statements ---------------------------------------------------------------------------------------------

    def _first(self, stream: Stream, near: Window) -> list[Part]:
        if stream.looks:
            return [self._look(stream, LOOKED)]
        if stream.keys:
            return self._inside(stream, near)
        return [self._keys(stream, of_words(self.filters.q, "text"), self.limit)]

    def _keys(self, stream: Stream, words: list[Condition], limit: int) -> Part:
        """The newest of a stream, in order."""
        if self._walked(stream):
            low, high = stream.prefix, stream.prefix + ":"
            where, values = reading.joined([*self._common, *_behind(stream.behind), *words])
            return reading.written(reading.BY_CODE, where=where), [
                low,
                high,
                high,
                self.now,
                *values,
                limit,
                limit,
            ]
        if stream.little:
            (own, given), *rest = stream.own
            where, values = reading.joined([*rest, *self._common, *words])
            return reading.written(reading.LITTLE, own=own, where=where), [*given, self.now, *values, limit]
        where, values = reading.joined([*stream.own, *self._common, *_behind(stream.behind), *words])
        return reading.written(reading.IN_ORDER, where=where), [self.now, *values, limit]

    def _look(self, stream: Stream, count: int) -> Part:
        words, given = reading.joined(of_words(self.filters.q, "e.text"))
        if self._walked(stream):
            newest, values = self._keys(stream, [], count)
            return reading.written(reading.LOOK_BY_CODE, newest=newest, words=words), [
                *values,
                *given,
                self.limit,
            ]
        where, values = reading.joined([*stream.own, *self._common, *_behind(stream.behind)])
        return reading.written(reading.LOOK, where=where, words=words), [
            self.now,
            *values,
            count,
            *given,
            self.limit,
        ]

    def _walked(self, stream: Stream) -> bool:
        """Whether an area is read code by code: a community, and what is between a township and a grid; unless there
        is an index of fewer cases."""
        between = LENGTHS[Level.TOWNSHIP] < len(stream.prefix) < LENGTHS[Level.GRID]
        return between and not self.only_open and self.filters.unit is None

    def _inside(self, stream: Stream, window: Window) -> list[Part]:
        """The cases of a stream in a window: those that have ended by their keys, the others in order."""
        bounds = [
            *([("opened_at >= %s::timestamptz", [window.since])] if window.since else []),
            *([("opened_at < %s::timestamptz", [window.until])] if window.until else []),
            *_behind(stream.behind),
        ]
        where, values = reading.joined(
            [*stream.own, *self._common, *bounds, *of_words(self.filters.q, "text")]
        )
        parts = [
            (
                reading.written(reading.BY_KEYS, where=where),
                [searching.both(stream.keys, key), self.now, *values, self.limit],
            )
            for key in window.keys or ("",)
        ]
        if stream.open and self.filters.open is not False:
            opened = reading.written(reading.IN_ORDER, where=f"closed_at IS NULL AND {where}")
            parts.append((opened, [self.now, *values, self.limit]))
        return parts

    def _said(self) -> list[Condition]:
        """What the filters imply, said so that an index of few cases is used."""
        if self.only_open:
            return [OPEN]
        return [SELDOM] if self.filters.state not in ("", *OFTEN) else []

    def _top(self) -> datetime:
        """When the newest case of the page can have been opened."""
        bounds = [self.now, self.after[0] if self.after else None, self.filters.until]
        return max(min(each for each in bounds if each is not None), OLDEST)

    def _since(self, stream: Stream, moment: datetime) -> Part:
        """What has ended of a stream, not older than this: by time."""
        since = ("opened_at >= %s::timestamptz", [moment])
        where, values = reading.joined([*stream.own, _ended(), since, *self._common])
        return reading.written(reading.IN_ORDER, where=where), [self.now, *values, self.limit]


def _behind(key: Key | None) -> list[Condition]:
    return [] if key is None else [("(opened_at, id) < (%s::timestamptz, %s::bigint)", [*key])]


def _ended() -> Condition:
    """What has ended, by states, which the indexes by time compare without a look into the table."""
    return "state = ANY(%s::text[])", [[each.key for each in flow_at("event", 0).states if not each.open]]


def _inner(one: str, other: str) -> str | None:
    """The smaller of two areas, None where neither holds the other."""
    if one.startswith(other):
        return one
    return other if other.startswith(one) else None


def _compared(way: Branch) -> list[Condition]:
    """A way that is not by region, as a condition."""
    if way.way is Way.CONTAINS:
        # That it holds any says which index is meant.
        return [(f"{way.column} @> %s::bigint[] AND {way.column} <> '{{}}'", [way.value])]
    if way.way is Way.AMONG:
        return [(f"{way.column} = ANY(%s::text[]) AND {way.column} <> ''", [way.value])]
    kind = "text" if isinstance(way.value, str) else "bigint"
    return [(f"{way.column} = %s::{kind}", [way.value])]
