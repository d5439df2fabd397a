# A visit may go to a home of the register, named by its number there.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0010_know_the_areas"),
    ]

    operations = [
        migrations.AddField(
            model_name="patrol",
            name="home",
            field=models.BigIntegerField(null=True),
        ),
    ]
