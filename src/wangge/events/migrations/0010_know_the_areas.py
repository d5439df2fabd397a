"""How much lies in which area: with a hundred samples of its codes, as by default, the planner took a township's
thousands of cases for twenty, and sorted them all to show the newest fifty."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0009_open_by_desk")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE events_event ALTER COLUMN region_code SET STATISTICS 600; ANALYZE events_event",
            "ALTER TABLE events_event ALTER COLUMN region_code SET STATISTICS -1",
        ),
    ]
