from django.db import migrations, models


class Migration(migrations.Migration):
    """The type of a Word file is 71 characters long."""

    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="media_type",
            field=models.CharField(db_collation="C", max_length=100),
        ),
    ]
