from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles_tokens")]

    operations = [
        migrations.AddField("person", "must_change", models.BooleanField(default=False)),
    ]
