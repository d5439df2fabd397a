"""The indexes by which lists of ten million cases are read; what no list needs any more goes."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import wangge.events.models.words

# One expression of built-in functions, which PostgreSQL puts in the place of the call: that makes an index over it
# several times cheaper than a loop would. The pairs of a text are those from its first character on and those from
# its second; the fours of a number begin at four places.
WORDS = r"""
CREATE FUNCTION event_words(
  words text, number text, region text, opened timestamptz, lead bigint, joint bigint[]
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(string_to_array(
      regexp_replace(translate(words, E' \t\r\n\u3000\uFF0C\u3002\uFF1A\uFF1B\u3001\uFF01\uFF1F\u2026\u201C\u201D\uFF08\uFF09', ''), '..', '\& ', 'g') || ' '
      || regexp_replace(substr(translate(words, E' \t\r\n\u3000\uFF0C\u3002\uFF1A\uFF1B\u3001\uFF01\uFF1F\u2026\u201C\u201D\uFF08\uFF09', ''), 2), '..', '\& ', 'g') || ' '
      || regexp_replace(number, '....', '\& ', 'g') || ' '
      || regexp_replace(substr(number, 2), '....', '\& ', 'g') || ' '
      || regexp_replace(substr(number, 3), '....', '\& ', 'g') || ' '
      || regexp_replace(substr(number, 4), '....', '\& ', 'g'),
    ' ') || ARRAY[
      left(region, 6), left(region, 9),
      't' || (floor(extract(epoch FROM opened AT TIME ZONE 'UTC') / 1382400)::integer)::text,
      coalesce(lead::text, '')
    ] || joint::text[], ''))
$$
"""
FORGET = "DROP FUNCTION event_words(text, text, text, timestamptz, bigint, bigint[])"


def bare(column: str, to: str, related: str) -> migrations.AlterField:
    """A foreign key without an index of its own."""
    key = models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to
    )
    return migrations.AlterField("event", column, key)


def index(name: str, *fields: str, **options: object) -> migrations.AddIndex:
    return migrations.AddIndex("event", models.Index(fields=fields, name=name, **options))


class Migration(migrations.Migration):
    dependencies = [("events", "0005_open_by_region")]

    operations = [
        migrations.RunSQL(WORDS, FORGET),
        *(
            migrations.RemoveIndex("event", name)
            for name in ("event_region", "event_opened", "event_item", "event_lead", "event_open", "event_state")
        ),
        migrations.AlterField("event", "case_no", models.CharField(db_collation="C", max_length=24)),
        migrations.AlterField(
            "event", "source_key", models.CharField(db_collation="C", max_length=200, null=True)
        ),
        bare("reporter", settings.AUTH_USER_MODEL, "+"),
        bare("token", "accounts.token", "+"),
        bare("lead_unit", "network.unit", "+"),
        bare("parent", "events.event", "parts"),
        bare("merged_into", "events.event", "merged"),
        bare("patrol", "events.patrol", "findings"),
        migrations.AlterField(
            "eventstep",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="events.event",
            ),
        ),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=("case_no",), name="event_case_no")
        ),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=("source_key",), name="event_source_key")
        ),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(due_at__isnull=True, warn_at__isnull=True),
                name="event_rests",
            ),
        ),
        index(
            "event_region", "region_code", "opened_at", "id", "state", "item_code", "channel",
            include=("lng", "lat"),
        ),
        index("event_opened", "opened_at", "id", "region_code", "channel", include=("lng", "lat")),
        index("event_item", "item_code", "opened_at", "id", "region_code", "state"),
        index(
            "event_lead", "lead_unit", "opened_at", "id", "region_code", "state", "item_code",
            condition=Q(lead_unit__isnull=False),
        ),
        index(
            "event_open", "opened_at", "id", "region_code", "state", "item_code", "channel", "lead_unit",
            "due_at",
            include=("lng", "lat"), condition=Q(closed_at__isnull=True),
        ),
        index(
            "event_ended", "state", "opened_at", "id", "region_code", "item_code",
            condition=Q(closed_at__isnull=False) & ~Q(state="closed"),
        ),
        index("event_reporter", "reporter", "opened_at", "id", condition=Q(reporter__isnull=False)),
        index("event_parent", "parent", condition=Q(parent__isnull=False)),
        index("event_merged", "merged_into", condition=Q(merged_into__isnull=False)),
        index("event_patrol", "patrol", condition=Q(patrol__isnull=False)),
        migrations.AddIndex(
            "event",
            django.contrib.postgres.indexes.GinIndex(
                wangge.events.models.words.Words(
                    "text", "case_no", "region_code", "opened_at", "lead_unit", "joint_units"
                ),
                condition=Q(closed_at__isnull=False),
                gin_pending_list_limit=1024,
                name="event_words",
            ),
        ),
    ]  # fmt: skip
