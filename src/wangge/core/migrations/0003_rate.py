"""Counts of requests without an account, in an unlogged table: after a crash it is empty, and that is right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_case_number")]

    operations = [
        migrations.CreateModel(
            name="RateCount",
            fields=[
                (
                    "key",
                    models.CharField(db_collation="C", max_length=120, primary_key=True, serialize=False),
                ),
                ("began", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
            options={"db_table": "core_rate"},
        ),
        migrations.RunSQL("ALTER TABLE core_rate SET UNLOGGED", "ALTER TABLE core_rate SET LOGGED"),
    ]
