"""Odd reading, told to the audit administrator: many readings, by night, outside one's own area.

A job looks at the entries of today and yesterday whose action ends in one of `READING` and keeps one row for each
kind of oddness, day and reader. An alert accuses nobody: it says what to ask about, and the administrator writes
down what came of it.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils.timezone import now

from wangge.core import problems
from wangge.core.actors import Actor
from wangge.core.problems import Problem
from wangge.core.scope import Closed

READING = ("reveal", "read", "search", "exported")
LOG = "audit."  # reading the log itself is an entry, too, and the daily work of whoever would be told
BACK = timedelta(days=1)

# One statement: every reading of the days in question, what is odd in it, and the rows it makes or changes. A row
# that grows has not been seen any more.
WATCH_SQL = """
WITH read AS (
  SELECT coalesce('person:' || person, 'token:' || token) AS who, actor_label AS label, at,
         (at AT TIME ZONE %(zone)s) AS here, coalesce((data->>'outside_area')::boolean, false) AS outside
    FROM core_auditentry
   WHERE at >= date_trunc('day', %(since)s::timestamptz, %(zone)s) AND action ~ %(reading)s
     AND action NOT LIKE %(log)s AND coalesce(person, token) IS NOT NULL
), counted AS (
  SELECT *, count(*) OVER (PARTITION BY who ORDER BY at RANGE BETWEEN '1 hour' PRECEDING AND CURRENT ROW) AS lately
    FROM read
), odd AS (
  SELECT 'many' AS kind, here::date AS day, who, max(label) AS label, count(*) AS count, min(at) AS a, max(at) AS z
    FROM counted GROUP BY 2, 3 HAVING count(*) > %(day)s OR max(lately) > %(hour)s
  UNION ALL
  SELECT 'night', (here - make_interval(hours => %(night_to)s))::date, who, max(label), count(*), min(at), max(at)
    FROM read WHERE extract(hour FROM here) >= %(night_from)s OR extract(hour FROM here) < %(night_to)s GROUP BY 2, 3
  UNION ALL
  SELECT 'outside', here::date, who, max(label), count(*), min(at), max(at) FROM read WHERE outside GROUP BY 2, 3
)
INSERT INTO core_auditalert AS alert (kind, day, who, label, count, first_at, last_at, seen_by, note)
SELECT kind, day, who, label, count, a, z, '', '' FROM odd
ON CONFLICT (kind, day, who) DO UPDATE
   SET count = excluded.count, last_at = excluded.last_at, seen_at = NULL, seen_by = ''
 WHERE excluded.count > alert.count
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """More than `hour` readings in sixty minutes or `day` in a day are many; `night_from` and `night_to` are hours
    of the local clock. Local choices: `WANGGE_ODD_READING="hour=20 day=60 night=22-6"`."""

    hour: int = 20
    day: int = 60
    night_from: int = 22
    night_to: int = 6


def figures(text: str) -> Figures:
    """The figures of this installation; ImproperlyConfigured where they cannot be read."""
    found = Figures()
    for word in text.split():
        match = re.fullmatch(r"(hour|day)=(\d{1,6})|night=(\d{1,2})-(\d{1,2})", word)
        if match is None or int(match[3] or 0) > 24 or int(match[4] or 0) > 24:
            raise ImproperlyConfigured(f"WANGGE_ODD_READING is hour=20 day=60 night=22-6, not {word!r}")
        if match[1]:
            found = replace(found, **{match[1]: int(match[2])})
        else:
            found = replace(found, night_from=int(match[3]), night_to=int(match[4]))
    return found


class AuditAlert(models.Model):
    """One kind of odd reading by one reader (`person:3`, `token:4`) on one day; a night counts to the day it began.
    `note` is what the administrator wrote when it was looked into."""

    scope = Closed("read whole, by audit administrators only, at a route of its own")

    kind = models.CharField(max_length=8, db_collation="C")
    day = models.DateField()
    who = models.CharField(max_length=30, db_collation="C")
    label = models.CharField(max_length=80)
    count = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=80, default="", blank=True)
    note = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        app_label = "core"
        constraints = [models.UniqueConstraint(fields=["kind", "day", "who"], name="audit_alert_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.who} {self.day}: {self.count}"


def watch() -> int:
    """Look at today's and yesterday's readings; how many alerts are new or have grown. Safe to repeat."""
    own = figures(settings.ODD_READING)
    told: dict[str, Any] = {
        "zone": settings.TIME_ZONE,
        "since": now() - BACK,
        "reading": rf"\.({'|'.join(READING)})$",
        "log": f"{LOG}%",
        "hour": own.hour,
        "day": own.day,
        "night_from": own.night_from,
        "night_to": own.night_to,
    }
    with connection.cursor() as cursor:
        cursor.execute(WATCH_SQL, told)
        return int(cursor.rowcount)


def mark_seen(number: int, actor: Actor, note: str) -> AuditAlert:
    """Write down what came of an alert; NOT_FOUND if there is none of this number."""
    alert = AuditAlert.objects.filter(pk=number).first() if number < 2**63 else None
    if alert is None:
        raise Problem(problems.NOT_FOUND)
    alert.seen_at, alert.seen_by, alert.note = now(), actor.label[:80], note[:500]
    alert.save(update_fields=["seen_at", "seen_by", "note"])
    return alert
