"""Which cases stand on a page of a list, newest first: each way in which a case may be the actor's is read by itself
in the order of an index and stops after a page, and the ways are merged.

One condition for all ways (`network.scope.within`) could be read in the order of no index. Words, and what a unit
takes part in, stand in an index without order; they are asked for in stretches of time that grow, until a page is
full (`events.searching`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.actors import Actor
from wangge.core.codes import LENGTHS, Level
from wangge.events import searching
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
from wangge.events.searching import Window
from wangge.network.scope import Branch, Way, branches, declared

# A statement, or a part of one, with its parameters.
Part = tuple[str, list[Any]]
# Where a row stands: when it was opened, and its key.
Key = tuple[datetime, int]
# So many of the newest cases of an area are looked through for words before the index is asked.
LOOKED = 2000
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
OPEN: Condition = ("closed_at IS NULL", [])
ENDED: Condition = ("closed_at IS NOT NULL", [])
# The ends that most cases come to are not in `event_ended`; it is used when the statement says so in its words.
OFTEN = ("closed", "refused")
SELDOM: Condition = ("closed_at IS NOT NULL AND NOT state IN ('closed', 'refused')", [])

IN_ORDER = "(SELECT 0 AS looked, id, opened_at FROM events_event, {now} WHERE {where} {order})"
# The codes of an area are found one behind the other, and each is read in order.
BY_CODE = """
(WITH RECURSIVE codes AS (
   (SELECT region_code FROM events_event WHERE region_code >= %s AND region_code < %s ORDER BY 1 LIMIT 1)
    UNION ALL
   SELECT (SELECT e.region_code FROM events_event e
            WHERE e.region_code > codes.region_code AND e.region_code < %s ORDER BY 1 LIMIT 1)
     FROM codes WHERE codes.region_code IS NOT NULL)
 SELECT 0 AS looked, k.id, k.opened_at FROM codes, {now}, LATERAL
   (SELECT id, opened_at FROM events_event e WHERE e.region_code = codes.region_code AND {where} {order}) k
 {order})
"""
LOOK = """
(SELECT 1 AS looked, id, opened_at FROM
   (SELECT id, opened_at, text, case_no FROM events_event, {now} WHERE {where} {order}) newest
  WHERE {words} {order})
"""
# OFFSET 0: the index without order is to be asked, however few rows are wanted in order.
BY_KEYS = """
(SELECT 0 AS looked, id, opened_at FROM
   (SELECT * FROM events_event WHERE closed_at IS NOT NULL
      AND event_words(text, case_no, region_code, opened_at, lead_unit_id, joint_units) @@ %s::text::tsquery
    OFFSET 0) known, {now} WHERE {where} {order})
"""
MERGED = """
SELECT sum(max(looked)) OVER () AS looked, id, opened_at FROM ({parts}) part GROUP BY id, opened_at {order}
"""
NOTHING = "SELECT 0 AS looked, NULL::bigint AS id, NULL::timestamptz AS opened_at WHERE false"


@dataclass(frozen=True, slots=True)
class Stream:
    """One way in which cases are the actor's to see, narrowed to the place that is asked for.

    `own`: its conditions. `prefix`: the area, of the way by region alone. `keys`: what its cases that have ended
    are looked for by, empty where all of it is read in order. `looks`: through the newest, before that.
    """

    own: list[Condition]
    prefix: str = ""
    keys: str = ""
    looks: bool = False
    open: bool = True  # False: has cases that have ended only


class Listing:
    """The keys of one page: of whom, narrowed how, behind which row, how many."""

    def __init__(self, actor: Actor, filters: Filters, after: Key | None, limit: int) -> None:
        self.filters, self.after, self.limit = filters, after, limit
        self.now = clock_now()
        self.only_open = only_open(filters)
        self.streams = list(self._streams(branches(declared(Event), actor)))
        self._common = [*of_columns(filters), *self._said(), *self._behind()]

    def read(self) -> list[Key]:
        """The keys in order: one query, up to four more where words are rare or a unit takes part in little."""
        window, *_ = windows = list(self._windows())
        rows = statements.run(*self._first(window), fresh=True)
        found = {row[1]: row[2] for row in rows}
        sought = [stream for stream in self.streams if stream.keys]
        full = not any(stream.looks for stream in sought) or bool(rows and rows[0][0] >= self.limit)
        if (
            not sought
            or (full and all(stream.looks for stream in sought))
            or (full and self._down_to(found, window))
        ):
            return self._newest(found)
        for window in windows[1:] if full else windows:
            parts = [part for stream in sought for part in self._inside(stream, window)]
            found |= {row[1]: row[2] for row in statements.run(*_merged(parts, self.limit), fresh=True)}
            if self._down_to(found, window):
                break
        return self._newest(found)

    def _newest(self, found: dict[int, datetime]) -> list[Key]:
        return sorted(((at, number) for number, at in found.items()), reverse=True)[: self.limit]

    def _down_to(self, found: dict[int, datetime], window: Window) -> bool:
        """Whether what was found fills the page with cases of this window or newer."""
        newest = self._newest(found)
        return len(newest) == self.limit and window.since is not None and newest[-1][0] >= window.since

    # Streams ------------------------------------------------------------------------------------------------

    def _streams(self, ways: tuple[Branch, ...]) -> Iterator[Stream]:
        place = of_place(self.filters.region)
        ways = self._needed(ways)
        for way in ways:
            own = [*_compared(way), *place]
            if way.way is Way.PREFIX:
                prefix = _inner(way.value, self.filters.region)
                if prefix is not None:
                    keys = self._words(prefix)
                    looks = bool(keys) and not _walked(prefix)
                    yield Stream(of_place(prefix), prefix, keys, looks)
            elif way.column == "lead_unit_id":
                keys = self._words(self.filters.region)
                yield Stream(own, keys=searching.both(keys, searching.of_unit(way.value)) if keys else "")
            elif way.way is Way.CONTAINS:
                yield Stream([*own, OPEN])
                if not self.only_open:
                    keys = searching.asked(self.filters.q, self.filters.region, is_number(self.filters.q))
                    unit = searching.of_unit(way.value[0])
                    yield Stream([*own, ENDED], keys=searching.both(keys, unit), open=False)
            else:
                yield Stream(own)

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

    def _first(self, window: Window) -> Part:
        parts = [
            part
            for stream in self.streams
            for part in (
                [self._ordered(stream)]
                if not stream.keys
                else [self._look(stream)]
                if stream.looks
                else self._inside(stream, window)
            )
        ]
        return _merged(parts, self.limit)

    def _ordered(self, stream: Stream) -> Part:
        words = of_words(self.filters.q, "text")
        if _walked(stream.prefix) and not self.only_open and self.filters.unit is None:
            where, values = _joined([*self._common, *words])
            low, high = stream.prefix, stream.prefix + ":"
            return _written(BY_CODE, where=where), [
                low,
                high,
                high,
                self.now,
                *values,
                self.limit,
                self.limit,
            ]
        where, values = _joined([*stream.own, *self._common, *words])
        return _written(IN_ORDER, where=where), [self.now, *values, self.limit]

    def _look(self, stream: Stream) -> Part:
        where, values = _joined([*stream.own, *self._common])
        words, given = _joined(of_words(self.filters.q, "text"))
        return _written(LOOK, where=where, words=words), [self.now, *values, LOOKED, *given, self.limit]

    def _inside(self, stream: Stream, window: Window) -> list[Part]:
        """The cases of a stream in a window: those that have ended by their keys, the others in order."""
        since = [("opened_at >= %s::timestamptz", [window.since])] if window.since else []
        until = [("opened_at < %s::timestamptz", [window.until])] if window.until else []
        words = of_words(self.filters.q, "text")
        where, values = _joined([*stream.own, *self._common, *since, *until, *words])
        keys = searching.both(stream.keys, window.keys)
        parts = [(_written(BY_KEYS, where=where), [keys, self.now, *values, self.limit])]
        if stream.open and self.filters.open is not False:
            where, values = _joined([OPEN, *stream.own, *self._common, *since, *until, *words])
            parts.append((_written(IN_ORDER, where=where), [self.now, *values, self.limit]))
        return parts

    def _said(self) -> list[Condition]:
        """What the filters imply, said so that an index of few cases is used."""
        if self.only_open:
            return [OPEN]
        return [SELDOM] if self.filters.state not in ("", *OFTEN) else []

    def _behind(self) -> list[Condition]:
        if self.after is None:
            return []
        return [("(opened_at, id) < (%s::timestamptz, %s::bigint)", [*self.after])]

    def _windows(self) -> Iterator[Window]:
        bounds = [self.now, self.after[0] if self.after else None, self.filters.until]
        newest = min(each for each in bounds if each is not None)
        return searching.windows(max(newest, OLDEST), self.filters.since)


def _inner(one: str, other: str) -> str | None:
    """The smaller of two areas, None where neither holds the other."""
    if one.startswith(other):
        return one
    return other if other.startswith(one) else None


def _walked(prefix: str) -> bool:
    """Whether an area is read code by code: a community, and what is between a township and a grid."""
    return LENGTHS[Level.TOWNSHIP] < len(prefix) < LENGTHS[Level.GRID]


def _compared(way: Branch) -> list[Condition]:
    """A way that is not by region, as a condition."""
    if way.way is Way.CONTAINS:
        return [(f"{way.column} @> %s::bigint[]", [way.value])]
    if way.way is Way.AMONG:
        return [(f"{way.column} = ANY(%s::text[]) AND {way.column} <> ''", [way.value])]
    kind = "text" if isinstance(way.value, str) else "bigint"
    return [(f"{way.column} = %s::{kind}", [way.value])]


def _joined(conditions: list[Condition]) -> Part:
    return " AND ".join(each for each, _ in conditions) or "true", [
        value for _, values in conditions for value in values
    ]


def _written(template: str, **parts: str) -> str:
    return template.format(
        now="(SELECT %s::timestamptz AS now) AS m", order="ORDER BY opened_at DESC, id DESC LIMIT %s", **parts
    )


def _merged(parts: list[Part], limit: int) -> Part:
    """The newest of all parts, each case once."""
    if not parts:
        return NOTHING, []
    if len(parts) == 1:
        return parts[0]
    values = [value for _, given in parts for value in given]
    return _written(MERGED, parts=" UNION ALL ".join(part for part, _ in parts)), [*values, limit]
