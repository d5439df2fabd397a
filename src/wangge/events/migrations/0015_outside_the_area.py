"""The indexes by desk and by reporter tell where a case lies, so the map need not look at each."""

from django.db import migrations, models
from django.db.models import F, Q

from wangge.core.flow.models import DueOrNever


class Migration(migrations.Migration):
    dependencies = [("events", "0014_due_on_the_map")]

    operations = [
        migrations.RemoveIndex("event", "event_desk_due"),
        migrations.RemoveIndex("event", "event_reporter"),
        migrations.AddIndex(
            "event",
            models.Index(
                F("desk"),
                DueOrNever(),
                F("id"),
                include=("region_code",),
                condition=~Q(desk=""),
                name="event_desk_due",
            ),
        ),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["reporter", "opened_at", "id"],
                include=("region_code",),
                condition=Q(reporter__isnull=False),
                name="event_reporter",
            ),
        ),
    ]
