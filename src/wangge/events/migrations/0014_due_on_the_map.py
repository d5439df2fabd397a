"""The index of what is due holds what the map asks of it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("events", "0013_words_of_open")]

    operations = [
        migrations.RemoveIndex("event", "event_due"),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["due_at"],
                include=("opened_at", "region_code", "lng", "lat"),
                condition=Q(due_at__isnull=False),
                name="event_due",
            ),
        ),
    ]
