"""The one statement that answers a `counted.Question`: sums over runs of days, and the cases of the rest of the
time, brought together by cell."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import now as clock_now

from wangge.core import statements
from wangge.core.codes import LENGTHS, Level
from wangge.insight.actions import SHARED_SQL
from wangge.insight.cells import PLACE_SQL, WHOLE_LAT_SQL, WHOLE_LNG_SQL
from wangge.insight.counted import Question
from wangge.insight.spans import NEVER
from wangge.network.scope import Branch, Way

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_PLACE = PLACE_SQL.format(lngs="%(lngs)s", lats="%(lats)s")
_POINT = f"{WHOLE_LNG_SQL} AS lng, {WHOLE_LAT_SQL} AS lat"
_INSIDE = (
    "lng >= %(west)s::float8 AND lng < %(east)s::float8"
    " AND lat >= %(south)s::float8 AND lat < %(north)s::float8"
)
# Left out for a whole city, of which nothing lies outside.
_REGION = "AND starts_with(region_code, %(region)s::text)"
_REST = "unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) AS rest(since, until)"
# OFFSET 0 keeps each run, each stretch of time and each grid a look of its own into the index made for it, whatever
# the planner thinks of parameters that it does not know.
#
# What is counted ahead, of the region alone.
_SUMS = """
SELECT ((d.x >> %(shift)s::int) - %(left)s::int + 1) * 1000 + %(bottom)s::int + 1 - (d.y >> %(shift)s::int) AS place,
       d.cases, d.lng, d.lat, d.region_code, d.sample
  FROM unnest(%(spans)s::int[], %(blocks)s::int[]) AS run(span, block)
 CROSS JOIN LATERAL (
  SELECT x, y, cases, lng, lat, region_code, sample FROM insight_density
   WHERE level = %(level)s::int AND span = run.span AND block = run.block
     AND x BETWEEN %(x0)s::int AND %(x1)s::int AND y BETWEEN %(y0)s::int AND %(y1)s::int
     {region} OFFSET 0) d
"""
# The cases of the time that no sum covers, of the region alone: by time, or grid by grid.
_BY_TIME = f"""
SELECT {_PLACE} AS place, 1 AS cases, {_POINT}, region_code, id AS sample FROM {_REST}
 CROSS JOIN LATERAL (
  SELECT id, lng, lat, region_code FROM events_event
   WHERE opened_at >= rest.since AND opened_at < rest.until AND {_INSIDE} {{region}} OFFSET 0) e
"""
_BY_GRIDS = f"""
SELECT {_PLACE} AS place, 1 AS cases, {_POINT}, region_code, id AS sample
  FROM unnest(%(grids)s::text[]) AS grid CROSS JOIN {_REST}
 CROSS JOIN LATERAL (
  SELECT id, lng, lat, region_code FROM events_event
   WHERE region_code = grid AND opened_at >= rest.since AND opened_at < rest.until AND {_INSIDE}
     {{region}} OFFSET 0) e
"""
# What the actor sees outside the region, whenever it was opened: nearly nothing, as the indexes tell.
_BEYOND = f"""
SELECT {_PLACE} AS place, 1 AS cases, {_POINT}, region_code, id AS sample, due_at
  FROM events_event
 WHERE id IN ({{ids}}) AND opened_at >= %(first)s::timestamptz AND opened_at < %(last)s::timestamptz
   AND {_INSIDE}
"""
# What is due is open (`event_rests`); that it is not asked lets one index answer.
_OVERDUE = f"""
SELECT {_PLACE} AS place FROM events_event
 WHERE due_at < %(now)s::timestamptz AND {_INSIDE}
   AND opened_at >= %(first)s::timestamptz AND opened_at < %(last)s::timestamptz {{region}}
"""
_HEAT = "SELECT place, sum(cases)::int FROM ({parts}) part GROUP BY place"
_CLUSTERS = f"""
WITH cell AS (
  SELECT place, sum(cases)::int AS cases, sum(lng) / sum(cases) AS lng, sum(lat) / sum(cases) AS lat,
         {SHARED_SQL} AS region, CASE WHEN sum(cases) = 1 THEN min(sample) END AS single
    FROM ({{parts}}) part GROUP BY place),
late AS (SELECT place, count(*)::int AS cases FROM ({{overdue}}) part GROUP BY place)
SELECT cell.lng / 1e6, cell.lat / 1e6, cell.cases, coalesce(late.cases, 0), cell.region,
       one.case_no, one.item_code, one.catalogue_version
  FROM cell LEFT JOIN late USING (place) LEFT JOIN events_event one ON one.id = cell.single
"""


def clusters(asked: Question) -> list[tuple[Any, ...]]:
    """For each cell with cases: the middle of their points, how many, how many of them overdue, the smallest region
    that holds all, and of a single case its number, item and catalogue version. One query."""
    overdue = [_OVERDUE.format(region=_region(asked))]
    if asked.beyond:
        beyond = _BEYOND.format(ids=_ids(asked.beyond))
        overdue.append(f"SELECT place FROM ({beyond}) seen WHERE due_at < %(now)s::timestamptz")
    return _run(_CLUSTERS.format(parts=_parts(asked), overdue=" UNION ALL ".join(overdue)), asked)


def heat(asked: Question) -> list[tuple[int, int]]:
    """Each cell with cases, by its `place` among the cells, and how many. One query."""
    return _run(_HEAT.format(parts=_parts(asked)), asked)


def _parts(asked: Question) -> str:
    parts = [_BY_TIME if asked.grids is None else _BY_GRIDS]
    if asked.time.runs:
        parts.append(_SUMS)
    parts = [part.format(region=_region(asked)) for part in parts]
    if asked.beyond:
        columns = "place, cases, lng, lat, region_code, sample"
        parts.append(f"SELECT {columns} FROM ({_BEYOND.format(ids=_ids(asked.beyond))}) seen")
    return " UNION ALL ".join(parts)


def _region(asked: Question) -> str:
    return _REGION if len(asked.region) > LENGTHS[Level.CITY] else ""


def _ids(branches: tuple[Branch, ...]) -> str:
    """The cases of some branches outside the region; the branches' values are parameters named by their columns."""
    kinds = {Way.AMONG: "= ANY(%({0})s::text[])", Way.EQUAL: "= %({0})s::bigint"}
    return " UNION ".join(
        f"SELECT id FROM events_event WHERE {each.column} {kinds[each.way].format(each.column)}"
        " AND NOT starts_with(region_code, %(region)s::text)"
        for each in branches
    )


def _run(sql: str, asked: Question) -> list[tuple[Any, ...]]:
    cells, time = asked.cells, asked.time
    fine = cells.at(asked.level)
    lngs, lats = cells.borders
    values = {
        "lngs": lngs, "lats": lats, "west": lngs[0], "south": lats[0], "east": lngs[-1], "north": lats[-1],
        "left": cells.left, "bottom": cells.bottom, "level": asked.level, "shift": asked.level - cells.level,
        "x0": fine.left, "y0": fine.top, "x1": fine.right, "y1": fine.bottom,
        "spans": [span for span, _ in time.runs], "blocks": [block for _, block in time.runs],
        "since": [since for since, _ in time.rest], "until": [until for _, until in time.rest],
        "first": asked.since or LONG_AGO, "last": asked.until or NEVER, "now": clock_now(),
        "region": asked.region, "grids": asked.grids,
    }  # fmt: skip
    values |= {branch.column: branch.value for branch in asked.beyond}
    names: list[str] = re.findall(r"%\((\w+)\)s", sql)
    # One plan for windows of every size is up to ten times slower for each of them than its own.
    return statements.run(re.sub(r"%\(\w+\)s", "%s", sql), [values[name] for name in names], fresh=True)
