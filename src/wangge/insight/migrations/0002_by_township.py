"""Cases are counted for each township instead of each county, from the beginning: the first turn of the job does."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "TRUNCATE insight_density, insight_countedday", "TRUNCATE insight_density, insight_countedday"
        )
    ]
