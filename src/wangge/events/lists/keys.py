"""Which cases stand on a page of a list, newest first: each way in which a case may be the actor's is read by itself
in the order of an index and stops after a page, and the ways are merged.

One condition for all ways (`network.scope.within`) could be read in the order of no index. Words, and what a unit
takes part in, stand in an index without order; they are asked for stretch by stretch, until a page is full
(`searching`). A word that must not fetch all that hold it to show the newest fifty is looked for among the
newest of a large area first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.codes import LENGTHS, Level
from wangge.events.lists import openwords, reading, searching
from wangge.events.lists.filters import (
    Condition,
    Filters,
    is_number,
    of_columns,
    of_place,
    of_words,
    only_open,
)
from wangge.events.lists.reading import Part
from wangge.events.models import Event
from wangge.network.scope import Branch, Way, branches, declared

# Where a row stands: when it was opened, and its key.
Key = tuple[datetime, int]
# So many of the newest cases of a county or the city are looked through for words before the keys are asked: where
# many of the newest have them, that is the shorter way. Of smaller areas a stretch holds few cases.
LOOKED = 1000
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
OPEN: Condition = ("closed_at IS NULL", [])
# The ends that most cases come to are not in `event_ended`; it is used when the statement says so in its words.
OFTEN = ("closed", "refused")
SELDOM: Condition = ("closed_at IS NOT NULL AND NOT state IN ('closed', 'refused')", [])


@dataclass(frozen=True, slots=True)
class Stream:
    """One way in which cases are the actor's to see, narrowed to the place that is asked for.

    `own`: its conditions. `prefix`: the area, of the way by region alone. `words` and `unit`: what its cases are
    looked for by, both empty where all of it is read in order; only what has ended has its units among its keys.
    `open`: whether it has cases that are open. `little`: its cases are few, and found by the first of `own`.
    """

    own: list[Condition]
    prefix: str = ""
    words: str = ""
    unit: str = ""
    open: bool = True
    little: bool = False

    @property
    def keys(self) -> str:
        return searching.both(self.words, self.unit)

    @property
    def late(self) -> bool:
        """Stands in the index of keys alone: asked when it is known how far back the page goes."""
        return bool(self.keys) and not self.open

    @property
    def looks(self) -> bool:
        """Is looked through for words, before its keys are asked."""
        return bool(self.keys) and 0 < len(self.prefix) < LENGTHS[Level.TOWNSHIP]


class Listing:
    """The keys of one page: of whom, narrowed how, behind which row, how many."""

    def __init__(self, actor: Actor, filters: Filters, after: Key | None, limit: int) -> None:
        self.filters, self.after, self.limit = filters, after, limit
        self.now = clock_now()
        self.only_open = only_open(filters)
        self.streams = list(self._streams(branches(declared(Event), actor)))
        self._common = [*of_columns(filters), *self._said(), *_behind(after)]

    def read(self) -> list[Key]:
        """The keys in order: one query, one more where words are not frequent or a unit takes part in something."""
        late = [each for each in self.streams if each.late]
        rows = self._run([part for each in self.streams if not each.late for part in self._first(each)])
        found = {row[1]: row[2] for row in rows}
        newest = self._newest(found)
        # What is older than the last row of a full page need not be known.
        since = newest[-1][0] if len(newest) == self.limit else OLDEST
        looking = [each for each in self.streams if each.looks and (rows[0][0] if rows else 0) < self.limit]
        more = [part for each in looking for part in self._by_keys(each, OLDEST)]
        more += [part for each in late for part in self._by_keys(each, OLDEST if looking else since)]
        if not more:
            return newest
        return self._newest(found | {row[1]: row[2] for row in self._run(more)})

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
                words = self._words(self.filters.region)
                yield Stream(own, words=words, unit=searching.of_unit(way.value) if words else "")
            elif way.way is Way.CONTAINS:
                parts = (f"{own[0][0]} AND {OPEN[0]}", own[0][1])
                yield Stream([parts, *own[1:]], little=True)
                if not self.only_open:
                    words, unit = self._words(self.filters.region), searching.of_unit(way.value[0])
                    yield Stream(own, words=words, unit=unit, open=False)
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
        """What the words are looked for by; empty where they are not."""
        words = self.filters.q
        return searching.asked(words, region, is_number(words)) if searching.names_words(words) else ""

    # Statements ---------------------------------------------------------------------------------------------

    def _first(self, stream: Stream) -> list[Part]:
        if stream.looks:
            return [self._look(stream)]
        if stream.keys:
            return self._by_keys(stream, OLDEST)
        return [self._keys(stream, of_words(self.filters.q, "text"))]

    def _keys(self, stream: Stream, words: list[Condition]) -> Part:
        """The newest of a stream, in order."""
        limit = self.limit
        if stream.little:
            (own, given), *rest = stream.own
            where, values = reading.joined([*rest, *self._common, *words])
            return reading.written(reading.LITTLE, own=own, where=where), [*given, self.now, *values, limit]
        if self._walked(stream):
            low, high = stream.prefix, stream.prefix + ":"
            where, values = reading.joined([*self._common, *words])
            given = [low, high, high, self.now, *values, limit, limit]
            return reading.written(reading.BY_CODE, where=where), given
        where, values = reading.joined([*stream.own, *self._common, *words])
        return reading.written(reading.IN_ORDER, where=where), [self.now, *values, limit]

    def _walked(self, stream: Stream) -> bool:
        """Whether an area is read code by code: a community, and what is between a township and a grid; unless there
        is an index of fewer cases."""
        between = LENGTHS[Level.TOWNSHIP] < len(stream.prefix) < LENGTHS[Level.GRID]
        return between and not self.only_open and self.filters.unit is None

    def _look(self, stream: Stream) -> Part:
        words, given = reading.joined(of_words(self.filters.q, "e.text"))
        where, values = reading.joined([*stream.own, *self._common])
        sql = reading.written(reading.LOOK, where=where, words=words)
        return sql, [self.now, *values, LOOKED, *given, self.limit]

    def _by_keys(self, stream: Stream, since: datetime) -> list[Part]:
        """The cases of a stream by their keys: what has ended, not older than `since`, and what is open."""
        where, values = reading.joined([*stream.own, *self._common, *of_words(self.filters.q, "text")])
        rest = [self.now, *values, self.limit]
        parts = []
        if not self.only_open:
            # One more than the last, as clocks differ.
            ahead = searching.stretch_of(self._top()) + 2
            oldest = searching.stretch_of(max(since, self.filters.since or OLDEST))
            ended = reading.written(reading.BY_KEYS, where=where)
            parts.append((ended, [ahead, stream.keys, *rest, self.limit, oldest, self.limit]))
        if stream.open and self.filters.open is not False:
            by_keys = reading.written(reading.OPEN_BY_KEYS, where=where)
            parts.append((by_keys, [searching.anytime(stream.words), *rest]))
            young = f"closed_at IS NULL AND opened_at >= {openwords.UPTO_SQL} AND {where}"
            parts.append((reading.written(reading.IN_ORDER, where=young), rest))
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


def _behind(key: Key | None) -> list[Condition]:
    return [] if key is None else [("(opened_at, id) < (%s::timestamptz, %s::bigint)", [*key])]


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
