from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_field")]

    operations = [
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["region_code"], condition=models.Q(closed_at__isnull=True), name="event_open"
            ),
        ),
    ]
