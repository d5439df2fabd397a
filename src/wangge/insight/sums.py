"""The one statement that answers a `counted.Question`: sums over runs of days, and the cases of the rest of the
time, brought together by cell."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.codes import LENGTHS, Level
from wangge.insight.actions import SHARED_SQL
from wangge.insight.cells import X_SQL, Y_SQL
from wangge.insight.counted import Question
from wangge.insight.spans import NEVER
from wangge.network.scope import Branch, Way

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_CELL = f"{X_SQL} AS x, {Y_SQL} AS y".replace("{size}", "%(size)s::float8")
_INSIDE = "lng BETWEEN %(west)s::float8 AND %(east)s::float8 AND lat BETWEEN %(south)s::float8 AND %(north)s::float8"
# Left out for a whole city, of which nothing lies outside.
_PLACE = "AND starts_with(region_code, %(region)s::text)"
_REST = "unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) AS rest(since, until)"
# OFFSET 0 keeps each run, each stretch of time and each grid a look of its own into the index made for it, whatever
# the planner thinks of parameters that it does not know.
#
# What is counted ahead, of the region alone.
_SUMS = """
SELECT d.x >> %(shift)s::int AS x, d.y >> %(shift)s::int AS y, d.cases, d.lng, d.lat, d.region_code, d.sample
  FROM unnest(%(spans)s::int[], %(blocks)s::int[]) AS run(span, block)
 CROSS JOIN LATERAL (
  SELECT x, y, cases, lng, lat, region_code, sample FROM insight_density
   WHERE level = %(level)s::int AND span = run.span AND block = run.block
     AND x BETWEEN %(x0)s::int AND %(x1)s::int AND y BETWEEN %(y0)s::int AND %(y1)s::int
     {place} OFFSET 0) d
"""
# The cases of the time that no sum covers, of the region alone: by time, or grid by grid.
_BY_TIME = f"""
SELECT {_CELL}, 1 AS cases, lng, lat, region_code, id AS sample FROM {_REST}
 CROSS JOIN LATERAL (
  SELECT id, lng, lat, region_code FROM events_event
   WHERE opened_at >= rest.since AND opened_at < rest.until AND {_INSIDE} {{place}} OFFSET 0) e
"""
_BY_GRIDS = f"""
SELECT {_CELL}, 1 AS cases, lng, lat, region_code, id AS sample
  FROM unnest(%(grids)s::text[]) AS grid CROSS JOIN {_REST}
 CROSS JOIN LATERAL (
  SELECT id, lng, lat, region_code FROM events_event
   WHERE region_code = grid AND opened_at >= rest.since AND opened_at < rest.until AND {_INSIDE}
     {{place}} OFFSET 0) e
"""
# What the actor sees outside the region, whenever it was opened.
_BEYOND = f"""
SELECT {_CELL}, 1 AS cases, lng, lat, region_code, id AS sample, due_at
  FROM events_event
 WHERE id IN ({{ids}}) AND opened_at >= %(first)s::timestamptz AND opened_at < %(last)s::timestamptz
   AND {_INSIDE} AND NOT starts_with(region_code, %(region)s::text)
"""
_OVERDUE = f"""
SELECT {_CELL} FROM events_event
 WHERE closed_at IS NULL AND due_at < %(now)s::timestamptz AND {_INSIDE}
   AND opened_at >= %(first)s::timestamptz AND opened_at < %(last)s::timestamptz {{place}}
"""
_ONLY = "x BETWEEN %(left)s::int AND %(right)s::int AND y BETWEEN %(top)s::int AND %(bottom)s::int"
# One number is sorted and compared several times as fast as two.
_KEY = "(x::bigint << 32) + y"
_HEAT = f"""
SELECT (cell >> 32)::int, (cell & 4294967295)::int, cases
  FROM (SELECT {_KEY} AS cell, sum(cases)::int AS cases FROM ({{parts}}) part WHERE {_ONLY} GROUP BY 1) found
"""
_CLUSTERS = f"""
WITH cell AS (
  SELECT {_KEY} AS cell, sum(cases)::int AS cases, sum(lng) / sum(cases) AS lng, sum(lat) / sum(cases) AS lat,
         {SHARED_SQL} AS region, CASE WHEN sum(cases) = 1 THEN min(sample) END AS single
    FROM ({{parts}}) part WHERE {_ONLY} GROUP BY 1),
late AS (SELECT {_KEY} AS cell, count(*)::int AS cases FROM ({{overdue}}) part GROUP BY 1)
SELECT cell.lng, cell.lat, cell.cases, coalesce(late.cases, 0), cell.region,
       one.case_no, one.item_code, one.catalogue_version
  FROM cell LEFT JOIN late USING (cell) LEFT JOIN events_event one ON one.id = cell.single
"""


def clusters(asked: Question) -> list[tuple[Any, ...]]:
    """For each cell with cases: the middle of their points, how many, how many of them overdue, the smallest region
    that holds all, and of a single case its number, item and catalogue version. One query."""
    overdue = [_OVERDUE.format(place=_place(asked))]
    if asked.beyond:
        beyond = _BEYOND.format(ids=_ids(asked.beyond))
        overdue.append(f"SELECT x, y FROM ({beyond}) seen WHERE due_at < %(now)s::timestamptz")
    return _run(_CLUSTERS.format(parts=_parts(asked), overdue=" UNION ALL ".join(overdue)), asked)


def heat(asked: Question) -> list[tuple[int, int, int]]:
    """Each cell with cases: how far from the west and from the north, and how many. One query."""
    return _run(_HEAT.format(parts=_parts(asked)), asked)


def _parts(asked: Question) -> str:
    parts = [_BY_TIME if asked.grids is None else _BY_GRIDS]
    if asked.time.runs:
        parts.append(_SUMS)
    parts = [part.format(place=_place(asked)) for part in parts]
    if asked.beyond:
        columns = "x, y, cases, lng, lat, region_code, sample"
        parts.append(f"SELECT {columns} FROM ({_BEYOND.format(ids=_ids(asked.beyond))}) seen")
    return " UNION ALL ".join(parts)


def _place(asked: Question) -> str:
    return _PLACE if len(asked.region) > LENGTHS[Level.CITY] else ""


def _ids(branches: tuple[Branch, ...]) -> str:
    """The cases of some branches, whose values are parameters named by their columns."""
    kinds = {Way.AMONG: "= ANY(%({0})s::text[])", Way.EQUAL: "= %({0})s::bigint"}
    return " UNION ".join(
        f"SELECT id FROM events_event WHERE {each.column} {kinds[each.way].format(each.column)}"
        for each in branches
    )


def _run(sql: str, asked: Question) -> list[tuple[Any, ...]]:
    cells, time = asked.cells, asked.time
    fine = cells.at(asked.level)
    west, south, east, north = cells.box
    values = {
        "size": float(2**cells.level), "left": cells.left, "top": cells.top, "right": cells.right,
        "bottom": cells.bottom, "west": west, "south": south, "east": east, "north": north,
        "level": asked.level, "shift": asked.level - cells.level,
        "x0": fine.left, "y0": fine.top, "x1": fine.right, "y1": fine.bottom,
        "spans": [span for span, _ in time.runs], "blocks": [block for _, block in time.runs],
        "since": [since for since, _ in time.rest], "until": [until for _, until in time.rest],
        "first": asked.since or LONG_AGO, "last": asked.until or NEVER, "now": clock_now(),
        "region": asked.region, "grids": asked.grids,
    }  # fmt: skip
    values |= {branch.column: branch.value for branch in asked.beyond}
    names: list[str] = re.findall(r"%\((\w+)\)s", sql)
    return statements.run(re.sub(r"%\(\w+\)s", "%s", sql), [values[name] for name in names])
