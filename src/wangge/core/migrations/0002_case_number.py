"""The running number behind case numbers: one sequence for all kinds of case."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE core_case_number", "DROP SEQUENCE core_case_number"),
    ]
