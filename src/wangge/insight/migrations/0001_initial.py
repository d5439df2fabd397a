"""Cases counted ahead by place and time, and which days are counted."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("events", "0007_recount")]

    operations = [
        migrations.CreateModel(
            name="CountedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Density",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "span", "block", "x", "y", "region_code",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("span", models.SmallIntegerField()),
                ("block", models.IntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("region_code", models.CharField(db_collation="C", max_length=15)),
                ("cases", models.IntegerField()),
                ("lng", models.FloatField()),
                ("lat", models.FloatField()),
                ("sample", models.BigIntegerField()),
            ],
        ),
    ]  # fmt: skip
