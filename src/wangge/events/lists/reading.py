"""The ways in which the keys of a list are read, as parts of a statement: `looked, id, opened_at`, newest first.

Every part has `m.now`, the moment of asking, for its conditions; its parameters are in the order in which they are
written here.
"""

from typing import Any

from wangge.events.lists.filters import Condition
from wangge.events.lists.searching import BEFORE
from wangge.events.models.words import STRETCH

# A statement, or a part of one, with its parameters.
Part = tuple[str, list[Any]]

# The stretch of the oldest case there is.
OLDEST = f"(SELECT floor(extract(epoch FROM min(opened_at)) / {STRETCH})::int FROM events_event)"  # noqa: S608  our own numbers

IN_ORDER = "(SELECT 0 AS looked, id, opened_at FROM events_event, {now} WHERE {where} {order})"
# What is little altogether: by its own index, whatever else is asked, as the planner takes what is open and what lies
# on a desk for things that have nothing to do with each other.
LITTLE = """
(SELECT 0 AS looked, id, opened_at FROM (SELECT * FROM events_event WHERE {own} OFFSET 0) e, {now}
  WHERE {where} {order})
"""
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
   (SELECT id, opened_at, text, case_no FROM events_event, {now} WHERE {where} {order}) e
  WHERE {words} {order})
"""
# What has ended, stretch after stretch from the one before a number on, until there are enough or nothing older can
# be asked for. OFFSET 0: the index without order is to be asked, and it alone. The planner thinks little of making
# the keys of a case, and would rather make them for every case of an area than read them where they are kept.
BY_KEYS = f"""
(WITH RECURSIVE walked AS (
   SELECT %s::int AS stretch, NULL::bigint[] AS ids, NULL::timestamptz[] AS times, 0 AS there
    UNION ALL
   SELECT walked.stretch - 1, k.ids, k.times, walked.there + coalesce(cardinality(k.ids), 0)
     FROM walked CROSS JOIN LATERAL (
      SELECT array_agg(id) AS ids, array_agg(opened_at) AS times FROM (
        SELECT id, opened_at FROM
          (SELECT * FROM events_event WHERE closed_at IS NOT NULL
              AND event_words(text, case_no, region_code, opened_at, lead_unit_id, joint_units)
                  @@ replace(%s::text, chr({ord(BEFORE)}), (walked.stretch - 1)::text)::tsquery
            OFFSET 0) known, {{now}}
         WHERE {{where}} {{order}}) newest) k
    WHERE walked.there < %s::int AND walked.stretch > greatest(%s::int, {OLDEST}))
 SELECT 0 AS looked, k.id, k.opened_at FROM walked, unnest(walked.ids, walked.times) AS k(id, opened_at) {{order}})
"""  # noqa: S608  our own numbers
# What is open by its keys, whatever has ended since they were written left aside.
OPEN_BY_KEYS = """
(SELECT 0 AS looked, id, opened_at FROM
   (SELECT e.* FROM (SELECT case_id FROM events_openwords WHERE keys @@ %s::text::tsquery OFFSET 0) w
      JOIN events_event e ON e.id = w.case_id OFFSET 0) known, {now}
  WHERE closed_at IS NULL AND {where} {order})
"""
MERGED = """
SELECT sum(max(looked)) OVER () AS looked, id, opened_at FROM ({parts}) part GROUP BY id, opened_at {order}
"""


def joined(conditions: list[Condition]) -> Part:
    return " AND ".join(each for each, _ in conditions) or "true", [
        value for _, values in conditions for value in values
    ]


def written(template: str, **parts: str) -> str:
    return template.format(
        now="(SELECT %s::timestamptz AS now) AS m", order="ORDER BY opened_at DESC, id DESC LIMIT %s", **parts
    )
