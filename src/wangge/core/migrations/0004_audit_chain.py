"""The chain of the audit log, and the one way in which old entries are deleted."""

import django.utils.timezone
from django.db import migrations, models

# `upto` is a link: it and everything before it, with the entries. As the owner, for the application's role has no
# right to delete; so the rule about six months stands here, where the application cannot change it.
FORGET = """
CREATE FUNCTION core_audit_forget(upto bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE deleted bigint;
BEGIN
  IF EXISTS (SELECT FROM core_auditlink l JOIN core_auditentry e ON e.id = l.entry
              WHERE l.number <= upto AND e.at > now() - interval '6 months') THEN
    RAISE EXCEPTION 'entries younger than six months are kept' USING ERRCODE = 'check_violation';
  END IF;
  WITH links AS (DELETE FROM core_auditlink WHERE number <= upto RETURNING entry)
  DELETE FROM core_auditentry WHERE id IN (SELECT entry FROM links);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END $$;
REVOKE ALL ON FUNCTION core_audit_forget(bigint) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_rate")]

    operations = [
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.BigIntegerField(unique=True)),
                ("hash", models.CharField(db_collation="C", max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["at"], name="audit_at")),
        migrations.RunSQL(FORGET, "DROP FUNCTION core_audit_forget(bigint)"),
    ]
