"""What lies on a desk, newest first, from the index of open cases; and the index of parts only for cases with parts,
so that it is not taken for a list of all that are open."""

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("events", "0008_state_by_time")]

    operations = [
        migrations.RemoveIndex("event", "event_open"),
        migrations.RemoveIndex("event", "event_joint"),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=[
                    *(
                        "opened_at",
                        "id",
                        "region_code",
                        "state",
                        "item_code",
                        "channel",
                        "lead_unit",
                        "due_at",
                    ),
                    "desk",
                ],
                include=("lng", "lat"),
                condition=Q(closed_at__isnull=True),
                name="event_open",
            ),
        ),
        migrations.AddIndex(
            "event",
            django.contrib.postgres.indexes.GinIndex(
                fields=["joint_units"],
                condition=Q(closed_at__isnull=True) & ~Q(joint_units=[]),
                name="event_joint",
            ),
        ),
    ]
