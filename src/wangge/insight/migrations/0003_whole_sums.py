"""Sums of whole millionths of a degree, the same in whatever order they are made; counted again from the beginning."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_by_township")]

    operations = [
        migrations.RunSQL(
            "TRUNCATE insight_density, insight_countedday", "TRUNCATE insight_density, insight_countedday"
        )
    ]
