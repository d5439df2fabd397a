"""Days of which what was counted no longer holds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0006_lists_of_ten_million")]

    operations = [
        migrations.CreateModel(
            name="Recount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
            ],
        ),
    ]
