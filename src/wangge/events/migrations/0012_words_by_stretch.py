"""Every key of what has ended begins with its stretch of time: words that are frequent are read one stretch after the
other, the newest first, until a page is full, instead of all at once."""

import django.contrib.postgres.indexes
from django.db import migrations
from django.db.models import Q

import wangge.events.models.words

# Built-in functions that never give another answer: an array of numbers becomes a text by way of a tsvector. The cost
# says what making the keys of a case takes beside comparing two numbers, lest the planner make them for every case
# of a small table; it heeds that only where it cannot put the body in the place of the call, which the setting forbids.
MARKS = r" \t\r\n\u3000\uFF0C\u3002\uFF1A\uFF1B\u3001\uFF01\uFF1F\u2026\u201C\u201D\uFF08\uFF09"
SAID = f"translate(words, E'{MARKS}', '')"
STRETCH = "coalesce(floor(extract(epoch FROM opened AT TIME ZONE 'UTC') / 691200)::integer::text, '')"
PLACE = "left(region, 6) || ' ' || left(region, 9) || ' ' || left(region, 12) || ' ' || region"
UNITS = "coalesce(lead::text, '') || ' ' || translate(array_to_tsvector(joint::text[])::text, '''', '')"


def keyed(text: str, pattern: str) -> str:
    """Each piece of the text that fits the pattern, with its stretch in front."""
    return f"regexp_replace({text}, '{pattern}', {STRETCH} || '\\& ', 'g')"


WORDS = f"""
CREATE OR REPLACE FUNCTION event_words(
  words text, number text, region text, opened timestamptz, lead bigint, joint bigint[]
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 20000 SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_to_tsvector(array_remove(string_to_array(
      {keyed(SAID, "..?")}
      || {keyed(f"substr({SAID}, 2)", "..?")}
      || {keyed("number", ".{1,4}")}
      || {keyed("substr(number, 2)", ".{1,4}")}
      || {keyed("substr(number, 3)", ".{1,4}")}
      || {keyed("substr(number, 4)", ".{1,4}")}
      || {keyed(PLACE, "[0-9]+")}
      || {keyed(UNITS, "[0-9]+")},
    ' '), ''))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0011_visits_of_homes")]

    operations = [
        migrations.RemoveIndex("event", "event_words"),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.AddIndex(
            "event",
            django.contrib.postgres.indexes.GinIndex(
                wangge.events.models.words.Words(
                    "text", "case_no", "region_code", "opened_at", "lead_unit", "joint_units"
                ),
                condition=Q(closed_at__isnull=False),
                fastupdate=False,
                name="event_words",
            ),
        ),
    ]
