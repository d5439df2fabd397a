"""The state beside the time: the newest cases are open, and whoever asks for the closed must not look at each."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("events", "0007_recount")]

    operations = [
        migrations.RemoveIndex("event", "event_opened"),
        migrations.RemoveIndex("event", "event_ended"),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["opened_at", "id", "region_code", "state", "channel"],
                include=("lng", "lat"),
                name="event_opened",
            ),
        ),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["state", "opened_at", "id", "region_code", "item_code"],
                condition=Q(closed_at__isnull=False) & ~Q(state__in=("closed", "refused")),
                name="event_ended",
            ),
        ),
    ]
